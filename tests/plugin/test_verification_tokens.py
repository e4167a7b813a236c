"""The verification-token endpoint: for the developer alone, exact about what it keeps."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.plugin.conftest import Bearer, Caller

PATH = "/developer/verification-tokens"

every_call = pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", PATH),
        ("GET", f"{PATH}/openai"),
        ("PUT", f"{PATH}/openai"),
        ("DELETE", f"{PATH}/openai"),
    ],
)


@every_call
def test_a_stranger_is_told_to_authenticate(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method, data="{")
    assert answer.status_code == 401
    assert 'scope="plugin.admin"' in answer.headers["WWW-Authenticate"]


@every_call
def test_a_persons_token_is_not_enough(
    client: FlaskClient, user: CurrentUser, bearer: Bearer, method: str, path: str
) -> None:
    headers = bearer(user, "tasks.read", "tasks.write")
    answer = client.open(path, method=method, headers=headers, json={"token": "abc"})
    assert answer.status_code == 403


@both_databases
def test_a_token_is_kept_replaced_and_removed(developer: Caller, clock: StandingClock) -> None:
    first = developer.call("PUT", f"{PATH}/openai", json={"token": "abc"})
    clock.advance(60)
    second = developer.call("PUT", f"{PATH}/openai", json={"token": "def"})
    kept = developer.call("GET", f"{PATH}/openai")
    removed = developer.call("DELETE", f"{PATH}/openai")
    statuses = [answer.status_code for answer in (first, second, kept, removed)]
    assert statuses == [201, 200, 200, 204]
    assert kept.get_json() == second.get_json()
    assert kept.get_json() == {
        "service": "openai",
        "token": "def",
        "updated_at": "2026-03-01T12:01:00+00:00",
    }


def test_the_list_is_by_service(developer: Caller) -> None:
    for service in ("openai", "another"):
        developer.call("PUT", f"{PATH}/{service}", json={"token": f"token-of-{service}"})
    listed = developer.call("GET", PATH).get_json()["verification_tokens"]
    assert [(token["service"], token["token"]) for token in listed] == [
        ("another", "token-of-another"),
        ("openai", "token-of-openai"),
    ]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_unknown_service_is_a_404(developer: Caller, method: str) -> None:
    answer = developer.call(method, f"{PATH}/nobody")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("service", "body", "field"),
    [
        ("OpenAI", {"token": "abc"}, "service"),
        ("open.ai", {"token": "abc"}, "service"),
        ("x" * 33, {"token": "abc"}, "service"),
        ("openai%0A", {"token": "abc"}, "service"),
        ("openai", {}, "token"),
        ("openai", {"token": ""}, "token"),
        ("openai", {"token": None}, "token"),
        ("openai", {"token": "a b"}, "token"),
        ("openai", {"token": "abc\n"}, "token"),
        ("openai", {"token": "ä"}, "token"),
        ("openai", {"token": "a\0"}, "token"),
        ("openai", {"token": "x" * 201}, "token"),
        ("openai", {"token": 1}, "token"),
        ("openai", {"token": "abc", "service": "openai"}, "service"),
        ("openai", {"token": "abc", "more": 1}, "more"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(
    developer: Caller, service: str, body: dict[str, Any], field: str
) -> None:
    answer = developer.call("PUT", f"{PATH}/{service}", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


def test_names_and_tokens_of_just_the_limit_are_kept(developer: Caller) -> None:
    answer = developer.call("PUT", f"{PATH}/{'x' * 32}", json={"token": "~" * 200})
    assert answer.status_code == 201


def test_answers_are_never_stored_by_caches(developer: Caller) -> None:
    assert developer.call("GET", PATH).headers["Cache-Control"] == "no-store"


@both_databases
def test_of_first_tokens_that_come_at_once_one_is_new_and_none_fails(
    app: Flask, developer: Caller
) -> None:
    def put(token: str) -> int:
        answer = app.test_client().put(
            f"{PATH}/openai", json={"token": token}, headers=developer.headers
        )
        return answer.status_code

    with ThreadPoolExecutor(8) as threads:
        statuses = sorted(threads.map(put, "abcdefgh"))
    assert statuses == [200] * 7 + [201]
