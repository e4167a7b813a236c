"""Step-up: an API call that needs more says so at once, and one more authorization is enough."""

import re

import pytest

from tests.conftest import both_databases
from tests.journey import Journey

NEW_TASK = {"title": "Water the plants"}


def add_task(journey: Journey, token: str) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"}
    answer = journey.http.post("/api/tasks", json=NEW_TASK, headers=headers)
    return answer.status_code, answer.headers.get("WWW-Authenticate", "")


@pytest.mark.requirement("rfc6750-3.1-insufficient-scope")
@both_databases
def test_the_scope_of_the_challenge_is_all_that_the_next_authorization_needs(
    journey: Journey,
) -> None:
    journey.sign_in()
    first = journey.redeem(journey.code(scope="tasks.read")).get_json()
    status, challenge = add_task(journey, first["access_token"])
    assert (status, 'error="insufficient_scope"' in challenge) == (403, True)
    (needed,) = re.findall(r'[ ,]scope="([^"]*)"', challenge)
    second = journey.redeem(journey.code(scope=needed)).get_json()
    assert second["scope"] == needed
    assert add_task(journey, second["access_token"])[0] == 201


@pytest.mark.requirement("rfc9728-5.1-challenge")
def test_the_challenge_leads_to_the_resources_metadata(journey: Journey) -> None:
    journey.sign_in()
    first = journey.redeem(journey.code(scope="tasks.read")).get_json()
    _, challenge = add_task(journey, first["access_token"])
    assert challenge.startswith('Bearer resource_metadata="http://localhost:5003/.well-known/')


def test_the_first_token_keeps_working_beside_the_second(journey: Journey) -> None:
    journey.sign_in()
    first = journey.redeem(journey.code(scope="tasks.read")).get_json()
    journey.redeem(journey.code(scope="tasks.write"))
    assert journey.call(first["access_token"]).status_code == 200


def test_a_token_never_gets_more_by_a_later_consent(journey: Journey) -> None:
    journey.sign_in()
    first = journey.redeem(journey.code(scope="tasks.read")).get_json()
    journey.code(scope="tasks.write")
    assert add_task(journey, first["access_token"])[0] == 403
    refused = journey.refresh(first["refresh_token"], scope="tasks.read tasks.write")
    assert refused.get_json()["error"] == "invalid_scope"
