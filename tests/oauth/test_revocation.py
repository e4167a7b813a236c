"""Token revocation: either token ends the family, only its client may do it."""

import pytest

from plugin_oauth.oauth.models import grants
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey
from tests.oauth.conftest import Stored


def assert_dead(journey: Journey, answer: dict[str, str]) -> None:
    assert journey.call(answer["access_token"]).status_code == 401
    assert journey.refresh(answer["refresh_token"]).get_json()["error"] == "invalid_grant"


@both_databases
@pytest.mark.requirement("rfc7009-2.1-grant-ends", "rfc7009-2.2-answer")
@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_either_token_ends_both(journey: Journey, which: str) -> None:
    answer = journey.grant()
    revoked = journey.revoke(answer[which])
    assert (revoked.status_code, revoked.get_json()) == (200, {})
    assert_dead(journey, answer)


@pytest.mark.requirement("rfc7009-2.1-hint-ignored")
@pytest.mark.parametrize(
    ("which", "hint"),
    [
        ("access_token", "refresh_token"),
        ("refresh_token", "access_token"),
        ("access_token", "access_token"),
        ("refresh_token", "unknown"),
        ("access_token", "\u00e9"),
    ],
)
def test_a_hint_changes_nothing(journey: Journey, which: str, hint: str) -> None:
    answer = journey.grant()
    assert journey.revoke(answer[which], token_type_hint=hint).status_code == 200
    assert_dead(journey, answer)


@pytest.mark.requirement("rfc7009-2.1-grant-ends")
@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_an_old_generations_token_ends_the_newest(journey: Journey, which: str) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    journey.revoke(first[which])
    assert_dead(journey, second)


@pytest.mark.requirement("rfc7009-2.1-public-clients")
def test_a_public_client_revokes_its_own_token(public_journey: Journey) -> None:
    answer = public_journey.grant()
    assert public_journey.revoke(answer["refresh_token"]).status_code == 200
    assert_dead(public_journey, answer)


def test_a_plugin_host_revokes_with_json(plugin_journey: Journey) -> None:
    answer = plugin_journey.grant()
    body = {"token": answer["refresh_token"], **plugin_journey.credentials.body}
    assert plugin_journey.http.post("/revoke", json=body).status_code == 200
    assert_dead(plugin_journey, answer)


@pytest.mark.requirement("rfc7009-2.1-of-the-client")
@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_another_client_is_refused_and_the_token_lives(
    journey: Journey, other_journey: Journey, which: str
) -> None:
    answer = journey.grant()
    refused = other_journey.revoke(answer[which])
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_grant")
    assert journey.call(answer["access_token"]).status_code == 200
    assert journey.refresh(answer["refresh_token"]).status_code == 200


@pytest.mark.requirement("rfc7009-2.1-client-authenticates")
def test_without_the_secret_nothing_is_revoked(journey: Journey) -> None:
    answer = journey.grant()
    refused = journey.revoke(answer["refresh_token"], client_secret=None)
    assert (refused.status_code, refused.get_json()["error"]) == (401, "invalid_client")
    assert journey.call(answer["access_token"]).status_code == 200


@pytest.mark.requirement("rfc7009-2.2-unknown-token")
@pytest.mark.parametrize("token", ["unknown", "po_at_" + "x" * 43, "x" * 5000, "\u00e9\n"])
def test_an_unknown_token_is_answered_like_a_known_one(refused: Journey, token: str) -> None:
    answer = refused.revoke(token)
    assert (answer.status_code, answer.get_json()) == (200, {})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.requirement("rfc7009-2.1-token-required")
@pytest.mark.parametrize("token", [None, ""])
def test_a_request_without_a_token_is_refused(refused: Journey, token: str | None) -> None:
    body = {"token": token, **refused.credentials.body}
    form = {k: v for k, v in body.items() if v is not None}
    answer = refused.http.post("/revoke", data=form)
    assert answer.status_code == 400
    assert answer.get_json() == {
        "error": "invalid_request",
        "error_description": "token is missing.",
    }


@pytest.mark.requirement("rfc7009-2.2-again")
def test_a_second_revocation_changes_nothing(
    journey: Journey, clock: StandingClock, stored: Stored
) -> None:
    answer = journey.grant()
    journey.revoke(answer["access_token"])
    before = stored(grants)
    clock.advance(1)
    assert journey.revoke(answer["refresh_token"]).status_code == 200
    assert stored(grants) == before


def test_an_authorization_code_is_no_token(journey: Journey) -> None:
    journey.sign_in()
    code = journey.code()
    assert journey.revoke(code).status_code == 200
    assert journey.redeem(code).status_code == 200
