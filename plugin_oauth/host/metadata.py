"""Authorization server metadata (RFC 8414), for what the manifest has no field for."""

from http import HTTPStatus

from plugin_oauth.host.documents import Document, read_json_object, show
from plugin_oauth.host.plugin_model import PluginModel
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.urls import Url, read_url
from plugin_oauth.host.wire import Answer, Wire

PATH = "/.well-known/oauth-authorization-server"


def metadata_request(wire: Wire, model: PluginModel, origin: str) -> Answer:
    """Fetch the metadata of the authorization server on this origin."""
    return wire.send(
        "GET",
        origin + PATH,
        seconds=model.document_seconds,
        headers={"user-agent": model.user_agent, "accept": "application/json"},
    )


def process_metadata_response(answer: Answer) -> Document:
    """Return the metadata; raises Skipped if there is none, Failure if it is another server's."""
    if answer.status == HTTPStatus.NOT_FOUND:
        raise Skipped(f"{answer.url.text} answers 404; a plugin needs no metadata")
    if answer.status != HTTPStatus.OK:
        raise Failure(f"{answer.url.text} answers {answer.status}", "RFC 8414 section 3.2")
    metadata = read_json_object(answer, source="RFC 8414 section 3.2")
    if metadata.get("issuer") != answer.url.origin:
        raise Failure(
            f"issuer is {show(metadata.get('issuer'))}, not {answer.url.origin!r} where it was "
            "found; such metadata must not be used",
            "RFC 8414 section 3.3",
        )
    return metadata


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
    return endpoint
