"""A server is found at another address than its name's, and trusted by its name all the same."""

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from plugin_oauth.host.masking import Masking
from plugin_oauth.host.network import Network, read_network
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.urls import read_url
from plugin_oauth.host.wire import Wire
from tests.certificates import Certificates, make_certificates

HOST = "plugin.example.com"


class Echo(BaseHTTPRequestHandler):
    """Answers with the Host header it was sent."""

    def do_GET(self) -> None:
        body = str(self.headers["Host"]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(HOST, tmp_path)


@pytest.fixture
def address(certificates: Certificates) -> Iterator[str]:
    """The "address:port" of a TLS server with a certificate of HOST."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate, certificates.key)
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def get(url: str, network: Network) -> str:
    return Wire(Masking(), network=network).send("GET", url, seconds=5, headers={}).text


def test_a_name_is_connected_to_elsewhere_and_checked_as_the_name(
    address: str, certificates: Certificates
) -> None:
    network = Network({f"{HOST}:443": address}, str(certificates.authority))
    assert get(f"https://{HOST}/", network) == HOST


def test_a_certificate_of_another_name_is_refused(address: str, certificates: Certificates) -> None:
    network = Network({"other.example.com:443": address}, str(certificates.authority))
    with pytest.raises(Failure, match=r"found no server.*not valid for 'other\.example\.com'"):
        get("https://other.example.com/", network)


def test_an_authority_of_ones_own_is_not_trusted_unless_it_is_named(address: str) -> None:
    with pytest.raises(Failure, match=r"found no server.*(self-signed|unable to get)"):
        get(f"https://{HOST}/", Network({f"{HOST}:443": address}))


@pytest.mark.parametrize(
    ("connect_to", "authorities", "said"),
    [
        (["plugin.example.com:443"], "", "is not HOST:PORT:ADDRESS:PORT"),
        (["plugin.example.com:https:127.0.0.1:8443"], "", "is not HOST:PORT:ADDRESS:PORT"),
        ([":443:127.0.0.1:8443"], "", "is not HOST:PORT:ADDRESS:PORT"),
        ([], "missing.pem", "There is no file missing.pem"),
        ([], __file__, "test_network.py is no file of certificates in PEM"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    connect_to: list[str], authorities: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        read_network(connect_to, authorities)


def test_the_name_is_read_without_regard_to_case() -> None:
    network = read_network(["Plugin.Example.com:443:127.0.0.1:8443"], "")
    assert network.connect_to == {"plugin.example.com:443": "127.0.0.1:8443"}


def test_an_ipv6_address_stands_in_brackets() -> None:
    network = read_network(["plugin.example.com:443:[::1]:8443"], "")
    assert network.find_address(read_url("https://plugin.example.com/")) == ("::1", 8443)
