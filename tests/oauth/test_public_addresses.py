"""Which addresses a stranger's name may lead to."""

from ipaddress import IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin_oauth.oauth.public_addresses import is_loopback_address, is_public


@pytest.mark.requirement("cimd-6.5-ssrf")
@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 -- an address, nothing listens
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.9",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%1",
        "2606:4700::1111%1",
        "fec0::1",
        "ff02::1",
        "not an address",
    ],
)
def test_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450::1"])
def test_a_public_address(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_an_address_of_this_machine(address: str) -> None:
    assert is_loopback_address(address)
    assert not is_public(address)


@given(st.ip_addresses())
def test_a_public_address_is_in_none_of_the_special_networks(address: Any) -> None:
    if is_public(str(address)):
        found = ip_address(address)
        assert not found.is_private
        assert not found.is_multicast
        assert not found.is_reserved
        assert not found.is_loopback
        assert not (isinstance(found, IPv6Address) and (found.sixtofour or found.teredo))
