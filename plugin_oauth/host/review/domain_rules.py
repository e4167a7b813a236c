"""Group D: where a plugin's documents and API may live."""

from collections.abc import Iterator

from plugin_oauth.host.manifest import read_spec_url
from plugin_oauth.host.openapi import find_servers, select_server
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.rules import Fault, Group, Level
from plugin_oauth.host.review.sources import PRODUCTION
from plugin_oauth.host.review.subject import NotChecked, Part, Subject, find_url
from plugin_oauth.host.urls import Url, is_within, root_domain, share_second_level

D = Group("D", "domains and transport", "plugins of 2023")


@D.rule(
    "003",
    Level.ERROR,
    "api.url is on the root domain or below",
    source=PRODUCTION,
    fix="Serve the OpenAPI document from the manifest's host or a subdomain of it.",
    how="The host of api.url is compared with the manifest's host without www.",
    public_only=True,
)
def check_spec_domain(subject: Subject) -> Iterator[Fault]:
    manifest, url = _served(subject)
    spec_url, root = find_spec_url(manifest, url), root_domain(url.host)
    if not is_within(spec_url.host, root):
        sentence = f"api.url is on {spec_url.host}, not on {root} or below"
        yield Fault(sentence, manifest.at("api", "url"))


@D.rule(
    "004",
    Level.ERROR,
    "legal_info_url is on the same second-level domain",
    source=PRODUCTION,
    fix="Put the legal information on the plugin's own domain.",
    how="The last two labels of both hosts are compared.",
    public_only=True,
)
def check_legal_domain(subject: Subject) -> Iterator[Fault]:
    manifest, host = subject.manifest, _home_host(subject)
    legal = find_url(manifest.text("legal_info_url"))
    if legal and not share_second_level(legal.host, host):
        sentence = f"legal_info_url is under another domain than {host}"
        yield Fault(sentence, manifest.at("legal_info_url"))


@D.rule(
    "005",
    Level.WARNING,
    "contact_email is on the same second-level domain",
    source=PRODUCTION,
    fix="Give an address on the plugin's own domain.",
    how="The last two labels of both hosts are compared.",
    public_only=True,
)
def check_email_domain(subject: Subject) -> Iterator[Fault]:
    manifest, host = subject.manifest, _home_host(subject)
    email_host = manifest.text("contact_email").rpartition("@")[2].lower()
    if email_host and not share_second_level(email_host, host):
        sentence = f"contact_email is under another domain than {host}"
        yield Fault(sentence, manifest.at("contact_email"))


@D.rule(
    "006",
    Level.WARNING,
    "a server of the OpenAPI document is on the root domain or below",
    source=PRODUCTION,
    fix="List the API's own address under servers; without one, the document's host is called.",
    how="The servers are resolved against the document's address, and the host to call is chosen.",
    public_only=True,
)
def check_servers(subject: Subject) -> Iterator[Fault]:
    spec, (_, url) = subject.spec, _served(subject)
    spec_url, root = spec.url or url, root_domain(url.host)
    servers = find_servers(spec.document, spec_url)
    if not any(is_within(server.host, root) for server in servers):
        fallback = select_server(spec.document, spec_url, url)
        sentence = f"no server is on {root} or below; ChatGPT calls {fallback.text} instead"
        yield Fault(sentence, spec.at("servers"))


def _served(subject: Subject) -> tuple[Part, Url]:
    manifest = subject.manifest
    if manifest.url is None:
        raise NotChecked("the input is a file; give the plugin's address")
    return manifest, manifest.url


def find_spec_url(manifest: Part, url: Url) -> Url:
    """Return where the manifest, found at the URL, says its API is described; raises NotChecked."""
    try:
        return read_spec_url(manifest.block("api"), url)
    except Failure:
        raise NotChecked("api does not say where the OpenAPI document is (M010)") from None


def _home_host(subject: Subject) -> str:
    """Return the plugin's host; of a manifest in a file the one of its API."""
    home = subject.manifest.url or subject.home
    if home is None:
        raise NotChecked("neither the address nor api.url says where the plugin is")
    return home.host
