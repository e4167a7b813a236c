"""Service tokens from the command line: made, listed, rotated, revoked, deleted."""

import pytest

from tests.cli.conftest import Cli

FORM = {"PLUGIN_AUTH": "service_http"}


def test_a_token_is_printed_once_and_listed_without_its_value(cli: Cli) -> None:
    made = cli("service-token", "create", "chatgpt", **FORM)
    assert made.out.startswith("service_token: po_st_")
    assert made.err == ""
    token = made.out.removeprefix("service_token: ").strip()
    listed = cli("service-token", "list", "--json", **FORM)
    assert token not in listed.out
    assert [(r["name"], r["state"], r["last_used_at"]) for r in listed.json] == [
        ("chatgpt", "live", None)
    ]


def test_a_token_may_be_made_for_some_scopes_only(cli: Cli) -> None:
    options = ("--scope", "tasks.read", "--json")
    assert cli("service-token", "create", "reader", *options, **FORM).json["scope"] == "tasks.read"


def test_a_rotated_token_is_another_one_and_may_overlap(cli: Cli) -> None:
    first = cli("service-token", "create", "chatgpt", "--json", **FORM).json["service_token"]
    rotate = ("service-token", "rotate", "chatgpt", "--overlap", "60", "--json")
    assert cli(*rotate, **FORM).json["service_token"] != first
    assert "overlapping" in cli("service-token", "list", **FORM).out


def test_a_revoked_token_stays_listed_until_it_is_deleted(cli: Cli) -> None:
    cli("service-token", "create", "chatgpt", **FORM)
    assert cli("service-token", "revoke", "chatgpt", **FORM).out == "Revoked chatgpt.\n"
    assert "revoked" in cli("service-token", "list", **FORM).out
    assert cli("service-token", "delete", "chatgpt", **FORM).out == "Deleted chatgpt.\n"
    assert cli("service-token", "list", **FORM).out == "There are no service tokens.\n"


def test_a_token_that_does_not_count_yet_is_made_with_a_word_about_it(cli: Cli) -> None:
    made = cli("service-token", "create", "chatgpt", PLUGIN_AUTH="oauth")
    assert made.err == "It counts when PLUGIN_AUTH is service_http; it is oauth.\n"


@pytest.mark.parametrize(
    "arguments",
    [("create", "chatgpt", "--scope", "x"), ("rotate", "x"), ("revoke", "x"), ("delete", "x")],
)
def test_what_is_not_there_is_one_line(cli: Cli, arguments: tuple[str, ...]) -> None:
    assert cli("service-token", *arguments, **FORM).complaint.startswith("There is no ")
