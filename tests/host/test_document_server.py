"""The stand-in's own site: its documents, and nothing else of this machine."""

import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from plugin_oauth.host.client_authentication import Credentials, make_assertion
from plugin_oauth.host.client_document import build_document, build_keys, make_key
from plugin_oauth.host.document_server import DocumentServer
from plugin_oauth.host.plugin_model import CLAUDE, MCP_2026
from tests.certificates import make_certificates

BASE = "https://client.example"


@pytest.fixture
def site() -> Iterator[DocumentServer]:
    site = DocumentServer()
    site.publish({"/oauth/client.json": "{}"})
    yield site
    site.close()


def test_a_document_is_served_as_json_that_nobody_keeps(site: DocumentServer) -> None:
    answer = httpx.get(f"{site.origin}/oauth/client.json")
    assert (answer.status_code, answer.text) == (200, "{}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/etc/passwd", "/oauth/./client.json", "/oauth/x.json"])
def test_there_is_nothing_else(site: DocumentServer, path: str) -> None:
    connection = HTTPConnection(site.origin.removeprefix("http://"))
    connection.request("GET", path)
    assert connection.getresponse().status == 404
    connection.close()


def test_it_listens_on_this_machine_only(site: DocumentServer) -> None:
    assert site.origin.startswith("http://127.0.0.1:")


def test_it_proves_its_name_by_tls_and_waits_for_nobody(tmp_path: Path) -> None:
    made = make_certificates("localhost", tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(made.certificate, made.key)
    site = DocumentServer(tls=tls)
    site.publish({"/oauth/client.json": "{}"})
    url = site.origin.replace("127.0.0.1", "localhost")
    trusting = ssl.create_default_context(cafile=str(made.authority))
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))):  # says nothing
        answer = httpx.get(f"{url}/oauth/client.json", verify=trusting)
    site.close()
    assert (url[:8], answer.text) == ("https://", "{}")


def test_the_document_of_chatgpt_offers_both_methods_and_its_keys() -> None:
    document = httpx.Response(
        200, text=build_document(MCP_2026, BASE, ["https://a.example"])
    ).json()
    assert document["client_id"] == f"{BASE}/oauth/client.json"
    assert document["token_endpoint_auth_method"] == "private_key_jwt"
    assert document["token_endpoint_auth_methods_supported"] == ["none", "private_key_jwt"]
    assert document["jwks_uri"] == f"{BASE}/oauth/jwks.json"


def test_the_document_of_a_native_program_has_no_keys() -> None:
    document = httpx.Response(200, text=build_document(CLAUDE, BASE, [])).json()
    assert (document["token_endpoint_auth_method"], "jwks_uri" in document) == ("none", False)


def test_the_keys_are_public_and_verify_an_assertion() -> None:
    key = make_key()
    published = httpx.Response(200, text=build_keys(key)).json()
    assert {"d", "p", "q"} & set(published["keys"][0]) == set()
    assertion = make_assertion(Credentials("an-id", key=key), "https://shop.example/token")
    claims = jwt.decode(assertion, KeySet.import_key_set(published), algorithms=["RS256"]).claims
    assert (claims["iss"], claims["sub"], claims["aud"]) == (
        "an-id",
        "an-id",
        "https://shop.example/token",
    )
    assert 0 < claims["exp"] - claims["iat"] <= 60
