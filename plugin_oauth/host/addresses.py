"""IP addresses behind names: which are on the public internet, and which are this machine's own.

A name is a stranger's word: shop.example may lead to 127.0.0.1, to a router, to a cloud's metadata.
Python's `is_global` is not enough. It passes multicast, and the IPv4 addresses that NAT64, 6to4 and
Teredo hide in IPv6 ones (IANA's special-purpose address registries).
"""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import Thread

_UNICAST = IPv6Network("2000::/3")
_NOT_PUBLIC_4 = tuple(
    IPv4Network(block)
    for block in (
        "100.64.0.0/10",  # shared by the customers of a provider
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "224.0.0.0/3",  # multicast, reserved
    )
)
_NOT_PUBLIC_6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Return whether the address is on the public internet; what is no address is not."""
    found = _read(address)
    if found is None or not found.is_global:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in block for block in _NOT_PUBLIC_4)
    return found in _UNICAST and not any(found in block for block in _NOT_PUBLIC_6)


def is_loopback(address: str) -> bool:
    """Return whether the address is this machine's own; what is no address is not."""
    found = _read(address)
    return found is not None and found.is_loopback


def look_up(host: str, port: int, seconds: float) -> list[str]:
    """Return the addresses of a host, none twice; raises OSError, TimeoutError among them.

    The system's resolver cannot be told to hurry: late, it is left behind in its thread.
    """
    outcome: list[list[str] | OSError] = []

    def ask() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            outcome.append(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))
        except UnicodeError:
            outcome.append(socket.gaierror(socket.EAI_NONAME, f"{host[:64]!r} is no name"))
        except OSError as error:
            outcome.append(error)

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise TimeoutError
    if isinstance(outcome[0], OSError):
        raise outcome[0]
    return outcome[0]


def _read(address: str) -> IPv4Address | IPv6Address | None:
    """Return the address, None for text that is none, or one that has a meaning here only."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return None if isinstance(found, IPv6Address) and found.scope_id else found
