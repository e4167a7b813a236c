"""The manifest `/.well-known/ai-plugin.json`: found, checked, and read for what the run needs."""

import re
from collections.abc import Iterator
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
    Remark,
    fail,
    warn,
)
from plugin_oauth.host.urls import Url, is_within, read_url, resolve_url
from plugin_oauth.host.wire import Answer, Wire

NOT_FOUND = "Couldn't find manifest."

# The most characters of each text; None where no limit is known.
TEXTS = {
    "schema_version": None,
    "name_for_model": 50,
    "name_for_human": 20,
    "description_for_model": 8_000,
    "description_for_human": 100,
    "logo_url": None,
    "contact_email": None,
    "legal_info_url": None,
}

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
    url = origin + model.manifest_path
    for _ in range(_MOST_REDIRECTS):
        answer = wire.send(
            "GET", url, seconds=model.document_seconds, headers={"user-agent": model.user_agent}
        )
        if not answer.is_redirect:
            return answer
        check_redirect(answer.url, answer.location)
        url = answer.location.text
    raise RefusedRedirect(f"{origin} redirects its manifest without end", PRODUCTION, NOT_FOUND)


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


def check_texts(document: Document) -> Iterator[Remark]:
    """Yield what is wrong with the eight texts of a manifest."""
    for name, most in TEXTS.items():
        text = document.get(name)
        if not isinstance(text, str) or not text:
            yield fail(
                f"{name} is missing or not a text; all ten fields are required", GETTING_STARTED
            )
        elif most and len(text) > most:
            yield fail(
                f"{name} has {len(text):,} characters, {most:,} are allowed", GETTING_STARTED
            )
    if document.get("schema_version", "v1") != "v1":
        yield fail('schema_version is not "v1"', GETTING_STARTED)


def check_name_for_model(document: Document) -> Iterator[Remark]:
    """Yield what is wrong with the name that the model calls the plugin by."""
    name = _text(document, "name_for_model")
    if name and not re.fullmatch(r"\w+", name, re.ASCII):
        yield fail("name_for_model may have letters and digits only", GETTING_STARTED)
    elif "_" in name:
        yield warn(
            "name_for_model has an underscore: undocumented, though ChatGPT accepted it",
            GETTING_STARTED,
        )


def check_contacts(document: Document) -> Iterator[Remark]:
    """Yield what is wrong with the e-mail address and the URLs for people."""
    email = _text(document, "contact_email")
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        yield fail("contact_email is no e-mail address", GETTING_STARTED)
    for name in ("logo_url", "legal_info_url"):
        url = _text(document, name)
        if url and not _is_url(url):
            yield fail(f"{name} is no absolute http or https URL", GETTING_STARTED)


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


def _is_url(text: str) -> bool:
    try:
        read_url(text)
    except ValueError:
        return False
    return True
