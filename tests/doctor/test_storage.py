"""Each check of what is stored: what it passes and what it does not."""

from pathlib import Path

import pytest

from plugin_oauth.database import db
from plugin_oauth.doctor.check import Verdict
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


def test_the_demos_account_is_found(look: Look) -> None:
    create_user("demo@example.com", PASSWORD)
    assert look("demo").verdict is Verdict.FAILED


def test_the_demos_file_is_found(look: Look, tmp_path: Path) -> None:
    (tmp_path / "demo.env").touch()
    assert look("demo").verdict is Verdict.FAILED
