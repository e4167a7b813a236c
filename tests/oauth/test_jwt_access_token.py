"""Signed access tokens (RFC 9068): read elsewhere with our published keys, still revocable here."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey
from tests.oauth.conftest import disable_user
from tests.oauth.proofs import Prover
from tests.oauth.published_keys import read_published

Bearer = Callable[..., dict[str, str]]
ORIGIN = "http://localhost:5003"
NOON = 1772366400  # when the standing clock starts

pytestmark = pytest.mark.parametrize("settings", [{"ACCESS_TOKEN_FORMAT": "jwt"}])


@pytest.mark.requirement(
    "rfc9068-2.1-header",
    "rfc9068-2.2-claims",
    "rfc9068-2.2.1-auth-time",
    "rfc9068-2.2.3-scope",
    "rfc9068-3-audience",
)
@both_databases
def test_it_has_the_claims_and_the_type_of_the_standard(
    journey: Journey, user: CurrentUser, clock: StandingClock
) -> None:
    journey.sign_in()
    clock.advance(10)
    answer = journey.redeem(journey.code(resource=f"{ORIGIN}/api")).get_json()
    token = read_published(journey.http, answer["access_token"])
    jti = token.claims.pop("jti")
    assert (token.header["typ"], token.header["alg"], len(jti)) == ("at+jwt", "ES256", 22)
    assert token.claims == {
        "iss": ORIGIN,
        "sub": str(user.id),
        "aud": [f"{ORIGIN}/api"],
        "client_id": journey.credentials.client_id,
        "scope": "tasks.read tasks.write",
        "iat": NOON + 10,
        "exp": NOON + 10 + 3600,
        "auth_time": NOON,
    }


@pytest.mark.requirement("rfc9068-3-audience")
def test_without_a_resource_the_audience_is_both(journey: Journey) -> None:
    token = read_published(journey.http, journey.grant()["access_token"])
    assert token.claims["aud"] == [f"{ORIGIN}/api", f"{ORIGIN}/mcp"]


@pytest.mark.requirement("rfc9068-2.2-claims")
def test_two_tokens_of_one_moment_differ(journey: Journey) -> None:
    journey.sign_in()
    answers = [journey.redeem(journey.code()).get_json() for _ in range(2)]
    assert answers[0]["access_token"] != answers[1]["access_token"]


@pytest.mark.requirement("rfc9068-4-validated")
def test_it_opens_the_api_until_it_is_revoked(journey: Journey) -> None:
    answer = journey.grant()
    before = journey.call(answer["access_token"])
    journey.revoke(answer["access_token"])
    after = journey.call(answer["access_token"])
    assert (before.status_code, after.status_code) == (200, 401)


@pytest.mark.requirement("rfc9068-4-validated")
def test_it_dies_with_its_time_and_its_user(
    journey: Journey, user: CurrentUser, clock: StandingClock
) -> None:
    first = journey.grant()
    clock.advance(3600)
    assert journey.call(first["access_token"]).status_code == 401
    second = journey.refresh(first["refresh_token"]).get_json()
    disable_user(journey.http.application, user)
    assert journey.call(second["access_token"]).status_code == 401


@pytest.mark.requirement("rfc9068-4-validated")
def test_another_resources_is_refused_by_the_api(journey: Journey) -> None:
    journey.sign_in()
    answer = journey.redeem(journey.code(resource=f"{ORIGIN}/mcp")).get_json()
    assert journey.call(answer["access_token"]).status_code == 401


def test_a_refresh_signs_a_new_one_and_repeats_it(journey: Journey) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    assert journey.refresh(first["refresh_token"]).get_json() == second
    assert read_published(journey.http, second["access_token"]).claims["aud"]


@pytest.mark.requirement("rfc9449-6.1-jkt")
def test_a_bound_one_names_its_key(journey: Journey, clock: StandingClock) -> None:
    prover = Prover(clock)
    journey.sign_in()
    body = journey.redemption(journey.code())
    answer = journey.http.post("/token", data=body, headers=prover.at_token()).get_json()
    token = read_published(journey.http, answer["access_token"])
    assert token.claims["cnf"] == {"jkt": prover.jkt}


@pytest.mark.requirement("rfc9068-4-validated")
@pytest.mark.parametrize("change", ["header", "payload", "signature"])
def test_a_changed_one_is_unknown(
    client: FlaskClient, user: CurrentUser, bearer: Bearer, change: str
) -> None:
    header = bearer(user, "tasks.read")["Authorization"]
    parts = header.removeprefix("Bearer ").split(".")
    index = ["header", "payload", "signature"].index(change)
    parts[index] = parts[index][:-4] + ("AAAA" if parts[index][-4:] != "AAAA" else "BBBB")
    answer = client.get("/api/tasks", headers={"Authorization": f"Bearer {'.'.join(parts)}"})
    assert answer.status_code == 401


@pytest.mark.requirement("rfc9068-5-no-confusion")
def test_an_id_token_is_no_access_token(journey: Journey) -> None:
    journey.sign_in()
    answer = journey.redeem(journey.code(scope="openid tasks.read")).get_json()
    assert journey.call(answer["id_token"]).status_code == 401
