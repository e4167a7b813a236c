"""Authorization server metadata (RFC 8414), for what the manifest has no field for."""

from http import HTTPStatus

from plugin_oauth.host.documents import Document, read_json_object, show
from plugin_oauth.host.domains import check_named
from plugin_oauth.host.plugin_model import PluginModel
from plugin_oauth.host.remarks import MCP_AUTH, Failure, Skipped
from plugin_oauth.host.urls import Url, read_url
from plugin_oauth.host.wire import Answer, Wire

PATH = "/.well-known/oauth-authorization-server"
OPENID_PATH = "/.well-known/openid-configuration"


def metadata_urls(issuer: Url) -> list[str]:
    """Return where the metadata of an issuer may be, in the order in which MCP has clients look.

    RFC 8414 section 3.1 puts a path of the issuer behind the well-known one, OpenID Connect
    Discovery section 4 before it.
    """
    path = issuer.path.rstrip("/")
    inserted = [issuer.origin + PATH + path, issuer.origin + OPENID_PATH + path]
    return [*inserted, issuer.origin + path + OPENID_PATH] if path else inserted


def metadata_request(wire: Wire, model: PluginModel, url: str) -> Answer:
    """Fetch the metadata of an authorization server."""
    return wire.send(
        "GET",
        url,
        seconds=model.document_seconds,
        headers={"user-agent": model.user_agent, "accept": "application/json"},
    )


def process_metadata_response(answer: Answer, issuer: str) -> Document:
    """Return the metadata; raises Skipped if there is none, Failure if it is another server's."""
    if answer.status == HTTPStatus.NOT_FOUND:
        raise Skipped(f"{answer.url.text} answers 404; a plugin needs no metadata")
    if answer.status != HTTPStatus.OK:
        raise Failure(f"{answer.url.text} answers {answer.status}", "RFC 8414 section 3.2")
    metadata = read_json_object(answer, source="RFC 8414 section 3.2")
    if metadata.get("issuer") != issuer:
        raise Failure(
            f"issuer is {show(metadata.get('issuer'))}, not {issuer!r} which it was looked up for; "
            "such metadata must not be used",
            "RFC 8414 section 3.3",
        )
    return metadata


def check_pkce(metadata: Document) -> None:
    """Raise Failure unless S256 is advertised: a host of MCP does not try without."""
    methods = metadata.get("code_challenge_methods_supported")
    if not isinstance(methods, list) or "S256" not in methods:
        raise Failure(
            f"code_challenge_methods_supported is {show(methods)}, without S256: hosts go no "
            "further",
            MCP_AUTH,
        )


def find_endpoint(metadata: Document, name: str) -> Url:
    """Return an endpoint; raises Skipped if there is none, Failure if it is no URL."""
    if name not in metadata:
        raise Skipped(f"the metadata names no {name}")
    try:
        endpoint = read_url(metadata[name] if isinstance(metadata[name], str) else "")
    except ValueError as error:
        raise Failure(f"{name} is {show(metadata[name])}: {error}", "RFC 8414 section 2") from None
    if endpoint.scheme != "https" and not endpoint.is_loopback:
        raise Failure(f"{name} is not https", "RFC 6749 section 3.2; RFC 7009 section 2")
    issuer = metadata.get("issuer")
    check_named(name, endpoint, read_url(issuer) if isinstance(issuer, str) else endpoint)
    return endpoint
