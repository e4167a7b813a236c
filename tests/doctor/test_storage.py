"""Each check of what is stored: what it passes and what it does not."""

from pathlib import Path
from typing import Any

import pytest

from plugin_oauth.database import db
from plugin_oauth.doctor.check import Verdict
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.signing_keys import make_missing_keys
from plugin_oauth.plugin.http_keys.service_tokens import create_service_token
from plugin_oauth.users.accounts import create_user
from tests.conftest import PASSWORD, both_databases
from tests.doctor.conftest import Look


@both_databases
def test_the_schema_of_this_version_is_right(look: Look) -> None:
    assert look("schema").verdict is Verdict.OK


@both_databases
def test_an_older_schema_is_not(look: Look) -> None:
    db.session.execute(db.text("UPDATE alembic_version SET version_num = '0001'"))
    assert look("schema").verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("database_uri", "verdict"),
    [("sqlite", Verdict.WARNING), ("postgresql", Verdict.OK)],
    indirect=["database_uri"],
)
def test_sqlite_is_a_doubt_and_postgresql_is_none(look: Look, verdict: Verdict) -> None:
    assert look("engine").verdict is verdict


def test_without_a_demo_nothing_of_it_is_found(look: Look) -> None:
    assert look("demo").verdict is Verdict.OK


@pytest.mark.parametrize("email", ["demo@example.com", "friend@example.com"])
def test_the_demos_accounts_are_found(look: Look, email: str) -> None:
    create_user(email, PASSWORD)
    assert look("demo").verdict is Verdict.FAILED


def test_the_demos_file_is_found(look: Look, tmp_path: Path) -> None:
    (tmp_path / "demo.env").touch()
    assert look("demo").verdict is Verdict.FAILED


def test_signing_keys_that_are_not_there_yet_are_a_doubt(look: Look) -> None:
    finding = look("signing-keys")
    assert (finding.verdict, "ES256 or RS256" in finding.detail) == (Verdict.WARNING, True)


def test_signing_keys_of_this_secret_key_are_right_and_of_another_are_not(look: Look) -> None:
    make_missing_keys()
    assert look("signing-keys").verdict is Verdict.OK
    other = "another secret key that is used in tests only"
    assert look("signing-keys", SECRET_KEY=other).verdict is Verdict.WARNING


CLOSED = {"DYNAMIC_REGISTRATION": "off", "CLIENT_ID_METADATA": False}


@pytest.mark.parametrize(
    ("settings_now", "verdict"),
    [
        ({}, Verdict.OK),
        (CLOSED, Verdict.FAILED),
        (CLOSED | {"CLIENT_ID_METADATA": True}, Verdict.OK),
        (CLOSED | {"PLUGIN_AUTH": "none"}, Verdict.OK),
        (CLOSED | {"PLUGIN_AUTH": "user_http"}, Verdict.OK),
        ({"PLUGIN_AUTH": "service_http"}, Verdict.FAILED),
    ],
    ids=str,
)
def test_without_anything_to_authenticate_with_no_host_can_call(
    look: Look, settings_now: dict[str, Any], verdict: Verdict
) -> None:
    assert look("credentials", **settings_now).verdict is verdict


def test_a_client_of_ones_own_is_enough(look: Look) -> None:
    create_client(NewClient("ChatGPT", "plugin", ["https://chat.openai.com/aip/x/oauth/callback"]))
    assert look("credentials", **CLOSED).verdict is Verdict.OK


def test_a_service_token_is_enough(look: Look) -> None:
    create_service_token("ChatGPT")
    assert look("credentials", PLUGIN_AUTH="service_http").verdict is Verdict.OK
