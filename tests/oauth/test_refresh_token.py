"""The refresh token grant: rotated, idempotent within the grace, strict about everything else."""

import pytest

from tests.conftest import StandingClock, both_databases
from tests.journey import Journey


@both_databases
def test_a_refresh_gives_a_new_pair_and_both_access_tokens_work(journey: Journey) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    assert second["refresh_token"] != first["refresh_token"]
    assert journey.call(second["access_token"]).status_code == 200
    assert journey.call(first["access_token"]).status_code == 200


@both_databases
def test_the_token_just_rotated_gets_the_same_answer_again(
    journey: Journey, clock: StandingClock
) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    clock.advance(59)
    again = journey.refresh(first["refresh_token"]).get_json()
    assert again == second | {"expires_in": second["expires_in"] - 59}


@both_databases
def test_a_token_reused_after_the_grace_ends_the_family(
    journey: Journey, clock: StandingClock
) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    clock.advance(60)
    refused = journey.refresh(first["refresh_token"])
    assert refused.get_json()["error"] == "invalid_grant"
    assert journey.call(second["access_token"]).status_code == 401
    assert journey.refresh(second["refresh_token"]).status_code == 400


def test_an_older_generation_ends_the_family_even_inside_the_grace(journey: Journey) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    third = journey.refresh(second["refresh_token"]).get_json()
    assert journey.refresh(first["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert journey.call(third["access_token"]).status_code == 401


@pytest.mark.parametrize("settings", [{"REFRESH_TOKEN_GRACE": 0}])
def test_without_a_grace_every_reuse_ends_the_family(journey: Journey) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"]).get_json()
    assert journey.refresh(first["refresh_token"]).status_code == 400
    assert journey.call(second["access_token"]).status_code == 401
