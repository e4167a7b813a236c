"""Dynamic client registration: hosts connect at the first try, strangers stay strangers."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from plugin_oauth.database import db
from plugin_oauth.oauth.initial_access_tokens import (
    create_initial_access_token,
    revoke_initial_access_token,
)
from plugin_oauth.oauth.purge import clients
from tests.conftest import StandingClock, both_databases
from tests.journey import REDIRECT_URI, ClientCredentials, Journey, redirect_parameters
from tests.oauth.conftest import Stored

LEAST = {"redirect_uris": [REDIRECT_URI]}


def register(client: FlaskClient, document: Any, **headers: str) -> TestResponse:
    return client.post("/register", json=document, headers=headers)


@pytest.mark.requirement("rfc7591-3-open", "rfc7591-2-auth-method")
@both_databases
@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    ("method", "has_secret"),
    [("none", False), ("client_secret_post", True), ("client_secret_basic", True), (None, True)],
)
def test_a_registered_client_signs_somebody_in(
    client: FlaskClient,
    app: Flask,
    method: str | None,
    has_secret: bool,
) -> None:
    answer = register(client, LEAST | {"token_endpoint_auth_method": method}).get_json()
    assert ("client_secret" in answer) is has_secret
    credentials = ClientCredentials(answer["client_id"], answer.get("client_secret"))
    journey = Journey(app.test_client(), credentials)
    assert journey.call(journey.grant()["access_token"]).status_code == 200


@pytest.mark.requirement("rfc7591-3.2.1-answer", "rfc7591-3.2.1-secret", "rfc7591-2-auth-method")
def test_the_answer_has_what_the_standard_asks_for_and_nothing_null(
    client: FlaskClient, clock: StandingClock
) -> None:
    response = register(
        client, LEAST | {"client_name": "A host", "tos_uri": None, "policy_uri": ""}
    )
    answer = response.get_json()
    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store"
    given = {name: answer.pop(name) for name in ("client_secret", "registration_access_token")}
    assert all(len(secret) > 43 for secret in given.values())
    client_id = answer["client_id"]
    assert answer == {
        "client_id": client_id,
        "client_id_issued_at": int(clock().timestamp()),
        "client_secret_expires_at": 0,
        "registration_client_uri": response.headers.get(
            "X-None", answer["registration_client_uri"]
        ),
        "client_name": "A host",
        "redirect_uris": [REDIRECT_URI],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_basic",
        "scope": "tasks.read tasks.write notes.read notes.write",
        "id_token_signed_response_alg": "ES256",
    }


CHATGPT = {
    "client_name": "ChatGPT",
    "redirect_uris": ["https://chatgpt.com/connector_platform_oauth_redirect"],
    "grant_types": ["authorization_code", "refresh_token"],
    "response_types": ["code"],
    "token_endpoint_auth_method": "none",
}
CURSOR = {
    "client_name": "Cursor",
    "redirect_uris": [
        "cursor://anysphere.cursor-mcp/oauth/callback",
        "https://www.cursor.com/agents/mcp/oauth/callback",
        "http://localhost:8787/callback",
    ],
    "token_endpoint_auth_method": "none",
    "application_type": "native",
}
VS_CODE = {
    "client_name": "Visual Studio Code",
    "client_uri": "https://code.visualstudio.com",
    "redirect_uris": [
        "https://vscode.dev/redirect",
        "http://127.0.0.1/",
        "http://127.0.0.1:33418/",
    ],
    "grant_types": [
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
    ],
    "response_types": ["code"],
    "token_endpoint_auth_method": "none",
}
FASTMCP = {
    "client_name": "FastMCP Client",
    "redirect_uris": ["http://localhost:51234/callback"],
    "grant_types": ["authorization_code"],
    "scope": "",
    "token_endpoint_auth_method": "none",
    "unheard_of": {"a": [1]},
}


@pytest.mark.requirement("rfc7591-2-unknown-ignored")
@pytest.mark.parametrize("document", [CHATGPT, CURSOR, VS_CODE, FASTMCP])
def test_a_host_registers_at_the_first_try(client: FlaskClient, document: dict[str, Any]) -> None:
    response = register(client, document)
    answer = response.get_json()
    assert response.status_code == 201, answer
    assert answer["redirect_uris"] == document["redirect_uris"]
    assert answer["token_endpoint_auth_method"] == "none"
    assert "client_secret" not in answer


@pytest.mark.requirement("rfc7591-3.2.1-replaced")
def test_the_listed_methods_decide_when_the_named_one_is_not_ours(client: FlaskClient) -> None:
    document = LEAST | {
        "token_endpoint_auth_method": "tls_client_auth",
        "token_endpoint_auth_methods_supported": ["self_signed", "none", "client_secret_post"],
    }
    assert register(client, document).get_json()["token_endpoint_auth_method"] == "none"


KEYS = {"jwks": {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}]}}


@pytest.mark.parametrize(
    ("document", "methods"),
    [
        ({"named": "private_key_jwt", **KEYS}, ["private_key_jwt"]),
        ({"named": "private_key_jwt", "listed": ["none"], **KEYS}, ["private_key_jwt", "none"]),
        ({"named": "none", "listed": ["private_key_jwt"], **KEYS}, ["none", "private_key_jwt"]),
        ({"named": "private_key_jwt", "listed": ["none"]}, ["none"]),
        ({"named": "private_key_jwt", "listed": ["none"], "alg": "PS256", **KEYS}, ["none"]),
        ({"listed": ["none"]}, ["none"]),
        ({"listed": ["client_secret_post", "none"]}, ["client_secret_post", "client_secret_basic"]),
        ({"named": "none", "listed": ["client_secret_post"]}, ["none"]),
        ({}, ["client_secret_basic", "client_secret_post"]),
    ],
)
def test_the_methods_of_a_client_are_those_it_offers_and_we_have(
    client: FlaskClient, stored: Stored, document: dict[str, Any], methods: list[str]
) -> None:
    members = {
        "named": "token_endpoint_auth_method",
        "listed": "token_endpoint_auth_methods_supported",
        "alg": "token_endpoint_auth_signing_alg",
    }
    register(client, LEAST | {members.get(name, name): v for name, v in document.items()})
    assert [row["auth_methods"] for row in stored(clients)] == [methods]


@pytest.mark.requirement("rfc7591-3.2.1-replaced")
def test_grants_of_others_and_of_clients_themselves_drop_out(client: FlaskClient) -> None:
    wanted = ["client_credentials", "password", "authorization_code", "authorization_code"]
    answer = register(client, LEAST | {"grant_types": wanted}).get_json()
    assert answer["grant_types"] == ["authorization_code"]


@pytest.mark.requirement("rfc7591-3.2.1-replaced")
def test_scopes_unknown_or_of_administration_drop_out(client: FlaskClient) -> None:
    answer = register(client, LEAST | {"scope": "plugin.admin tasks.read unknown"}).get_json()
    assert answer["scope"] == "tasks.read"


@pytest.mark.usefixtures("user")
def test_a_registered_scope_is_a_default_and_no_cap(client: FlaskClient, app: Flask) -> None:
    document = LEAST | {"scope": "tasks.read", "token_endpoint_auth_method": "none"}
    answer = register(client, document).get_json()
    journey = Journey(app.test_client(), ClientCredentials(answer["client_id"], None))
    assert journey.grant()["scope"] == "tasks.read tasks.write"


def test_a_name_cannot_turn_or_hide_text(client: FlaskClient) -> None:
    answer = register(
        client, LEAST | {"client_name": "Chat\u202eTPG\u0000"[:-1] + "\u200b \n bank"}
    )
    assert answer.get_json()["client_name"] == "ChatTPG bank"


def test_a_client_without_a_name_says_so(client: FlaskClient) -> None:
    assert register(client, LEAST).status_code == 201
    assert register(client, LEAST | {"client_name": "\u200b"}).get_json()["client_name"] == (
        "An app without a name"
    )


@pytest.mark.requirement("rfc8252-8.1-pkce")
def test_what_a_stranger_registers_is_not_verified_and_needs_pkce(
    client: FlaskClient, stored: Stored
) -> None:
    register(client, LEAST)
    (row,) = stored(clients)
    assert (row["is_verified"], row["requires_pkce"], row["service_account_id"]) == (
        False,
        True,
        None,
    )


@pytest.mark.requirement("rfc7591-5-self-asserted")
@pytest.mark.usefixtures("user")
def test_consent_is_asked_again_for_a_client_that_registered_itself(
    client: FlaskClient, app: Flask
) -> None:
    answer = register(client, LEAST).get_json()
    credentials = ClientCredentials(answer["client_id"], answer["client_secret"])
    journey = Journey(app.test_client(), credentials)
    journey.grant()
    assert journey.http.get(journey.authorize_url()).status_code == 200


@pytest.mark.requirement("rfc7591-3.2.1-secret", "rfc6819-5.1.4.1.3-digests-only")
def test_nothing_secret_is_stored(client: FlaskClient, stored: Stored) -> None:
    answer = register(client, LEAST).get_json()
    rows = repr(stored(clients))
    assert answer["client_secret"] not in rows
    assert answer["registration_access_token"] not in rows


BAD_URIS = [
    ["javascript:alert(1)"],
    ["data:text/html,x"],
    ["file:///etc/passwd"],
    ["http://client.example/cb"],
    ["https://client.example/#"],
    ["https://*.example/cb"],
    ["https://client.example/a b"],
    [REDIRECT_URI, "vbscript:x"],
    [],
    None,
]


@pytest.mark.requirement("rfc7591-3.2.2-invalid-redirect-uri", "rfc7591-2-redirect-uris")
@pytest.mark.parametrize("uris", BAD_URIS)
def test_a_bad_redirect_uri_is_invalid_redirect_uri(client: FlaskClient, uris: Any) -> None:
    response = register(client, {"redirect_uris": uris})
    assert (response.status_code, response.get_json()["error"]) == (400, "invalid_redirect_uri")


@pytest.mark.requirement(
    "rfc7591-3.2.2-invalid-client-metadata",
    "rfc7591-2-jwks-or-uri",
    "rfc7591-2.1-response-types",
)
@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uris": REDIRECT_URI},
        {"redirect_uris": [1]},
        {"redirect_uris": {"a": REDIRECT_URI}},
        {"redirect_uris": [f"https://client.example/{n}" for n in range(21)]},
        {"client_name": 1},
        {"client_name": "x" * 101},
        {"grant_types": ["password"]},
        {"grant_types": ["client_credentials"]},
        {"grant_types": ["refresh_token"]},
        {"grant_types": "authorization_code"},
        {"response_types": ["token"]},
        {"token_endpoint_auth_method": "client_secret_jwt"},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"token_endpoint_auth_method": ["none"]},
        {"client_uri": "http://client.example"},
        {"client_uri": "javascript:alert(1)"},
        {"logo_uri": "data:image/png;base64,AAAA"},
        {"policy_uri": "https://user@client.example/"},
        {"tos_uri": "https://client.example/a b"},
        {"jwks_uri": "http://client.example/jwks.json"},
        {"jwks_uri": "http://169.254.169.254/jwks.json"},
        {"jwks": {}},
        {"jwks": {"keys": "none"}},
        {"jwks": {"keys": [1]}},
        {"jwks": {"keys": [{"kty": "RSA", "d": "AQAB"}]}},
        {"jwks": {"keys": [{"kty": "oct", "k": "AQAB"}]}},
        {"jwks": {"keys": [{"kty": "RSA"}]}, "jwks_uri": "https://client.example/jwks.json"},
        {"scope": ["tasks.read"]},
        {"scope": 'a"b'},
        {"contacts": "ada@example.com"},
        {"application_type": "service"},
        {"id_token_signed_response_alg": "none"},
    ],
)
def test_bad_metadata_is_invalid_client_metadata_and_stores_nothing(
    client: FlaskClient, stored: Stored, change: dict[str, Any]
) -> None:
    response = register(client, LEAST | change)
    assert (response.status_code, response.get_json()["error"]) == (400, "invalid_client_metadata")
    assert stored(clients) == []


@pytest.mark.requirement("rfc7591-3.1-json")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"1",
        b'"text"',
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"redirect_uris": ["https://client.example/callback"], "redirect_uris": []}',
        b'{"client_name": NaN}',
        b'{"client_name": 1e999}',
        b'{"client_name": "\\u0000"}',
        b'{"client_name": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"a": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b'{"a": ' + b"[" * 9 + b"]" * 9 + b"}",
        b'{"a": ' + b"1" * 5_000 + b"}",
        b'{"client_name": "' + b"x" * 5_000 + b'"}',
    ],
)
@both_databases
def test_a_body_that_is_no_good_json_is_invalid_client_metadata(
    client: FlaskClient, body: bytes
) -> None:
    response = client.post("/register", data=body, content_type="application/json")
    assert (response.status_code, response.get_json()["error"]) == (400, "invalid_client_metadata")


@pytest.mark.requirement("rfc7591-3.1-json")
def test_a_form_is_no_registration(client: FlaskClient) -> None:
    response = client.post("/register", data={"redirect_uris": REDIRECT_URI})
    assert response.get_json()["error"] == "invalid_client_metadata"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=10,
)
NAMES = """client_name redirect_uris grant_types response_types scope jwks jwks_uri contacts
token_endpoint_auth_method client_uri logo_uri application_type"""
MEMBERS = st.sampled_from(NAMES.split())


@pytest.mark.parametrize("settings", [{"RATELIMIT_ENABLED": False}])
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=st.dictionaries(MEMBERS, JSON_VALUES | st.just([REDIRECT_URI])))
def test_no_metadata_whatsoever_breaks_the_server(app: Flask, document: dict[str, Any]) -> None:
    body = json.dumps(document)
    response = app.test_client().post("/register", data=body, content_type="application/json")
    assert response.status_code in {201, 400}
    assert "error" in response.get_json() or "client_id" in response.get_json()


def test_registration_is_advertised(client: FlaskClient) -> None:
    metadata = client.get("/.well-known/oauth-authorization-server").get_json()
    assert metadata["registration_endpoint"] == f"{metadata['issuer']}/register"


class TestOff:
    """DYNAMIC_REGISTRATION=off."""

    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"DYNAMIC_REGISTRATION": "off"}

    def test_there_is_no_endpoint_and_nothing_says_so(self, client: FlaskClient) -> None:
        response = register(client, LEAST)
        assert (response.status_code, response.mimetype) == (404, "application/json")
        metadata = client.get("/.well-known/oauth-authorization-server").get_json()
        assert "registration_endpoint" not in metadata


class TestToken:
    """DYNAMIC_REGISTRATION=token."""

    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"DYNAMIC_REGISTRATION": "token"}

    @pytest.fixture
    def token(self, app: Flask) -> str:
        with app.app_context():
            token = create_initial_access_token("partner", 3600)
            db.session.commit()
        return token

    @pytest.mark.requirement("rfc7591-3-initial-access-token")
    @both_databases
    def test_a_holder_registers_as_often_as_they_like(
        self, client: FlaskClient, token: str
    ) -> None:
        for _ in range(2):
            assert register(client, LEAST, Authorization=f"Bearer {token}").status_code == 201

    @pytest.mark.requirement("rfc7591-3-initial-access-token")
    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer po_ia_x", "Basic {token}", "{token}"])
    def test_others_are_challenged(self, client: FlaskClient, token: str, header: str) -> None:
        response = register(client, LEAST, Authorization=header.format(token=token))
        assert (response.status_code, response.get_json()["error"]) == (401, "invalid_token")
        assert response.headers["WWW-Authenticate"].startswith("Bearer ")

    @pytest.mark.requirement("rfc7591-3-initial-access-token")
    def test_a_token_that_expired_opens_nothing(
        self, client: FlaskClient, token: str, clock: StandingClock
    ) -> None:
        clock.advance(3600)
        assert register(client, LEAST, Authorization=f"Bearer {token}").status_code == 401

    def test_a_token_that_was_taken_back_opens_nothing(
        self, client: FlaskClient, app: Flask, token: str
    ) -> None:
        with app.app_context():
            revoke_initial_access_token("partner")
            db.session.commit()
        assert register(client, LEAST, Authorization=f"Bearer {token}").status_code == 401


@pytest.mark.requirement("rfc7591-3-limited")
def test_a_flood_from_one_network_is_slowed_down_and_another_is_not(client: FlaskClient) -> None:
    for n in range(60):
        address = {"REMOTE_ADDR": f"2001:db8::{n}"}
        assert client.post("/register", json=LEAST, environ_base=address).status_code == 201
    slowed = client.post("/register", json=LEAST, environ_base={"REMOTE_ADDR": "2001:db8::ffff"})
    other = client.post("/register", json=LEAST, environ_base={"REMOTE_ADDR": "2001:db8:1::1"})
    assert (slowed.status_code, slowed.get_json()["error"]) == (429, "slow_down")
    assert int(slowed.headers["Retry-After"]) > 0
    assert other.status_code == 201


@pytest.mark.requirement("rfc8252-7.1-private-use-schemes")
@pytest.mark.usefixtures("user")
def test_an_app_of_its_own_scheme_is_returned_to_as_it_was_registered(
    client: FlaskClient, app: Flask
) -> None:
    uri = "cursor://anysphere.cursor-mcp/oauth/callback"
    document = {"redirect_uris": [uri], "token_endpoint_auth_method": "none"}
    answer = register(client, document).get_json()
    journey = Journey(app.test_client(), ClientCredentials(answer["client_id"], None))
    journey.sign_in()
    response = journey.decide("allow", redirect_uri=uri)
    assert response.location.startswith(f"{uri}?code=")
    assert redirect_parameters(response)["state"] == "the state"


def test_the_browser_of_another_origin_may_register(client: FlaskClient) -> None:
    response = register(client, LEAST, Origin="https://inspector.example")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
