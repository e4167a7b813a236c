"""How the stand-in finds a server, and where it does not go.

A deployment can be tried before its name is public, or behind a certificate of one's own, as with
curl's --connect-to and --cacert. Everything else that a run asks for was named by a stranger:

    what the user named       is connected to, wherever it is
    any other name            is looked up once; every address of it has to be public, and one of
                              those is connected to (a second look-up could answer otherwise)
    around a server here      this machine's own addresses are good as well
    with the user's proxy     the proxy looks names up; one that leads inside from here is not sent
"""

import re
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from urllib.request import getproxies, proxy_bypass

import httpx

from plugin_oauth.host.addresses import is_loopback, is_public, look_up
from plugin_oauth.host.urls import Url, read_url

_MOST_ADDRESSES = 3
# An IPv6 address stands in brackets.
_CONNECT_TO = re.compile(r"([^:]+:[0-9]+):((?:[^:\[\]]+|\[[0-9A-Fa-f:.]+\]):[0-9]+)")


class OutOfReach(Exception):  # noqa: N818 - what it is
    """A request that is not sent; the text says in a sentence why."""


@dataclass(frozen=True)
class Route:
    """How to get to a URL: by one of the addresses, by a proxy, or by name where neither is said.

    An address is a host and a port.
    """

    addresses: tuple[tuple[str, int], ...] = ()
    proxy: str | None = None


@dataclass(frozen=True)
class Network:
    """By default, the machine's own names and authorities.

    `connect_to` maps "host:port" to the "address:port" that is connected to in its place; TLS and
    the Host header go by the name all the same. `authorities` is a PEM file. `named` are origins
    that the user named. `look_up` takes host, port and seconds, and returns addresses.
    """

    connect_to: Mapping[str, str] = field(default_factory=dict)
    authorities: str = ""
    named: frozenset[Url] = frozenset()
    look_up: Callable[[str, int, float], list[str]] = look_up

    def naming(self, *urls: str) -> "Network":
        """Return the network in which the user named these; what is no URL is none."""
        named = set(self.named)
        for url in urls:
            with suppress(ValueError):
                named.add(read_url(read_url(url).origin))
        return replace(self, named=frozenset(named))

    def find_address(self, url: Url) -> tuple[str, int] | None:
        """Return the host and port to connect to in the place of the URL's own, if any."""
        other = self.connect_to.get(f"{url.host}:{url.port}")
        if other is None:
            return None
        host, _, port = other.rpartition(":")
        return host.strip("[]"), int(port)

    def find_route(self, url: Url, seconds: float) -> Route:
        """Return how to get there; raises OutOfReach, or OSError where the name cannot be found."""
        address = self.find_address(url)
        if address:
            return Route((address,))
        proxy = find_proxy(url)
        if url.origin in {named.origin for named in self.named}:
            return Route(proxy=proxy)
        addresses = self._look_up(url, seconds, is_needed=proxy is None)
        for found in addresses:
            self._check_address(url, found)
        if proxy:
            return Route(proxy=proxy)
        return Route(tuple((found, url.port) for found in addresses[:_MOST_ADDRESSES]))

    @property
    def tls(self) -> ssl.SSLContext:
        return load_authorities(self.authorities)

    def _look_up(self, url: Url, seconds: float, *, is_needed: bool) -> list[str]:
        """Behind a proxy, a machine need not know the names of the world outside."""
        try:
            return self.look_up(url.host, url.port, seconds)
        except socket.gaierror:
            if is_needed:
                raise
            return []

    def _check_address(self, url: Url, address: str) -> None:
        is_around = is_loopback(address) and any(named.is_loopback for named in self.named)
        if not (is_public(address) or is_around):
            written = f"[{address}]" if ":" in address else address
            raise OutOfReach(
                f"{url.host} leads to {address}, which is not on the public internet; if it is "
                f"yours, say --connect-to {url.host}:{url.port}:{written}:{url.port}"
            )


def find_proxy(url: Url) -> str | None:
    """Return the proxy that the environment has for the URL; raises OutOfReach if it is not HTTP.

    Never for loopback: a proxy would look for "localhost" on another machine.
    """
    if url.is_loopback or proxy_bypass(f"{url.host}:{url.port}"):
        return None
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy:
        return None
    scheme, _, rest = proxy.rpartition("://")
    if scheme not in {"", "http", "https"}:
        raise OutOfReach(f"the environment's proxy is {scheme}, and only HTTP ones are used")
    return f"{scheme or 'http'}://{rest}"


@cache
def load_authorities(path: str) -> ssl.SSLContext:
    """Return whom to trust; one for the process, as loading takes longer than a whole request."""
    return ssl.create_default_context(cafile=path) if path else httpx.create_ssl_context()


def read_network(connect_to: Iterable[str], authorities: str) -> Network:
    """Return the network of "host:port:address:port" lines; raises ValueError in one sentence."""
    addresses = {}
    for line in connect_to:
        parts = _CONNECT_TO.fullmatch(line)
        if not parts:
            raise ValueError(f"{line!r} is not HOST:PORT:ADDRESS:PORT.")
        addresses[parts[1].lower()] = parts[2]
    if authorities:
        _check_authorities(authorities)
    return Network(addresses, authorities)


def _check_authorities(path: str) -> None:
    try:
        load_authorities(path)
    except FileNotFoundError:
        raise ValueError(f"There is no file {path}.") from None
    except (OSError, ssl.SSLError):
        raise ValueError(f"{Path(path).name} is no file of certificates in PEM.") from None
