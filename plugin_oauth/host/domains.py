"""Where a plugin's documents may live: the rules for public hosts, and what loopback is spared."""

from collections.abc import Iterator

from plugin_oauth.host.manifest import Manifest
from plugin_oauth.host.manifest_auth import OAuthSettings
from plugin_oauth.host.remarks import AUTHENTICATION, PRODUCTION, Failure, Remark, fail, info, warn
from plugin_oauth.host.urls import Url, is_within, read_url, root_domain, share_second_level


def check_domains(manifest: Manifest) -> Iterator[Remark]:
    """Yield breaches of the domain rules, or one remark saying why they do not apply."""
    if manifest.url.is_loopback:
        yield info(
            "https, port 443 and a common domain are not asked of a loopback address; ChatGPT "
            "itself took only auth.type none there, so nobody could try a sign-in on localhost",
            AUTHENTICATION,
        )
        return
    yield from check_transport(manifest.url)
    yield from check_transport(manifest.spec_url)
    yield from check_second_level(manifest)
    check_root_domain(manifest)
    if isinstance(manifest.auth, OAuthSettings):
        check_endpoint("client_url", manifest.auth.client_url)
        check_endpoint("authorization_url", manifest.auth.token_url)


def check_transport(url: Url) -> Iterator[Remark]:
    """Yield a failure unless the URL is https on port 443."""
    if (url.scheme, url.port) != ("https", 443):
        yield fail(f"{url.text} is not https on port 443", PRODUCTION)


def check_root_domain(manifest: Manifest) -> None:
    """Raise Failure unless the OpenAPI document is on the root domain or below."""
    root = root_domain(manifest.url.host)
    if not is_within(manifest.spec_url.host, root):
        raise Failure(f"api.url is on {manifest.spec_url.host}, not on {root} or below", PRODUCTION)


def check_endpoint(name: str, url: Url) -> None:
    """Raise Failure if a public plugin has secrets sent in the clear, or to this very machine."""
    if not url.is_public:
        raise Failure(f"auth.{name} is not a public https URL", "RFC 6749 section 3.1 and 3.2")


def check_second_level(manifest: Manifest) -> Iterator[Remark]:
    """Yield what is under another second-level domain: legal text must not, e-mail should not."""
    host = manifest.url.host
    if not share_second_level(_host(manifest.legal_info_url) or host, host):
        yield fail(f"legal_info_url is under another domain than {host}", PRODUCTION)
    email_host = manifest.contact_email.rpartition("@")[2].lower()
    if not share_second_level(email_host or host, host):
        yield warn(f"contact_email is under another domain than {host}", PRODUCTION)


def _host(url: str) -> str:
    try:
        return read_url(url).host
    except ValueError:
        return ""
