"""Group D: how a plugin is reached: TLS, its manifest, and a browser on localhost."""

from collections.abc import Iterator
from itertools import islice

from plugin_oauth.host.manifest import RefusedRedirect
from plugin_oauth.host.openapi import select_server
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.cors import complain_of_preflight, complain_of_sharing
from plugin_oauth.host.review.domain_rules import D
from plugin_oauth.host.review.operations import PlacedOperation, find_operations
from plugin_oauth.host.review.rules import Fault, Level, fault
from plugin_oauth.host.review.sources import CORS, PRODUCTION
from plugin_oauth.host.review.subject import Kind, NotChecked, Part, Subject, Where, find_url
from plugin_oauth.host.review.tls import complain_of_tls
from plugin_oauth.host.urls import Url

_CALLED_OPERATIONS = 5
_LOCALHOST_WORDS = (
    "Failed to fetch localhost manifest. Check to ensure your localhost is running and your "
    "localhost server has CORS enabled."
)


@D.rule(
    "001",
    Level.ERROR,
    "the plugin is reached by https on port 443, with a certificate that is publicly trusted",
    source=PRODUCTION,
    fix="Serve manifest, OpenAPI document and API by https on port 443, with TLS 1.2 or newer.",
    how="The addresses are looked at, and a TLS connection to the manifest's host is made.",
    public_only=True,
)
def check_transport(subject: Subject) -> Iterator[Fault]:
    addresses = [(subject.root, subject.url)]
    manifest = subject.find("manifest")
    if manifest:
        addresses.append((manifest.at("api", "url"), find_url(manifest.block("api").get("url"))))
    seen = set()
    for where, url in addresses:
        if url and url.origin not in seen and (url.scheme, url.port) != ("https", 443):
            yield Fault(f"{url.origin} is not https on port 443", where)
        seen.add(url.origin if url else "")
    url = subject.url
    if url is None:
        raise NotChecked("the input is a file; give the plugin's address")
    if url.scheme == "https":
        complaint = complain_of_tls(url, subject.web.model.document_seconds, subject.web.network)
        if complaint:
            yield Fault(f"{url.origin}: {complaint}", subject.root)


@D.rule(
    "002",
    Level.ERROR,
    "the manifest moves only off www or down to a subdomain",
    source=PRODUCTION,
    fix="Serve the manifest where it is asked for, without a redirect.",
    how="Redirects are followed one by one; each target is compared with the host before.",
)
def check_redirects(subject: Subject) -> Iterator[Fault]:
    if subject.kind is Kind.MANIFEST:
        raise NotChecked("the input is a file; give the plugin's address")
    try:
        subject.load("manifest")
    except RefusedRedirect as refused:
        yield fault(refused, subject.root)
    except Failure:
        raise NotChecked("the manifest could not be read (M001)") from None


@D.rule(
    "008",
    Level.ERROR,
    "a plugin on localhost can be installed by a browser",
    source=CORS,
    fix="Allow https://chat.openai.com, all methods and the headers that ChatGPT sends (CORS).",
    how="The address is looked at, and the preflight of a browser is sent as ChatGPT's page did. "
    "Only auth.type none was taken on localhost; with another this is information.",
    lesser=Level.INFO,
)
def check_localhost(subject: Subject) -> Iterator[Fault]:
    if not subject.is_loopback or subject.url is None:
        raise NotChecked("the plugin is not on localhost")
    manifest, url = subject.manifest, subject.url
    has_auth = manifest.block("auth").get("type") != "none"
    if has_auth:
        sentence = "auth.type is not none, so ChatGPT could not install this from localhost"
        fix = "Register it from a public host."
        yield Fault(sentence, manifest.at("auth", "type"), Level.INFO, fix)
    if url.host != "localhost":
        sentence = f"ChatGPT took localhost:{url.port} and not {url.host}:{url.port}"
        yield Fault(sentence, subject.root, Level.INFO, f"Type localhost:{url.port} there.")
    level = Level.INFO if has_auth else Level.ERROR
    for where, complaint in _cors_complaints(subject, manifest, url):
        yield Fault(complaint, where, level, host_words=_LOCALHOST_WORDS)


def _cors_complaints(subject: Subject, manifest: Part, url: Url) -> Iterator[tuple[Where, str]]:
    web, spec = subject.web, subject.spec
    for part in (manifest, spec):
        complaint = complain_of_sharing(web, part.uri)
        if complaint:
            yield part.at(), complaint
    for operation, address in _addresses(spec, url):
        complaint = complain_of_preflight(web, operation.method.upper(), address)
        if complaint:
            yield operation.at(), complaint


def _addresses(spec: Part, home: Url) -> Iterator[tuple[PlacedOperation, str]]:
    """Yield a few operations that can be called without a value in their path, and where."""
    base = select_server(spec.document, spec.url or home, home).text.rstrip("/")
    plain = (operation for operation in find_operations(spec) if "{" not in operation.route)
    for operation in islice(plain, _CALLED_OPERATIONS):
        yield operation, base + operation.route
