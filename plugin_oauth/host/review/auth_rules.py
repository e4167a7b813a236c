"""Group A: how people and hosts prove themselves to a plugin."""

import re
from collections.abc import Iterator

from plugin_oauth.host.review.manifest_rules import breaches, schema_faults, url_faults
from plugin_oauth.host.review.rules import Fault, Group, Level
from plugin_oauth.host.review.sources import AUTHENTICATION, GETTING_STARTED, WEB_CLIENT
from plugin_oauth.host.review.subject import Part, Subject, Where, find_url
from plugin_oauth.host.urls import Url

A = Group("A", "authorization", "plugins of 2023 and GPT Actions")

_ENDPOINTS = ("client_url", "authorization_url")
_PLACEHOLDER = re.compile(r"replace|your|todo|change.?me|placeholder|x{4}|[<>{}\s]", re.IGNORECASE)


@A.rule(
    "001",
    Level.ERROR,
    "auth.type is none, user_http, service_http or oauth",
    source=AUTHENTICATION,
    fix="Choose one of the four; oauth if people sign in.",
    how="The member is compared with the four.",
)
def check_type(subject: Subject) -> Iterator[Fault]:
    yield from schema_faults(subject.manifest, "A001")


@A.rule(
    "002",
    Level.ERROR,
    "service_http and user_http name bearer or basic",
    source=GETTING_STARTED,
    fix='Write "authorization_type": "bearer".',
    how="authorization_type is looked at where the type of auth needs it.",
)
def check_authorization_type(subject: Subject) -> Iterator[Fault]:
    yield from schema_faults(subject.manifest, "A002")


@A.rule(
    "003",
    Level.ERROR,
    "service_http and oauth show the verification token for openai",
    source=f"{AUTHENTICATION}; {WEB_CLIENT}",
    fix='Put the token that the host gives at registration under "verification_tokens".',
    how="The map is looked at, and its token for what nobody gives out: text to be replaced.",
    public_only=True,
)
def check_verification_tokens(subject: Subject) -> Iterator[Fault]:
    manifest = subject.manifest
    found = list(breaches(manifest, "A003"))
    for breach in found:
        missing = breach.path[-1] == "verification_tokens"
        words = "Error creating plugin." if missing else _add_token(breach.path[-1])
        yield Fault(breach.sentence, manifest.at(*breach.path), host_words=words)
    auth = manifest.block("auth")
    if found or auth.get("type") not in ("service_http", "oauth"):
        return
    for service, token in auth["verification_tokens"].items():
        if _PLACEHOLDER.search(token):
            where = manifest.at("auth", "verification_tokens", service)
            sentence = f"the verification token for {service} is a placeholder"
            yield Fault(sentence, where, host_words=_add_token(service))


@A.rule(
    "004",
    Level.ERROR,
    "oauth has its four members, and its endpoints are URLs",
    source=GETTING_STARTED,
    fix="Give client_url (authorization endpoint), authorization_url (token endpoint), scope "
    "(may be empty) and authorization_content_type.",
    how="The members are looked at; a public plugin's endpoints must be https.",
)
def check_oauth(subject: Subject) -> Iterator[Fault]:
    manifest = subject.manifest
    yield from schema_faults(manifest, "A004")
    for name, where, url in _endpoints(manifest):
        yield from url_faults(manifest, "auth", name)
        if url and url.scheme != "https" and not url.is_loopback and not subject.is_loopback:
            yield Fault(f"auth.{name} is not https: codes and secrets travel there", where)


@A.rule(
    "005",
    Level.ERROR,
    "no oauth on localhost",
    source=AUTHENTICATION,
    fix="Deploy to a public host before you register; a stand-in can sign in on localhost.",
    how="The plugin's address and its OAuth endpoints are looked at.",
    public_only=True,
)
def check_no_oauth_on_localhost(subject: Subject) -> Iterator[Fault]:
    manifest = subject.manifest
    if manifest.block("auth").get("type") != "oauth":
        return
    if subject.is_loopback:
        sentence = "auth.type is oauth, which ChatGPT did not take on localhost"
        yield Fault(sentence, manifest.at("auth", "type"))
        return
    for name, where, url in _endpoints(manifest):
        if url and url.is_loopback:
            yield Fault(f"auth.{name} is on {url.host}, which nobody else reaches", where)


@A.rule(
    "006",
    Level.WARNING,
    "user_http cannot enter the store",
    source=AUTHENTICATION,
    fix="Use oauth if the plugin is for everybody.",
    how="auth.type is looked at.",
    public_only=True,
)
def check_not_user_http(subject: Subject) -> Iterator[Fault]:
    if subject.manifest.block("auth").get("type") == "user_http":
        sentence = "auth.type is user_http: each user pastes a key"
        yield Fault(sentence, subject.manifest.at("auth", "type"))


@A.rule(
    "007",
    Level.WARNING,
    "the plugin knows who calls",
    source=AUTHENTICATION,
    fix="Use service_http, so that only the host can call, or oauth.",
    how="auth.type is looked at; none was discouraged.",
    public_only=True,
)
def check_not_none(subject: Subject) -> Iterator[Fault]:
    if subject.manifest.block("auth").get("type") == "none":
        sentence = "auth.type is none: anybody can call the API"
        yield Fault(sentence, subject.manifest.at("auth", "type"))


def _endpoints(manifest: Part) -> Iterator[tuple[str, Where, Url | None]]:
    auth = manifest.block("auth")
    if auth.get("type") == "oauth":
        for name in _ENDPOINTS:
            yield name, manifest.at("auth", name), find_url(auth.get(name))


def _add_token(service: str) -> str:
    return f'Please add the "{service}" token to your manifest file.'
