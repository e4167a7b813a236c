"""The TLS of a plugin's host, shown by servers on this machine."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from plugin_oauth.host.network import Network
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.registry import find_rule
from plugin_oauth.host.review.rules import judge
from plugin_oauth.host.review.tls import complain_of_tls
from plugin_oauth.host.urls import Url, read_url
from tests.certificates import Certificates, make_certificates
from tests.host.fake_plugin import QuietHandler

SECONDS = 5
SHOP = read_url("https://shop.example")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(SHOP.host, tmp_path_factory.mktemp("tls"))


@contextmanager
def listening(certificates: Certificates | None) -> Iterator[Url]:
    """Serve on a free port until the block ends, by https if there are certificates."""
    context = None
    if certificates:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.certificate, certificates.key)
    server = make_server(
        "127.0.0.1", 0, Response("ok"), request_handler=QuietHandler, ssl_context=context
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield read_url(f"https://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def public(url: Url, authority: Path | str = "") -> Network:
    """Return the network in which the server is shop.example, port 443."""
    return Network({"shop.example:443": f"127.0.0.1:{url.port}"}, str(authority))


def test_a_public_plugin_with_a_trusted_certificate_is_good(certificates: Certificates) -> None:
    with listening(certificates) as url:
        subject = find_subject(SHOP.text, Options(network=public(url, certificates.authority)))
        assert judge(find_rule("D001"), subject).passed


def test_a_certificate_of_ones_own_is_named(certificates: Certificates) -> None:
    with listening(certificates) as url:
        subject = find_subject(SHOP.text, Options(network=public(url)))
        (finding,) = judge(find_rule("D001"), subject).findings
    assert "its certificate is not trusted: " in finding.message
    assert finding.level == "error"


def test_a_certificate_for_another_name_is_named(certificates: Certificates) -> None:
    with listening(certificates) as url:
        by_name = read_url(f"https://localhost:{url.port}")
        complaint = complain_of_tls(
            by_name, SECONDS, Network(authorities=str(certificates.authority))
        )
    assert "not valid for 'localhost'" in complaint


def test_a_server_without_tls_is_named() -> None:
    with listening(None) as url:
        assert complain_of_tls(SHOP, SECONDS, public(url)).startswith("TLS fails")


def test_a_port_where_nobody_listens_is_named() -> None:
    with listening(None) as url:
        pass
    assert complain_of_tls(SHOP, SECONDS, public(url)).startswith("no connection")
