"""Whatever is sent, an answer for its reader: never a 5xx, the right media type, no stray redirect.

One app for the whole file, with its limits off: what is refused leaves nothing behind, and what is
taken (a registration, a pushed request) only fills a table.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.pkce import make_challenge
from plugin_oauth.oauth.tokens import begin_family
from tests.conftest import ClientAtBaseUrl, StandingClock, make_user
from tests.databases import SECRET_KEY, SqliteDatabases
from tests.journey import REDIRECT_URI, VERIFIER, ClientCredentials, register
from tests.oauth.assertions import JWKS, Signer
from tests.oauth.proofs import Prover

few = hypothesis_settings(max_examples=20)

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
PROBLEM = "application/problem+json"
OAUTH_ENDPOINTS = ["/token", "/register", "/par", "/revoke", "/introspect", "/device_authorization"]
RESOURCES = ["/api/tasks", "/userinfo"]
every_endpoint = pytest.mark.parametrize("path", [*OAUTH_ENDPOINTS, *RESOURCES])

# The names that mean something to one of the endpoints.
MEANINGFUL = """grant_type code redirect_uri client_id client_secret code_verifier refresh_token
device_code scope resource token token_type_hint request_uri request response_type state nonce
code_challenge code_challenge_method client_assertion client_assertion_type prompt max_age
login_hint response_mode dpop_jkt user_code decision client_name redirect_uris grant_types jwks
title notes due_on status limit cursor next post_logout_redirect_uri id_token_hint"""
NAMES = st.sampled_from(MEANINGFUL.split())
TEXTS = st.text(max_size=40)
ESCAPED = st.text(st.characters(), max_size=40)  # JSON can write what UTF-8 cannot
NUMBERS = st.integers() | st.floats()
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | ESCAPED,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | ESCAPED, inner, max_size=6),
    max_leaves=12,
)
# WSGI hands a header over as latin-1; a server lets no line end and no NUL through.
HEADER_TEXTS = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=60)


@pytest.fixture(scope="module")
def app(
    sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    with sqlite_databases.copy(tmp_path_factory.mktemp("any")) as uri:
        settings = {
            "SECRET_KEY": SECRET_KEY,
            "SQLALCHEMY_DATABASE_URI": uri,
            "RATELIMIT_ENABLED": False,
            "DYNAMIC_REGISTRATION": "open",
        }
        app = create_app(settings, clock=StandingClock())
        app.test_client_class = ClientAtBaseUrl
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


@pytest.fixture(scope="module")
def known(app: Flask) -> ClientCredentials:
    return register(app)


@pytest.fixture(scope="module")
def token(app: Flask) -> str:
    user = make_user(app, "ada@example.com")
    with app.app_context():
        made, _ = create_client(NewClient("Test", redirect_uris=[REDIRECT_URI]))
        family = Family(made.client_id, user.id, "tasks.read tasks.write openid")
        answer = begin_family(family, with_refresh_token=False)
        db.session.commit()
    return str(answer["access_token"])


def check_answer(path: str, answer: TestResponse) -> None:
    """Fail if the answer is no answer of this endpoint, whatever it was asked."""
    assert answer.status_code < 500, answer.text
    if path in RESOURCES and answer.status_code >= 400:
        assert answer.mimetype == PROBLEM
        assert answer.get_json()["status"] == answer.status_code
    elif path in RESOURCES or answer.data:
        assert answer.mimetype == JSON
        assert isinstance(answer.get_json(), dict)
    if path in OAUTH_ENDPOINTS and answer.status_code >= 400:
        assert {"error", "error_description"} <= answer.get_json().keys()


@every_endpoint
@few
@given(value=JSON_VALUES | st.dictionaries(NAMES, JSON_VALUES))
def test_any_json(
    client: FlaskClient, known: ClientCredentials, token: str, path: str, value: object
) -> None:
    for sent in [value, {**known.body, **value} if isinstance(value, dict) else value]:
        headers = {"Authorization": f"Bearer {token}"} if path in RESOURCES else {}
        body = json.dumps(sent)
        check_answer(path, client.post(path, data=body, content_type=JSON, headers=headers))


@every_endpoint
@few
@given(body=st.binary(max_size=200), media_type=st.sampled_from([FORM, JSON]) | HEADER_TEXTS)
def test_any_bytes_under_any_media_type(
    client: FlaskClient, token: str, path: str, body: bytes, media_type: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"} if path in RESOURCES else {}
    check_answer(path, client.post(path, data=body, content_type=media_type, headers=headers))


@every_endpoint
@few
@given(fields=st.dictionaries(NAMES, TEXTS | st.lists(TEXTS, max_size=3)))
def test_any_form(
    client: FlaskClient, known: ClientCredentials, path: str, fields: dict[str, str | list[str]]
) -> None:
    for data in (fields, fields | known.body):
        check_answer(path, client.post(path, data=data, content_type=FORM))


GRANT_TYPES = st.sampled_from(
    ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"]
)


@few
@given(fields=st.dictionaries(NAMES, TEXTS), grant_type=GRANT_TYPES)
def test_any_form_of_a_known_grant(
    client: FlaskClient, known: ClientCredentials, fields: dict[str, str], grant_type: str
) -> None:
    data = {**fields, **known.body, "grant_type": grant_type}
    answer = client.post("/token", data=data, content_type=FORM)
    check_answer("/token", answer)
    assert answer.status_code >= 400


SCHEMES = st.sampled_from(["Bearer ", "Basic ", "DPoP ", "bearer", "Digest ", ""])
ENCODED = st.binary(max_size=60).map(lambda value: b64encode(value).decode())


@every_endpoint
@few
@given(scheme=SCHEMES, value=HEADER_TEXTS | ENCODED, proof=st.none() | HEADER_TEXTS)
def test_any_authorization_header(
    client: FlaskClient, path: str, scheme: str, value: str, proof: str | None
) -> None:
    headers = {"Authorization": f"{scheme}{value}"} | ({"DPoP": proof} if proof else {})
    method = "GET" if path in RESOURCES else "POST"
    answer = client.open(path, method=method, headers=headers)
    check_answer(path, answer)
    if path in RESOURCES:
        assert answer.status_code in {400, 401}
        assert answer.status_code == 400 or answer.headers["WWW-Authenticate"]


CLAIMS = st.sampled_from(
    ["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "htm", "htu", "ath", "nonce"]
)
HEADERS = st.sampled_from(["typ", "alg", "kid", "jwk", "jku", "x5c", "crit", "b64"])
ACTS_FOR_ITSELF: dict[str, Any] = {
    "grant_types": ["client_credentials"],
    "scope": "tasks.read",
    "redirect_uris": [],
}


@pytest.fixture(scope="module")
def prover() -> Prover:
    return Prover(StandingClock())


@pytest.fixture(scope="module")
def for_itself(app: Flask) -> ClientCredentials:
    return register(app, **ACTS_FOR_ITSELF)


@few
@given(
    header=st.dictionaries(HEADERS, JSON_VALUES, max_size=2),
    claims=st.dictionaries(CLAIMS, JSON_VALUES, max_size=3),
)
def test_any_proof_that_is_signed(
    client: FlaskClient,
    for_itself: ClientCredentials,
    prover: Prover,
    header: dict[str, Any],
    claims: dict[str, Any],
) -> None:
    body = {"grant_type": "client_credentials", **for_itself.body}
    right = client.post("/token", data=body, headers=prover.at_token())
    assert right.status_code == 200
    proof = prover.at_token(header=header, **claims)
    check_answer("/token", client.post("/token", data=body, headers=proof))


@pytest.fixture(scope="module")
def signer(app: Flask) -> Signer:
    made = register(app, auth_methods=["private_key_jwt"], jwks=JWKS, **ACTS_FOR_ITSELF)
    return Signer(made.client_id, StandingClock())


@few
@given(
    header=st.dictionaries(HEADERS, JSON_VALUES, max_size=2),
    claims=st.dictionaries(CLAIMS, JSON_VALUES, max_size=3),
)
def test_any_assertion_that_is_signed(
    client: FlaskClient, signer: Signer, header: dict[str, Any], claims: dict[str, Any]
) -> None:
    body = {"grant_type": "client_credentials"}
    right = client.post("/token", data={**body, **signer.sign()})
    assert right.status_code == 200
    assertion = signer.sign(header=header, **claims)
    check_answer("/token", client.post("/token", data={**body, **assertion}))


def right_parameters(client_id: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": REDIRECT_URI,
        "scope": "tasks.read",
        "state": "the state",
        "code_challenge": make_challenge(VERIFIER),
        "code_challenge_method": "S256",
    }


TARGETS = st.sampled_from(
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://localhost/callback",
        "https://client.example@evil.example/callback",
        "https://client.example.evil.example/callback",
        f"{REDIRECT_URI}?x",
        f"{REDIRECT_URI}/..//evil.example",
    ]
)
LEADING = st.sampled_from(["redirect_uri", "next", "post_logout_redirect_uri", "state", "scope"])
VALUES = TEXTS | TARGETS | st.lists(TEXTS | TARGETS, min_size=2, max_size=2)


@pytest.mark.parametrize("path", ["/authorize", "/login", "/end_session", "/device"])
@hypothesis_settings(max_examples=60)
@given(
    changes=st.dictionaries(NAMES, VALUES) | st.dictionaries(LEADING, VALUES, min_size=1),
    is_partly_right=st.booleans(),
)
def test_any_query_leads_nowhere_but_to_us_and_to_what_is_registered(
    client: FlaskClient,
    known: ClientCredentials,
    path: str,
    changes: dict[str, str | list[str]],
    is_partly_right: bool,
) -> None:
    right = right_parameters(known.client_id) if is_partly_right else {}
    answer = client.get(path, query_string={**right, **changes})
    assert answer.status_code < 500
    assert ("Location" in answer.headers) == (300 <= answer.status_code < 400)
    if "Location" in answer.headers:
        target = urlsplit(answer.headers["Location"])
        ours = (target.scheme, target.netloc) == ("", "") and target.path.startswith("/")
        assert ours or target._replace(query="").geturl() == REDIRECT_URI
        assert "\\" not in answer.headers["Location"]


@few
@given(query=st.binary(max_size=200))
def test_any_bytes_as_a_query(client: FlaskClient, query: bytes) -> None:
    """What a client may write raw into a query, and what it may not."""
    for path in ("/authorize", "/api/tasks", "/end_session"):
        raw = {"QUERY_STRING": query.decode("latin-1")}
        assert client.get(path, environ_overrides=raw).status_code < 500
