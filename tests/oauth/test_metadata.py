"""Authorization server metadata: what it says is what the server does."""

from collections.abc import Mapping
from typing import Any
from unittest.mock import ANY
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.journey import REDIRECT_URI, Journey, redirect_parameters, register

PATH = "/.well-known/oauth-authorization-server"
ORIGIN = "http://localhost:5003"


@pytest.fixture
def document(refusing_app: Flask) -> Mapping[str, Any]:
    document: Mapping[str, Any] = refusing_app.test_client().get(PATH).get_json()
    return document


@pytest.mark.requirement("rfc8414-2-document", "rfc9207-3-metadata")
def test_the_document_says_this_and_nothing_else(document: Mapping[str, Any]) -> None:
    methods = {"none", "client_secret_basic", "client_secret_post", "private_key_jwt"}
    algorithms = ["RS256", "ES256", "EdDSA", "Ed25519"]
    for endpoint in ("token", "revocation"):
        name = f"{endpoint}_endpoint_auth_methods_supported"
        assert set(document[name]) == methods
    assert document == {
        "issuer": ORIGIN,
        "authorization_endpoint": f"{ORIGIN}/authorize",
        "token_endpoint": f"{ORIGIN}/token",
        "scopes_supported": [
            "tasks.read",
            "tasks.write",
            "notes.read",
            "notes.write",
            "openid",
            "email",
        ],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "token_endpoint_auth_methods_supported": ANY,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": ["ES256", "RS256", "EdDSA", "Ed25519"],
        "protected_resources": [f"{ORIGIN}/api", f"{ORIGIN}/mcp"],
        "jwks_uri": f"{ORIGIN}/jwks.json",
        "userinfo_endpoint": f"{ORIGIN}/userinfo",
        "end_session_endpoint": f"{ORIGIN}/end_session",
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        "claim_types_supported": ["normal"],
        "claims_supported": ANY,
        "claims_parameter_supported": False,
        "require_pushed_authorization_requests": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "service_documentation": f"{ORIGIN}/docs",
        "op_policy_uri": f"{ORIGIN}/privacy",
        "op_tos_uri": f"{ORIGIN}/terms",
        "ui_locales_supported": ["en"],
        "revocation_endpoint": f"{ORIGIN}/revoke",
        "revocation_endpoint_auth_methods_supported": ANY,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint": f"{ORIGIN}/introspect",
        "introspection_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
        ],
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "pushed_authorization_request_endpoint": f"{ORIGIN}/par",
        "pushed_authorization_request_endpoint_auth_signing_alg_values_supported": algorithms,
        "device_authorization_endpoint": f"{ORIGIN}/device_authorization",
        "device_authorization_endpoint_auth_signing_alg_values_supported": algorithms,
        "registration_endpoint": f"{ORIGIN}/register",
        "client_id_metadata_document_supported": True,
        "authorization_response_iss_parameter_supported": True,
    }


@pytest.mark.requirement("rfc9700-2.6-metadata")
@pytest.mark.requirement("rfc8414-3-answer")
def test_the_document_is_json_that_everybody_may_read_and_keep(refusing_app: Flask) -> None:
    headers = {"Origin": "https://inspector.example"}
    answer = refusing_app.test_client().get(PATH, headers=headers)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_who_has_the_document_is_not_sent_it_again(refusing_app: Flask) -> None:
    client = refusing_app.test_client()
    etag = client.get(PATH).headers["ETag"]
    again = client.get(PATH, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.requirement("rfc8414-3.3-issuer")
@pytest.mark.parametrize(
    ("settings", "origin"),
    [
        ({"BASE_URL": "https://plugin.example.com/"}, "https://plugin.example.com"),
        ({"BASE_URL": "https://plugin.example.com:8443"}, "https://plugin.example.com:8443"),
    ],
)
def test_every_address_stands_on_the_base_url(client: FlaskClient, origin: str) -> None:
    document = client.get(PATH).get_json()
    addresses = [v for k, v in document.items() if isinstance(v, str) and "://" in v]
    assert document["issuer"] == origin
    assert [address for address in addresses if not address.startswith(origin)] == []


@pytest.mark.requirement("rfc9207-3-metadata")
@pytest.mark.parametrize("settings", [{"ISS_PARAMETER": False}])
def test_without_the_iss_parameter_none_is_promised(client: FlaskClient) -> None:
    assert "authorization_response_iss_parameter_supported" not in client.get(PATH).get_json()


@pytest.mark.requirement("rfc8414-2-document")
@pytest.mark.parametrize(
    ("member", "path"),
    [
        ("authorization_endpoint", "/authorize"),
        ("service_documentation", "/docs"),
        ("op_policy_uri", "/privacy"),
        ("op_tos_uri", "/terms"),
    ],
)
def test_every_page_of_the_document_is_there(
    refusing_app: Flask, document: Mapping[str, Any], member: str, path: str
) -> None:
    assert document[member] == ORIGIN + path
    assert refusing_app.test_client().get(path).status_code in {200, 400}


@pytest.mark.requirement("rfc9207-2-iss", "rfc8414-3.3-issuer")
def test_the_issuer_of_a_redirect_is_the_documents(
    refused: Journey, document: Mapping[str, Any]
) -> None:
    sent = redirect_parameters(refused.http.get(refused.authorize_url(scope="unknown")))
    assert sent["iss"] == document["issuer"]


def test_every_grant_of_the_document_is_known_to_the_token_endpoint(
    refused: Journey, document: Mapping[str, Any]
) -> None:
    answers = [
        refused.token(grant_type=grant, **refused.credentials.body).get_json()["error"]
        for grant in document["grant_types_supported"]
    ]
    assert "unsupported_grant_type" not in answers


@pytest.mark.requirement("rfc6749-3.2-post-only")
@pytest.mark.parametrize("path", ["/token", "/revoke"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_the_endpoints_of_machines_are_posted_to(
    refusing_app: Flask, path: str, method: str
) -> None:
    answer = refusing_app.test_client().open(path, method=method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/token", "/revoke", "/authorize"])
def test_protocol_addresses_do_not_redirect_for_a_slash(refusing_app: Flask, path: str) -> None:
    answer = refusing_app.test_client().get(f"{path}/?" + urlencode({"r": REDIRECT_URI}))
    assert answer.status_code == 404


def test_administration_is_not_advertised(app: Flask) -> None:
    """A host that asks for every scope it sees must not ask people for the developer's."""
    register(app, scope="plugin.admin")
    assert "plugin.admin" not in app.test_client().get(PATH).text
