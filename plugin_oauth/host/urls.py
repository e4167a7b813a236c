"""URLs as a host reads them: origins, loopback, and the root domain of a plugin."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from plugin_oauth.host.addresses import is_loopback, is_public

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Url:
    """An absolute http or https URL, taken apart; `host` is lower case."""

    text: str
    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        default = self.port == _DEFAULT_PORTS[self.scheme]
        return f"{self.scheme}://{host}" if default else f"{self.scheme}://{host}:{self.port}"

    @property
    def place(self) -> str:
        """The URL without its query, for sentences."""
        return self.origin + self.path

    @property
    def is_public(self) -> bool:
        """Whether a stranger's document may name it: https, and no address of an inner network.

        Where a name leads is seen when it is looked up (`Network.find_route`).
        """
        is_inside = self.is_loopback or (_is_address(self.host) and not is_public(self.host))
        return self.scheme == "https" and not is_inside

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine (RFC 6761 section 6.3 for the name localhost)."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        return is_loopback(self.host)


def read_url(text: str) -> Url:
    """Return the parts of an absolute http(s) URL; raises ValueError for anything else.

    Refused before parsing: blanks, control characters, backslashes and non-ASCII, which parsers
    drop or read differently; user info, which only serves to deceive.
    """
    if not text.isascii() or not text.isprintable() or any(c in text for c in " \\"):
        raise ValueError("it has characters that no URL may have")
    parts = urlsplit(text)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        raise ValueError("it is not an absolute http or https URL")
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    try:
        httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"nothing can be sent there, {error}") from None
    return Url(text, parts.scheme, parts.hostname, port, parts.path, parts.query)


def resolve_url(base: str, reference: str) -> Url:
    """Return what a reference on a page or in a Location leads to; raises ValueError."""
    return read_url(urljoin(base, reference))


def root_domain(host: str) -> str:
    """Return a plugin's root domain: the manifest's host without a leading `www.`."""
    return host.removeprefix("www.")


def is_within(host: str, domain: str) -> bool:
    """Return whether the host is the domain or below it."""
    return host == domain or host.endswith(f".{domain}")


def share_second_level(one: str, other: str) -> bool:
    """Return whether two hosts may share a second-level domain.

    Compares the last two labels. Without the list of public suffixes this takes two sites under
    co.uk for one, and never the reverse: a fault that it reports is a fault.
    """
    return one.split(".")[-2:] == other.split(".")[-2:]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
