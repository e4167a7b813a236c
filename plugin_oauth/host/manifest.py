"""The manifest `/.well-known/ai-plugin.json`: found, checked, and read for what the run needs."""

from dataclasses import dataclass
from http import HTTPStatus

from plugin_oauth.host.documents import Document, read_json_object
from plugin_oauth.host.manifest_auth import Auth, read_auth
from plugin_oauth.host.plugin_model import ManifestModel
from plugin_oauth.host.remarks import (
    GETTING_STARTED,
    PRODUCTION,
    WEB_CLIENT,
    Failure,
)
from plugin_oauth.host.urls import Url, is_within, resolve_url
from plugin_oauth.host.wire import Answer, Wire

NOT_FOUND = "Couldn't find manifest."

_MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Manifest:
    """What the run needs of a manifest; `url` is where it was found in the end."""

    url: Url
    document: Document
    spec_url: Url
    auth: Auth

    @property
    def name(self) -> str:
        return _text(self.document, "name_for_human")

    @property
    def contact_email(self) -> str:
        return _text(self.document, "contact_email")

    @property
    def legal_info_url(self) -> str:
        return _text(self.document, "legal_info_url")


class RefusedRedirect(Failure):
    """The manifest redirects to where ChatGPT did not follow."""


def manifest_request(wire: Wire, model: ManifestModel, origin: str) -> Answer:
    """Fetch the manifest, following the redirects ChatGPT followed; raises Failure."""
    return follow_manifest(wire, model, origin + model.manifest_path)


def follow_manifest(wire: Wire, model: ManifestModel, url: str) -> Answer:
    """Fetch it from an address of its own, the same way."""
    first = url
    for _ in range(_MOST_REDIRECTS):
        answer = wire.send(
            "GET", url, seconds=model.document_seconds, headers={"user-agent": model.user_agent}
        )
        if not answer.is_redirect:
            return answer
        check_redirect(answer.url, answer.location)
        url = answer.location.text
    raise RefusedRedirect(f"{first} redirects without end", PRODUCTION, NOT_FOUND)


def check_redirect(url: Url, location: Url) -> None:
    """Raise RefusedRedirect unless it leads to the same host, below it, or from www to apex."""
    if not is_within(location.host, url.host) and url.host != f"www.{location.host}":
        raise RefusedRedirect(
            f"the manifest redirects from {url.host} to {location.host}; only a subdomain of "
            "the host, or the host without www, may serve it instead",
            PRODUCTION,
            NOT_FOUND,
        )


def process_manifest_response(answer: Answer) -> Document:
    """Return the manifest as it was served; raises Failure if there is none."""
    if answer.status != HTTPStatus.OK:
        raise Failure(f"{answer.url.text} answers {answer.status}", GETTING_STARTED, NOT_FOUND)
    return read_json_object(answer, source=GETTING_STARTED, host_words=NOT_FOUND)


def read_manifest(document: Document, url: Url) -> Manifest:
    """Return what the run needs; raises Failure where `api` or `auth` leave it unknown."""
    return Manifest(
        url=url,
        document=document,
        spec_url=read_spec_url(_block(document, "api"), url),
        auth=read_auth(_block(document, "auth")),
    )


def read_spec_url(api: Document, manifest_url: Url) -> Url:
    """Return where the OpenAPI document is; raises Failure where `api` leaves it unknown."""
    if api.get("type") != "openapi":
        raise Failure('api.type is not "openapi"', GETTING_STARTED)
    reference = api.get("url")
    if not isinstance(reference, str) or not reference:
        raise Failure(
            "api.url is missing", WEB_CLIENT, "Localhost manifest is missing OpenAPI spec URL."
        )
    # ChatGPT took a bare path for plugins on localhost, and for those only.
    base = manifest_url.text if manifest_url.is_loopback and reference.startswith("/") else ""
    try:
        return resolve_url(base, reference)
    except ValueError as error:
        raise Failure(
            f"api.url is {reference!r}: {error}",
            WEB_CLIENT,
            "Localhost manifest OpenAPI spec URL is not a valid URL or path.",
        ) from None


def _block(document: Document, name: str) -> Document:
    block = document.get(name)
    if not isinstance(block, dict):
        raise Failure(f"{name} is missing or not an object", GETTING_STARTED)
    return block


def _text(block: Document, name: str) -> str:
    text = block.get(name)
    return text if isinstance(text, str) else ""
