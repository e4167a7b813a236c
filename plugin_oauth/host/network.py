"""How the stand-in finds a server: another address than the name has, another authority.

A deployment can be tried before its name is public, or behind a certificate of one's own, as with
curl's --connect-to and --cacert.
"""

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx

from plugin_oauth.host.urls import Url

_PARTS = 4


@dataclass(frozen=True)
class Network:
    """By default, the machine's own names and authorities.

    `connect_to` maps "host:port" to the "address:port" that is connected to in its place; TLS and
    the Host header go by the name all the same. `authorities` is a PEM file.
    """

    connect_to: Mapping[str, str] = field(default_factory=dict)
    authorities: str = ""

    def find_address(self, url: Url) -> str | None:
        """Return the "address:port" to connect to in the place of the URL's own, if any."""
        return self.connect_to.get(f"{url.host}:{url.port}")

    @property
    def tls(self) -> ssl.SSLContext:
        return load_authorities(self.authorities)


@cache
def load_authorities(path: str) -> ssl.SSLContext:
    """Return whom to trust; one for the process, as loading takes longer than a whole request."""
    return ssl.create_default_context(cafile=path) if path else httpx.create_ssl_context()


def read_network(connect_to: Iterable[str], authorities: str) -> Network:
    """Return the network of "host:port:address:port" lines; raises ValueError in one sentence."""
    addresses = {}
    for line in connect_to:
        parts = line.split(":")
        if len(parts) != _PARTS or not all(parts) or not (parts[1] + parts[3]).isdigit():
            raise ValueError(f"{line!r} is not HOST:PORT:ADDRESS:PORT.")
        addresses[f"{parts[0].lower()}:{parts[1]}"] = f"{parts[2]}:{parts[3]}"
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
