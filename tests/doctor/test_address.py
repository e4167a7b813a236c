"""The checks over the network, against a live server: what they pass and what they do not."""

import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.doctor.check import Deployment, Finding, Verdict, examine
from plugin_oauth.doctor.checks import CHECKS
from plugin_oauth.host.network import Network
from tests.certificates import make_certificates
from tests.doctor.conftest import GOOD, Look
from tests.flows.deployment import BASE_URL, HOST, deployed
from tests.live import listening, live_app, serving_at

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


@pytest.mark.parametrize("check", ["issuer", "tls-seen", "privacy-page"])
def test_an_address_that_cannot_be_reached_is_found(look: Look, check: str) -> None:
    finding = look(check, url="http://127.0.0.1:1")
    assert finding.verdict is FAILED
    assert "http://127.0.0.1:1/" in finding.detail


@pytest.mark.parametrize("check", ["issuer", "tls-seen", "privacy-page"])
def test_without_an_address_nothing_is_asked(look: Look, check: str) -> None:
    assert look(check).verdict is Verdict.SKIPPED


def behind_a_silent_proxy(app: Flask) -> Any:
    """Return the app as behind a proxy that ends TLS and says nothing of it."""

    def called(environ: dict[str, Any], start: Any) -> Any:
        return app(environ | {"wsgi.url_scheme": "http"}, start)

    return called


class TestBehindTls:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return GOOD | {"BASE_URL": BASE_URL}

    def ask(self, app: Flask, network: Network, check_id: str) -> Finding:
        checks = [check for check in CHECKS if check.id == check_id]
        with app.app_context():
            [finding] = examine(Deployment(app, BASE_URL, network), checks)
        return finding

    @pytest.mark.parametrize("check", ["issuer", "tls-seen", "privacy-page"])
    def test_a_public_deployment_is_right(
        self, app: Flask, database_uri: str, tmp_path: Path, check: str
    ) -> None:
        with deployed(database_uri, tmp_path) as deployment:
            assert self.ask(app, deployment.network, check).verdict is OK

    def test_a_proxy_that_says_nothing_of_its_tls_is_found(
        self, app: Flask, tmp_path: Path
    ) -> None:
        certificates = make_certificates(HOST, tmp_path)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificates.certificate, certificates.key)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            network = Network({f"{HOST}:443": address}, str(certificates.authority))
            with serving_at(taken, behind_a_silent_proxy(app), tls):
                finding = self.ask(app, network, "tls-seen")
        assert finding.verdict is FAILED
