"""Protected resource metadata (RFC 9728): which authorization server an MCP server trusts."""

from collections.abc import Generator
from dataclasses import dataclass
from http import HTTPStatus

from plugin_oauth.host.documents import Document, read_json_object, show
from plugin_oauth.host.domains import check_named
from plugin_oauth.host.plugin_model import PluginModel
from plugin_oauth.host.remarks import OPENAI_MCP, Failure, Remark, Skipped, warn
from plugin_oauth.host.urls import Url, read_url
from plugin_oauth.host.wire import Answer, Wire

PATH = "/.well-known/oauth-protected-resource"


@dataclass(frozen=True)
class ResourceMetadata:
    """What the run needs of the document; `scopes` is None where it names none."""

    resource: str
    issuer: Url
    scopes: str | None


def resource_metadata_urls(server: Url, named: str) -> list[str]:
    """Return where to look, in order: as the challenge says, by the server's path, at the root."""
    path = server.path.rstrip("/")
    urls = [named, server.origin + PATH + path, server.origin + PATH]
    return list(dict.fromkeys(url for url in urls if url))


def resource_metadata_request(wire: Wire, model: PluginModel, url: str) -> Answer:
    """Fetch the document."""
    return wire.send(
        "GET",
        url,
        seconds=model.document_seconds,
        headers={"user-agent": model.user_agent, "accept": "application/json"},
    )


def process_resource_metadata_response(
    answer: Answer, server: Url
) -> Generator[Remark, None, ResourceMetadata]:
    """Return what it says; raises Skipped if there is none, Failure if it cannot be used."""
    if answer.status == HTTPStatus.NOT_FOUND:
        raise Skipped(f"{answer.url.text} answers 404")
    if answer.status != HTTPStatus.OK:
        raise Failure(f"{answer.url.text} answers {answer.status}", "RFC 9728 section 3.2")
    document = read_json_object(answer, source="RFC 9728 section 3.2")
    resource = document.get("resource")
    yield from check_resource(resource, server)
    scopes = document.get("scopes_supported")
    return ResourceMetadata(
        resource=str(resource),
        issuer=_read_issuer(document, server),
        scopes=" ".join(map(str, scopes)) if isinstance(scopes, list) else None,
    )


def check_resource(resource: object, server: Url) -> Generator[Remark, None, None]:
    """Yield what is odd about the identifier; raises Failure if it is not this server's."""
    if resource == server.text:
        return
    try:
        named = read_url(resource if isinstance(resource, str) else "")
    except ValueError:
        named = None
    path = named.path.rstrip("/") if named else ""
    if not named or named.origin != server.origin or not f"{server.path}/".startswith(f"{path}/"):
        raise Failure(
            f"resource is {show(resource)}, not {server.text!r}; such metadata must not be used",
            "RFC 9728 section 3.3",
        )
    yield warn(
        f"resource is {resource!r}, which is not {server.text!r} to the letter: many hosts insist",
        "RFC 9728 section 3.3",
    )


def _read_issuer(document: Document, server: Url) -> Url:
    servers = document.get("authorization_servers")
    if not isinstance(servers, list) or not servers:
        raise Failure("authorization_servers is missing or empty", OPENAI_MCP)
    try:
        issuer = read_url(servers[0] if isinstance(servers[0], str) else "")
    except ValueError as error:
        raise Failure(
            f"authorization_servers has {show(servers[0])}: {error}", "RFC 9728 section 2"
        ) from None
    check_named("the authorization server", issuer, server)
    return issuer
