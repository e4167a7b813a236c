"""Where a plugin's documents and endpoints must not be, or a run would hand out its secrets."""

from plugin_oauth.host.manifest import Manifest
from plugin_oauth.host.manifest_auth import OAuthSettings
from plugin_oauth.host.remarks import PRODUCTION, Failure
from plugin_oauth.host.urls import Url, is_within, root_domain


def check_domains(manifest: Manifest) -> None:
    """Raise Failure where a public plugin leads elsewhere; loopback is spared."""
    if manifest.url.is_loopback:
        return
    check_root_domain(manifest)
    if isinstance(manifest.auth, OAuthSettings):
        check_endpoint("client_url", manifest.auth.client_url)
        check_endpoint("authorization_url", manifest.auth.token_url)


def check_root_domain(manifest: Manifest) -> None:
    """Raise Failure unless the OpenAPI document is on the root domain or below."""
    root = root_domain(manifest.url.host)
    if not is_within(manifest.spec_url.host, root):
        raise Failure(f"api.url is on {manifest.spec_url.host}, not on {root} or below", PRODUCTION)


def check_endpoint(name: str, url: Url) -> None:
    """Raise Failure if a public plugin has secrets sent in the clear, or to this very machine."""
    if not url.is_public:
        raise Failure(f"auth.{name} is not a public https URL", "RFC 6749 section 3.1 and 3.2")


def check_named(name: str, url: Url, base: Url) -> None:
    """Raise Failure if a document names a place that a stranger may not have us go to.

    That is anything but public https; the server it came from may name itself, and a server on this
    machine others on it (RFC 9728 section 7.7).
    """
    if url.is_public or url.origin == base.origin or (url.is_loopback and base.is_loopback):
        return
    raise Failure(f"{name} is {url.text}, which is not a public https URL", "RFC 9728 section 7.7")
