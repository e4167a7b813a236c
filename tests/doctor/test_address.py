"""The checks over the network, against a live server: what they pass and what they do not."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from plugin_oauth.doctor.check import Verdict
from tests.doctor.conftest import Look
from tests.live import listening, live_app

OK, FAILED = Verdict.OK, Verdict.FAILED


@pytest.fixture
def live_url(database_uri: str) -> Iterator[str]:
    with live_app(database_uri) as app:
        yield app.config["BASE_URL"]


def answering(status: str, body: str) -> Any:
    def app(_environ: dict[str, Any], start: Any) -> list[bytes]:
        start(status, [("Content-Type", "application/json")])
        return [body.encode()]

    return app


def test_our_own_address_is_answered_by_us(look: Look, live_url: str) -> None:
    assert look("issuer", url=live_url, BASE_URL=live_url).verdict is OK
    assert look("privacy-page", url=live_url).verdict is OK


def test_another_address_than_base_url_is_found(look: Look, live_url: str) -> None:
    finding = look("issuer", url=live_url.replace("localhost", "127.0.0.1"), BASE_URL=live_url)
    assert finding.verdict is FAILED


def test_somebody_elses_issuer_is_found(look: Look, live_url: str) -> None:
    finding = look("issuer", url=live_url)
    assert finding.verdict is FAILED
    assert "https://plugin.acme.dev" in finding.detail


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("200 OK", "<html>"),
        ("200 OK", "[]"),
        ("200 OK", json.dumps({"issuer": None})),
        ("404 Not Found", "{}"),
    ],
)
def test_what_is_no_metadata_is_found(look: Look, status: str, body: str) -> None:
    with listening(lambda _url: answering(status, body)) as url:
        assert look("issuer", url=url, BASE_URL=url).verdict is FAILED


def test_a_privacy_page_that_is_not_there_is_found(look: Look) -> None:
    with listening(lambda _url: answering("302 Found", "")) as url:
        assert look("privacy-page", url=url).verdict is FAILED


@pytest.mark.parametrize("check", ["issuer", "privacy-page"])
def test_an_address_that_cannot_be_reached_is_found(look: Look, check: str) -> None:
    finding = look(check, url="http://127.0.0.1:1")
    assert finding.verdict is FAILED
    assert "cannot be reached: ConnectError" in finding.detail


@pytest.mark.parametrize("check", ["issuer", "privacy-page"])
def test_without_an_address_nothing_is_asked(look: Look, check: str) -> None:
    assert look(check).verdict is Verdict.SKIPPED
