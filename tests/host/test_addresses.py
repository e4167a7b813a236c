"""Which addresses are on the public internet, as far as the stand-in may be sent there."""

import socket

import pytest

from plugin_oauth.host.addresses import is_loopback, is_public, look_up
from plugin_oauth.host.urls import read_url

INSIDE = [
    "0.0.0.0",  # noqa: S104 -- an address, nothing listens
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "ff02::1",
    "shop.example",
    "",
]


@pytest.mark.requirement("e2e-inside")
@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "192.52.193.1", "2606:4700::1111"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.requirement("e2e-inside")
@pytest.mark.parametrize(
    "host", [address if ":" not in address else f"[{address}]" for address in INSIDE[:-3]]
)
def test_a_url_with_such_an_address_is_nothing_for_strangers(host: str) -> None:
    assert not read_url(f"https://{host}/").is_public


@pytest.mark.parametrize(
    ("address", "own"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("10.0.0.1", False), ("x", False)],
)
def test_this_machines_own_addresses(address: str, own: bool) -> None:
    assert is_loopback(address) is own


def test_a_host_is_looked_up_by_the_system() -> None:
    assert set(look_up("localhost", 80, 5)) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("host", ["no-such-name.invalid", "a" * 64 + ".example", "a..example"])
def test_a_name_that_is_none_is_not_found(host: str) -> None:
    with pytest.raises(socket.gaierror):
        look_up(host, 80, 5)
