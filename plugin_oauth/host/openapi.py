"""The OpenAPI document: fetched, checked, and read for the server the operations live on."""

from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus

from plugin_oauth.host.documents import Document, read_json_or_yaml_object
from plugin_oauth.host.plugin_model import PluginModel
from plugin_oauth.host.remarks import GETTING_STARTED, GPT_ACTIONS, PRODUCTION, WEB_CLIENT, Failure
from plugin_oauth.host.urls import Url, is_within, read_url, resolve_url, root_domain
from plugin_oauth.host.wire import Answer, Wire

NOT_FETCHED = "Failed to fetch localhost OpenAPI spec."
NOT_PARSED = "Failed to parse localhost OpenAPI spec as JSON or YAML."

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def spec_request(wire: Wire, model: PluginModel, url: Url) -> Answer:
    """Fetch the OpenAPI document."""
    return wire.send(
        "GET", url.text, seconds=model.document_seconds, headers={"user-agent": model.user_agent}
    )


def process_spec_response(answer: Answer) -> Document:
    """Return the document; raises Failure if it is not an OpenAPI 3 document with paths."""
    if answer.is_redirect:
        raise Failure(
            f"{answer.url.text} redirects to {answer.location.text}; redirects of the OpenAPI "
            "document may not be followed",
            PRODUCTION,
            NOT_FETCHED,
        )
    if answer.status != HTTPStatus.OK:
        raise Failure(f"{answer.url.text} answers {answer.status}", GETTING_STARTED, NOT_FETCHED)
    spec = read_json_or_yaml_object(answer, source=WEB_CLIENT, host_words=NOT_PARSED)
    check_version(spec)
    return spec


def check_version(spec: Document) -> None:
    """Raise Failure unless it is an OpenAPI 3 document with paths."""
    version = spec.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        raise Failure("the document does not say openapi: 3.x", GETTING_STARTED)
    if not isinstance(spec.get("paths"), dict):
        raise Failure("the document has no paths", GETTING_STARTED)


def select_server(spec: Document, spec_url: Url, manifest_url: Url) -> Url:
    """Return the base URL of the calls.

    ChatGPT took the first server on the root domain or below, else the host that served the
    document. This also keeps access tokens on the plugin's own domain.
    """
    for server in find_servers(spec, spec_url):
        if is_within(server.host, root_domain(manifest_url.host)):
            return server
    return read_url(spec_url.origin)


def first_server(spec: Document, spec_url: Url) -> Url:
    """Return the base URL of the calls of a GPT: the first server there is, else the document's."""
    return next(find_servers(spec, spec_url), read_url(spec_url.origin))


def find_servers(spec: Document, spec_url: Url) -> Iterator[Url]:
    """Yield the servers of the document that are URLs, relative ones resolved."""
    servers = spec.get("servers")
    for server in servers if isinstance(servers, list) else ():
        if isinstance(server, dict) and isinstance(server.get("url"), str):
            with suppress(ValueError):
                yield resolve_url(spec_url.text, server["url"])


def check_reach(server: Url, spec_url: Url) -> None:
    """Raise Failure if a public document would have this machine called."""
    if not spec_url.is_loopback and not server.is_public:
        raise Failure(f"the API at {server.text} is not public", GPT_ACTIONS)


def check_server(server: Url) -> None:
    """Raise Failure if access tokens would travel in the clear."""
    if server.scheme != "https" and not server.is_loopback:
        raise Failure(f"the API at {server.text} is not https", "RFC 6750 section 5.3")


def operation_items(spec: Document) -> Iterator[tuple[str, str, Document]]:
    """Yield path, method and operation, in the document's order, whatever else stands there."""
    for path, methods in spec["paths"].items():
        # Paths begin with a slash (OpenAPI 3.0.3 section 4.7.8). One like ".evil.example/x", put
        # after the server's name, would send the access token to another host.
        if not str(path).startswith("/") or not isinstance(methods, dict):
            continue
        for method in METHODS:
            if isinstance(methods.get(method), dict):
                yield path, method, methods[method]
