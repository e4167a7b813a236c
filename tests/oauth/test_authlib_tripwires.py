"""What Authlib does on its own where our server does otherwise.

Each test states the right behaviour of plain Authlib and fails today. Once it passes, Authlib has
mended it (strict xfail turns the suite red) and the repair named in the reason can go.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7009 import RevocationEndpoint

from tests.journey import ClientCredentials
from tests.oauth.plain_authlib import LOOPBACK_URI, REDIRECT_URI, SECRET, PlainServer

BASIC = ClientCredentials("basic", SECRET).basic


def upstream(does: str, repair: str) -> pytest.MarkDecorator:
    """Mark a test with what Authlib does instead, and our module that mends it."""
    reason = f"Authlib {does}; plugin_oauth/oauth/{repair}.py repairs it"
    return pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)


@pytest.fixture
def plain() -> PlainServer:
    return PlainServer()


def test_the_plain_server_works(plain: PlainServer) -> None:
    """Else a tripwire below might fail for another reason than its own."""
    answer = plain.redeem(plain.code(scope="a b"))
    assert answer.status_code == 200
    assert plain.call(answer.get_json()["access_token"]).text == "ok"


@upstream("reads a form and never JSON", "request")
def test_a_json_token_request_is_read(plain: PlainServer) -> None:
    body = plain.redemption(plain.code())
    assert plain.http.post("/token", json=body).status_code == 200


@upstream("reads parameters of a POST in its query", "request")
def test_parameters_in_the_query_are_not_seen(plain: PlainServer) -> None:
    body = plain.redemption(plain.code())
    grant_type = body.pop("grant_type")
    assert plain.http.post(f"/token?grant_type={grant_type}", data=body).status_code == 400


@upstream("takes the first of a repeated parameter", "request")
def test_a_repeated_parameter_is_refused(plain: PlainServer) -> None:
    body = plain.redemption(plain.code())
    twice = {"grant_type": [body["grant_type"], "refresh_token"]}
    assert plain.http.post("/token", data=body | twice).status_code == 400


@upstream("finds, issues, then deletes: two redemptions at once both win", "authorization_code")
def test_of_two_redemptions_at_once_one_wins(plain: PlainServer) -> None:
    barrier = Barrier(2, timeout=2)

    def both_have_found_the_code() -> None:
        try:
            barrier.wait()
        except BrokenBarrierError:
            return

    plain.before_token, code = both_have_found_the_code, plain.code()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: plain.redeem(code), range(2)))
    assert len(plain.tokens) == 1


@upstream("deletes a used code, so that its replay goes unseen", "authorization_code")
def test_a_replay_ends_the_tokens_of_the_code(plain: PlainServer) -> None:
    code = plain.code(scope="a b")
    token = plain.redeem(code).get_json()["access_token"]
    plain.redeem(code)
    assert plain.call(token).status_code == 401


@upstream("leaves the life of a code to the storage", "authorization_code")
def test_an_expired_code_is_refused(plain: PlainServer) -> None:
    code = plain.code()
    plain.codes[0].auth_time = 0
    assert plain.redeem(code).status_code == 400


@upstream("takes a refresh token again and again", "refresh_token")
def test_a_refresh_token_works_once(plain: PlainServer) -> None:
    token = plain.redeem(plain.code()).get_json()["refresh_token"]
    body = {"grant_type": "refresh_token", "refresh_token": token}
    body |= {"client_id": "post", "client_secret": SECRET}
    answers = [plain.http.post("/token", data=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 400]


@upstream("takes Basic alone at a refresh", "refresh_token")
def test_a_refresh_takes_the_secret_in_the_body() -> None:
    assert "client_secret_post" in grants.RefreshTokenGrant.TOKEN_ENDPOINT_AUTH_METHODS


@upstream("fails on a secret it cannot compare", "client_auth")
@pytest.mark.parametrize(
    "credentials",
    [
        pytest.param({"client_id": "no-secret", "client_secret": "x"}, id="client without one"),
        pytest.param({"client_id": "post", "client_secret": "\u00e9"}, id="not ASCII"),
    ],
)
def test_any_secret_can_be_compared(plain: PlainServer, credentials: dict[str, str]) -> None:
    assert plain.redeem("unknown", **credentials).status_code < 500


@upstream("fails on a header that is not UTF-8", "client_auth")
@pytest.mark.parametrize("header", ["Basic /zr/", "Basic "])
def test_a_bad_basic_header_is_no_error_of_the_server(plain: PlainServer, header: str) -> None:
    headers = {"Authorization": header}
    body = {"grant_type": "authorization_code"}
    assert plain.http.post("/token", data=body, headers=headers).status_code < 500


@upstream("repeats the input in its description, and fails on what may not stand there", "server")
@pytest.mark.parametrize(
    "changes",
    [
        {"response_type": '"'},
        {"redirect_uri": 'https://evil.example/"'},
        {"redirect_uri": "https://evil.example/\u00e9"},
        {"redirect_uri": "https://evil.example\\"},
        {"redirect_uri": "https://evil.example/\t"},
        {"redirect_uri": "https://evil.example/\r"},
    ],
    ids=["quote", "quote in URI", "URI not ASCII", "backslash", "tab", "carriage return"],
)
def test_any_text_can_be_refused(plain: PlainServer, changes: dict[str, str]) -> None:
    assert plain.authorize(**changes).status_code < 500


@upstream("swaps two arguments and describes the error by the type alone", "authorization")
def test_an_unsupported_type_is_described_in_a_sentence(plain: PlainServer) -> None:
    location = plain.authorize(response_type="token").location
    (description,) = parse_qs(urlsplit(location).query)["error_description"]
    assert "not supported" in description


@upstream("takes plain, and takes it for granted", "pkce")
@pytest.mark.parametrize("method", [{"code_challenge_method": "plain"}, {}], ids=["plain", "none"])
def test_a_plain_challenge_is_refused(plain: PlainServer, method: dict[str, str]) -> None:
    refused = plain.authorize(client_id="public", code_challenge="x" * 43, **method)
    assert "error=invalid_request" in refused.location


@upstream("gives a public client a code without a challenge", "pkce")
def test_a_public_client_must_send_a_challenge(plain: PlainServer) -> None:
    assert "error=invalid_request" in plain.authorize(client_id="public").location


@upstream("matches with $, which a line end passes", "pkce")
def test_a_challenge_with_a_line_end_is_refused(plain: PlainServer) -> None:
    challenge = {"code_challenge": "x" * 43 + "\n", "code_challenge_method": "S256"}
    assert "error=invalid_request" in plain.authorize(**challenge).location


@upstream("sends no challenge with 403", "bearer")
def test_a_missing_scope_is_challenged(plain: PlainServer) -> None:
    token = plain.redeem(plain.code(scope="a")).get_json()["access_token"]
    assert "WWW-Authenticate" in plain.call(token).headers


def test_a_list_of_scopes_still_means_any_of_them(plain: PlainServer) -> None:
    """A pin: plugin_oauth/oauth/bearer.py joins the scopes because of it."""
    token = plain.redeem(plain.code(scope="a")).get_json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert plain.http.get("/any", headers=headers).status_code == 200
    assert plain.http.get("/api", headers=headers).status_code == 403


@upstream("adds the issuer to answers of create_authorization_response alone", "server")
def test_an_error_before_consent_names_the_issuer(plain: PlainServer) -> None:
    location = plain.authorize(client_id="public", code_challenge="x").location
    assert "error=invalid_request" in location, "the request is wrong as it should be"
    assert "iss=" in location


@upstream("compares the port of a loopback URI", "redirect_uris")
def test_the_port_of_a_loopback_uri_may_vary(plain: PlainServer) -> None:
    uri = LOOPBACK_URI.replace("1234", "49152")
    assert (plain.authorize(redirect_uri=uri).location or "").startswith(uri)


@upstream("stops at the first method that fits and leaves the rest unread", "client_auth")
@pytest.mark.parametrize("second", [{"client_id": "post"}, {"client_secret": "wrong"}], ids=str)
def test_two_identities_at_once_are_refused(plain: PlainServer, second: dict[str, str]) -> None:
    code = plain.code(client_id="basic")
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    assert plain.http.post("/token", data=body | second, headers=BASIC).status_code == 400


@upstream("takes Basic alone at revocation", "revocation")
def test_a_public_client_can_revoke() -> None:
    assert "none" in RevocationEndpoint.CLIENT_AUTH_METHODS


@upstream(
    "looks where the hint says and nowhere else, and refuses a hint it does not know", "revocation"
)
@pytest.mark.parametrize("hint", ["refresh_token", "unknown"])
def test_a_wrong_hint_leaves_no_token_alive(plain: PlainServer, hint: str) -> None:
    code = plain.code(client_id="basic", scope="a b")
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    token = plain.http.post("/token", data=body, headers=BASIC).get_json()["access_token"]
    plain.http.post("/revoke", data={"token": token, "token_type_hint": hint}, headers=BASIC)
    assert plain.call(token).status_code == 401


@upstream("lets every method pass outside the token endpoint", "models")
def test_a_client_authenticates_by_its_own_method_everywhere(plain: PlainServer) -> None:
    client = plain.clients["basic"]
    assert client.check_endpoint_auth_method("client_secret_post", "revocation") is False


@upstream("gives a token ten days", "tokens")
def test_a_token_lives_for_an_hour_at_most(plain: PlainServer) -> None:
    assert plain.redeem(plain.code()).get_json()["expires_in"] <= 3600
