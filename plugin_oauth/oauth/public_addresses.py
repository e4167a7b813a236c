"""Which addresses a name from a stranger may lead to: the public internet, or loopback alone.

`is_global` is not enough: it passes multicast, the IPv4 addresses that NAT64 and 6to4 hide in IPv6
ones, and differs between versions of Python. So an IPv6 address must be in what IANA gives out as
global unicast, less what is carved out of it, and an IPv4 address must pass is_global and a list.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Thread
from typing import Any

GLOBAL_UNICAST = ip_network("2000::/3")
NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "100.64.0.0/10",  # carrier-grade NAT
            "192.0.0.0/24",  # IETF protocol assignments
            "192.88.99.0/24",  # 6to4 relays
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved
            "2001::/23",  # IETF protocol assignments, Teredo with an IPv4 address in it
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address in it
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: str) -> bool:
    """Tell whether the address is on the public internet."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (found.scope_id or found not in GLOBAL_UNICAST):
        return False
    return found.is_global and not any(_is_in(found, network) for network in NOT_PUBLIC)


def _is_in(address: IPv4Address | IPv6Address, network: Any) -> bool:
    return address.version == network.version and address in network


def is_loopback_address(address: str) -> bool:
    """Tell whether the address is this machine's own; an IPv4 one in IPv6 clothes is not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return found in ip_network("127.0.0.0/8") if found.version == 4 else found == ip_address("::1")  # noqa: PLR2004 -- IPv4


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """Return the addresses of a host, none twice; raises OSError if there are none in time.

    The system's resolver cannot be told to hurry, so it is left behind in a thread of its own.
    """
    found: list[Any] = []
    thread = Thread(target=_resolve_into, args=(found, host, port), daemon=True)
    thread.start()
    thread.join(seconds)
    # A copy: a resolver left behind may still be adding to it.
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in list(found)))
    if not addresses:
        raise OSError("the name has no address")
    return addresses


def _resolve_into(found: list[Any], host: str, port: int) -> None:
    try:
        found += socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
