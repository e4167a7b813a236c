"""The privacy page has a row for everything that is stored, and says how long by the settings."""

import pytest

from plugin_oauth.database import Base
from plugin_oauth.plugin.kept import ACCOUNT_ROWS, SIGN_IN_ROWS, Kept, duration
from plugin_oauth.plugin.operations import PLUGIN
from plugin_oauth.settings import SETTINGS

ROWS = (*ACCOUNT_ROWS, *PLUGIN.kept, *SIGN_IN_ROWS)
LIFETIMES = [setting.name for setting in SETTINGS if setting.name.endswith("_LIFETIME")]


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_table_stands_in_a_row(table: str) -> None:
    assert [row.what for row in ROWS if table in row.tables]


def test_no_row_names_a_table_that_is_not_there() -> None:
    assert {table for row in ROWS for table in row.tables} <= Base.metadata.tables.keys()


@pytest.mark.parametrize("name", LIFETIMES)
def test_every_lifetime_stands_in_a_row(name: str) -> None:
    assert [row.what for row in ROWS if f"{{{name}}}" in row.how_long]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_a_row_can_be_said_with_the_default_settings(row: Kept) -> None:
    said = row.duration({setting.name: setting.default for setting in SETTINGS})
    assert said
    assert "{" not in said


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "no time"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (90, "90 seconds"),
        (3600, "1 hour"),
        (86_400, "1 day"),
        (90 * 86_400, "90 days"),
    ],
)
def test_a_duration_is_said_exactly(seconds: int, text: str) -> None:
    assert duration(seconds) == text
