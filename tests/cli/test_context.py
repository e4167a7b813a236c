"""What commands share: one line for what a database says."""

import pytest
from sqlalchemy.exc import OperationalError

from plugin_oauth.cli.context import describe


@pytest.mark.parametrize(
    ("cause", "line"),
    [
        (
            "no such table: users",
            "the database is not set up (no such table: users): run `plugin-oauth init`.",
        ),
        (
            'relation "users" does not exist\nLINE 1: SELECT ...',
            'the database is not set up (relation "users" does not exist): '
            "run `plugin-oauth init`.",
        ),
        (
            'FATAL:  database "nowhere" does not exist',
            'the database cannot be used: FATAL:  database "nowhere" does not exist.',
        ),
    ],
)
def test_what_a_database_says_becomes_one_line(cause: str, line: str) -> None:
    assert describe(OperationalError("SELECT 1", {}, Exception(cause))) == line
