"""Who counts as one caller: what a caller says of its address counts only from our own proxies."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.extensions import limiter
from tests.journey import form_token

LIMIT = 10


@pytest.fixture(autouse=True)
def _nothing_counted_yet(app: Flask) -> None:  # noqa: ARG001 -- the app binds the limiter
    limiter.reset()


def guess(http: FlaskClient, address: str, forwarded: str | None = None) -> int:
    """Try a wrong password from an address; return the status."""
    form = {"username": "ada@example.com", "password": "wrong"}
    form["csrf_token"] = form_token(http.get("/login").text)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    environ = {"REMOTE_ADDR": address}
    return http.post("/login", data=form, headers=headers, environ_overrides=environ).status_code


def test_naming_other_addresses_gives_no_more_guesses(client: FlaskClient) -> None:
    statuses = [guess(client, "192.0.2.1", f"198.51.100.{n}") for n in range(LIMIT + 1)]
    assert statuses == [400] * LIMIT + [429]


def test_naming_somebody_elses_address_locks_nobody_out(client: FlaskClient) -> None:
    for _ in range(LIMIT + 1):
        guess(client, "192.0.2.1", "198.51.100.1")
    assert guess(client, "198.51.100.1") == 400


class TestBehindOneProxy:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"TRUSTED_PROXIES": 1}

    def test_the_address_that_the_proxy_adds_counts(self, client: FlaskClient) -> None:
        for _ in range(LIMIT):
            guess(client, "10.0.0.1", "198.51.100.1")
        assert guess(client, "10.0.0.1", "198.51.100.1") == 429
        assert guess(client, "10.0.0.1", "198.51.100.2") == 400

    def test_what_the_caller_wrote_before_it_does_not(self, client: FlaskClient) -> None:
        said = [f"203.0.113.{n}, 198.51.100.1" for n in range(LIMIT + 1)]
        assert [guess(client, "10.0.0.1", value) for value in said][-1] == 429
        assert guess(client, "10.0.0.1", "203.0.113.0") == 400

    @pytest.mark.parametrize("written", ["198.51.100.1:{}", "[2001:db8::1]:{}", "[2001:db8::{}]"])
    def test_a_port_that_the_proxy_adds_makes_no_other_caller(
        self, client: FlaskClient, written: str
    ) -> None:
        for port in range(LIMIT):
            guess(client, "10.0.0.1", written.format(2000 + port))
        assert guess(client, "10.0.0.1", written.format(4000)) == 429
        assert guess(client, "10.0.0.1", "198.51.100.2:2000") == 400

    def test_a_word_that_is_no_address_is_a_caller_too(self, client: FlaskClient) -> None:
        assert [guess(client, "10.0.0.1", "unknown") for _ in range(LIMIT + 1)][-1] == 429


def test_an_ipv6_network_is_one_caller(client: FlaskClient) -> None:
    statuses = [guess(client, f"2001:db8::{n}") for n in range(LIMIT + 1)]
    assert statuses == [400] * LIMIT + [429]
    assert guess(client, "2001:db8:0:1::1") == 400


def test_ipv4_callers_on_a_socket_for_both_families_are_told_apart(client: FlaskClient) -> None:
    statuses = [guess(client, "::ffff:192.0.2.1") for _ in range(LIMIT + 1)]
    assert statuses == [400] * LIMIT + [429]
    assert guess(client, "::ffff:192.0.2.2") == 400
