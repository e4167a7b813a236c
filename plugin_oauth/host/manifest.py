"""The manifest `/.well-known/ai-plugin.json`: found, checked, and read for what the run needs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from plugin_oauth.host.documents import Document, read_json_object, show
from plugin_oauth.host.plugin_model import PluginModel
from plugin_oauth.host.remarks import (
    AUTHENTICATION,
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

AUTH_TYPES = ("none", "service_http", "user_http", "oauth")
CONTENT_TYPES = ("application/json", "application/x-www-form-urlencoded")

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
class OAuthSettings:
    """The manifest's `auth` block of type oauth."""

    client_url: Url
    token_url: Url  # called authorization_url in the manifest
    scope: str
    content_type: str


@dataclass(frozen=True)
class Manifest:
    """What the run needs of a manifest; `url` is where it was found in the end."""

    url: Url
    document: Document
    spec_url: Url
    auth: OAuthSettings

    @property
    def name(self) -> str:
        return _text(self.document, "name_for_human")

    @property
    def contact_email(self) -> str:
        return _text(self.document, "contact_email")

    @property
    def legal_info_url(self) -> str:
        return _text(self.document, "legal_info_url")


def manifest_request(wire: Wire, model: PluginModel, origin: str) -> Answer:
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
    raise Failure(f"{origin} redirects its manifest without end", PRODUCTION, NOT_FOUND)


def check_redirect(url: Url, location: Url) -> None:
    """Raise Failure unless it leads to the same host, to a subdomain of it, or from www to apex."""
    if not is_within(location.host, url.host) and url.host != f"www.{location.host}":
        raise Failure(
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
        spec_url=_read_spec_url(_block(document, "api"), url),
        auth=_read_auth(_block(document, "auth")),
    )


def _read_spec_url(api: Document, manifest_url: Url) -> Url:
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


def _read_auth(auth: Document) -> OAuthSettings:
    kind = auth.get("type")
    if kind not in AUTH_TYPES:
        raise Failure(
            f"auth.type is {show(kind)}, not one of {', '.join(AUTH_TYPES)}", AUTHENTICATION
        )
    if kind != "oauth":
        raise Failure(f"auth.type is {kind!r}: there is no user to sign in", AUTHENTICATION)
    content_type = auth.get("authorization_content_type")
    if content_type not in CONTENT_TYPES:
        raise Failure(
            f"auth.authorization_content_type is {show(content_type)}, not one of "
            f"{' and '.join(CONTENT_TYPES)}",
            GETTING_STARTED,
        )
    if not isinstance(auth.get("scope"), str):
        raise Failure("auth.scope is missing; it may be empty", GETTING_STARTED)
    return OAuthSettings(
        client_url=_read_url(auth, "client_url"),
        token_url=_read_url(auth, "authorization_url"),
        scope=auth["scope"],
        content_type=content_type,
    )


def _block(document: Document, name: str) -> Document:
    block = document.get(name)
    if not isinstance(block, dict):
        raise Failure(f"{name} is missing or not an object", GETTING_STARTED)
    return block


def _text(block: Document, name: str) -> str:
    text = block.get(name)
    return text if isinstance(text, str) else ""


def _read_url(auth: Document, name: str) -> Url:
    text = auth.get(name)
    if not isinstance(text, str):
        raise Failure(f"auth.{name} is {show(text)}", GETTING_STARTED)
    try:
        return read_url(text)
    except ValueError as error:
        raise Failure(f"auth.{name} is {text!r}: {error}", GETTING_STARTED) from None


def _is_url(text: str) -> bool:
    try:
        read_url(text)
    except ValueError:
        return False
    return True
