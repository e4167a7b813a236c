"""Client authentication: one identity, one method, and a 401 for whatever is not right."""

from base64 import b64encode

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from plugin_oauth.database import db
from plugin_oauth.oauth.clients import get_client
from tests.journey import ClientCredentials, Journey, register

ENDPOINTS = pytest.mark.parametrize("endpoint", ["/token", "/revoke"])
# With the right credentials these are refused for the token they name, or answered 200.
FORMS = {
    "/token": {"grant_type": "refresh_token", "refresh_token": "unknown"},
    "/revoke": {"token": "unknown"},
}


def basic(pair: str | bytes, scheme: str = "Basic") -> str:
    encoded = b64encode(pair.encode() if isinstance(pair, str) else pair)
    return f"{scheme} {encoded.decode()}"


def post(
    journey: Journey, endpoint: str, header: str | None = None, **fields: str | None
) -> TestResponse:
    form = {k: v for k, v in (FORMS[endpoint] | fields).items() if v is not None}
    headers = {} if header is None else {"Authorization": header}
    return journey.http.post(endpoint, data=form, headers=headers)


def is_authenticated(answer: TestResponse) -> bool:
    return answer.status_code == 200 or answer.get_json()["error"] == "invalid_grant"


def assert_unauthenticated(answer: TestResponse) -> None:
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert answer.headers["Cache-Control"] == "no-store"


@ENDPOINTS
@pytest.mark.requirement("rfc6749-2.3.1-basic", "rfc7009-2.1-client-authenticates")
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_basic_is_taken_whatever_its_case(refused: Journey, endpoint: str, scheme: str) -> None:
    known = refused.credentials
    answer = post(refused, endpoint, basic(f"{known.client_id}:{known.secret}", scheme))
    assert is_authenticated(answer)


@pytest.mark.requirement("rfc6749-2.3.1-basic")
def test_id_and_secret_may_be_form_encoded_in_basic(refused: Journey) -> None:
    known = refused.credentials
    encoded = "".join(f"%{ord(letter):02X}" for letter in str(known.secret))
    assert is_authenticated(post(refused, "/token", basic(f"{known.client_id}:{encoded}")))


@ENDPOINTS
@pytest.mark.requirement("rfc6749-2.3.1-post")
def test_id_and_secret_are_taken_in_the_body(refused: Journey, endpoint: str) -> None:
    assert is_authenticated(post(refused, endpoint, **refused.credentials.body))


@ENDPOINTS
def test_a_public_client_names_itself_in_the_body(refusing_app: Flask, endpoint: str) -> None:
    public = register(refusing_app, auth_methods=["none"])
    journey = Journey(refusing_app.test_client(), public)
    assert is_authenticated(post(journey, endpoint, client_id=public.client_id))


def test_a_header_beside_the_same_id_in_the_body_is_one_identity(refused: Journey) -> None:
    known = refused.credentials
    header = basic(f"{known.client_id}:{known.secret}")
    assert is_authenticated(post(refused, "/token", header, client_id=known.client_id))


@ENDPOINTS
@pytest.mark.requirement("rfc6749-2.3-one-method")
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"client_id": "another"}, id="another id"),
        pytest.param({"client_secret": "SECRET"}, id="the same secret"),
        pytest.param({"client_secret": "wrong"}, id="a wrong secret"),
        pytest.param({"client_id": "ID", "client_secret": "SECRET"}, id="the same twice"),
    ],
)
def test_two_identities_or_methods_at_once_are_refused(
    refused: Journey, endpoint: str, body: dict[str, str]
) -> None:
    known = refused.credentials
    named = {"ID": known.client_id, "SECRET": str(known.secret)}
    fields = {name: named.get(value, value) for name, value in body.items()}
    answer = post(refused, endpoint, basic(f"{known.client_id}:{known.secret}"), **fields)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")


