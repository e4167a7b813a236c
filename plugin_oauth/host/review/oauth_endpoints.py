"""Where people sign in: the endpoints that a manifest, a GPT's document or its settings name."""

from collections.abc import Iterator
from dataclasses import dataclass

from plugin_oauth.host.editor import find_scheme
from plugin_oauth.host.review.subject import Subject, Where, find_url
from plugin_oauth.host.urls import Url

AUTHORIZATION, TOKEN = "authorization URL", "token URL"


@dataclass(frozen=True)
class Endpoint:
    """An endpoint by its name, one of the two above, and where it is written."""

    name: str
    url: Url
    where: Where


def find_endpoints(subject: Subject) -> Iterator[Endpoint]:
    """Yield the endpoints of the manifest, else those of a GPT."""
    manifest = subject.find("manifest")
    if manifest is None:
        yield from find_action_endpoints(subject)
        return
    auth = manifest.block("auth")
    # In this manifest authorization_url is the token endpoint.
    members = {AUTHORIZATION: "client_url", TOKEN: "authorization_url"}
    for name, member in members.items():
        url = find_url(auth.get(member)) if auth.get("type") == "oauth" else None
        if url:
            yield Endpoint(name, url, manifest.at("auth", member))


def find_action_endpoints(subject: Subject) -> Iterator[Endpoint]:
    """Yield the endpoints in a GPT's settings, else in its document's OAuth scheme."""
    spec = subject.find("spec")
    flow = find_scheme(spec.document) if spec else {}
    members = {
        AUTHORIZATION: ("authorization_url", "authorizationUrl"),
        TOKEN: ("token_url", "tokenUrl"),
    }
    for name, (setting, member) in members.items():
        typed = find_url(subject.settings.document.get(setting)) if subject.settings else None
        if typed and subject.settings:
            yield Endpoint(name, typed, subject.settings.at(setting))
        elif spec and (url := find_url(flow.get(member))):
            yield Endpoint(name, url, spec.at("components", "securitySchemes"))