BAD_HEADERS = {
    "scheme alone": "Basic",
    "scheme and blank": "Basic ",
    "not base64": "Basic !!!",
    "bad padding": "Basic YQ",
    "base64url": "Basic " + b64encode(b"\xff\xfe:\xff").decode().replace("/", "_"),
    "no colon": basic("nocolon"),
    "empty": basic(""),
    "colon alone": basic(":"),
    "no id": basic(":secret"),
    "not UTF-8": basic(b"\xff:\xfe"),
    "not UTF-8 secret": basic(b"client:\xfe"),
    "NUL": basic("cli\0ent:secret"),
    "encoded NUL": basic("cli%00ent:secret"),
    "encoded surrogate": basic("%ED%A0%80:secret"),
    "line end": basic("client\n:secret"),
    "two values": basic("a:b") + " " + basic("a:b"),
    "not ASCII": "Basic caf\u00e9",
    "long": basic("x" * 5000 + ":secret"),
    "unknown client": basic("unknown:secret"),
    "Bearer": "Bearer po_at_token",
    "Digest": 'Digest username="client", realm="x"',
    "Negotiate": "Negotiate",
    "no scheme": b64encode(b"client:secret").decode(),
    "blank": " ",
}


@ENDPOINTS
@pytest.mark.requirement("rfc6749-5.2-401-challenge", "robust-basic")
@pytest.mark.parametrize("refusing_app", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("header", BAD_HEADERS.values(), ids=BAD_HEADERS.keys())
def test_a_bad_authorization_header_is_401(refused: Journey, endpoint: str, header: str) -> None:
    assert_unauthenticated(post(refused, endpoint, header))


WRONG_SECRETS = {
    "another": "wrong",
    "missing": "",
    "not ASCII": "s\u00e9cret",
    "NUL encoded": "%00",
    "long": "x" * 5000,
    "with a colon": "a:b",
}


@ENDPOINTS
@pytest.mark.requirement("rfc6749-5.2-401-challenge")
@pytest.mark.parametrize("secret", WRONG_SECRETS.values(), ids=WRONG_SECRETS.keys())
def test_a_wrong_secret_is_401_in_the_header_and_in_the_body(
    refused: Journey, endpoint: str, secret: str
) -> None:
    client_id = refused.credentials.client_id
    assert_unauthenticated(post(refused, endpoint, basic(f"{client_id}:{secret}")))
    assert_unauthenticated(post(refused, endpoint, client_id=client_id, client_secret=secret))


@ENDPOINTS
@pytest.mark.requirement("rfc6749-5.2-401-challenge")
@pytest.mark.parametrize("client_id", [None, "", "unknown", "x" * 300, "\u00e9"])
def test_no_client_or_an_unknown_one_is_401(
    refused: Journey, endpoint: str, client_id: str | None
) -> None:
    assert_unauthenticated(post(refused, endpoint, client_id=client_id))


@ENDPOINTS
@pytest.mark.requirement("rfc6749-2.3-registered-method")
@pytest.mark.parametrize("registered", ["none", "client_secret_basic", "client_secret_post"])
@pytest.mark.parametrize("used", ["none", "client_secret_basic", "client_secret_post"])
def test_a_client_authenticates_by_its_own_method_at_every_endpoint(
    refusing_app: Flask, endpoint: str, registered: str, used: str
) -> None:
    client = register(refusing_app, auth_methods=[registered])
    journey = Journey(refusing_app.test_client(), client)
    answer = {
        "none": lambda: post(journey, endpoint, client_id=client.client_id),
        "client_secret_basic": lambda: post(
            journey, endpoint, basic(f"{client.client_id}:{client.secret}")
        ),
        "client_secret_post": lambda: post(
            journey, endpoint, client_id=client.client_id, client_secret=str(client.secret)
        ),
    }[used]()
    assert is_authenticated(answer) is (registered == used)
    assert answer.status_code == (401 if registered != used else answer.status_code)


def test_the_secret_of_another_client_is_wrong(refusing_app: Flask, refused: Journey) -> None:
    other = register(refusing_app)
    mixed = ClientCredentials(refused.credentials.client_id, other.secret)
    assert_unauthenticated(post(refused, "/token", **mixed.body))


@pytest.mark.requirement("rfc6749-2.3.1-not-in-the-uri")
def test_credentials_in_the_query_are_not_seen(refused: Journey) -> None:
    known = refused.credentials
    url = f"/token?client_id={known.client_id}&client_secret={known.secret}"
    assert_unauthenticated(refused.http.post(url, data=FORMS["/token"]))


@pytest.mark.parametrize("secret", ["", "None", "x"])
def test_no_secret_fits_a_client_that_has_lost_its_own(refusing_app: Flask, secret: str) -> None:
    known = register(refusing_app)
    with refusing_app.app_context():
        get_client(known.client_id).secret_digest = None
        db.session.commit()
    journey = Journey(refusing_app.test_client(), known)
    assert_unauthenticated(post(journey, "/token", basic(f"{known.client_id}:{secret}")))
