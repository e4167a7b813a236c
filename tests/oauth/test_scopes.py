"""Scopes as a table: what is asked for, what is registered, what is left."""

from collections.abc import Iterator

import pytest
from authlib.oauth2.rfc6749 import InvalidScopeError
from flask import Flask

from plugin_oauth.oauth.scopes import (
    Scope,
    advertised_scopes,
    covers,
    default_scope,
    init_scopes,
    resolve_client_scope,
    resolve_scope,
    split_scope,
    without_admin,
)

TABLE = (
    Scope("read", "See."),
    Scope("write", "Change."),
    Scope("extra", "More.", default=False),
    Scope("admin", "Administer.", default=False, admin=True),
)


@pytest.fixture(autouse=True)
def _in_app() -> Iterator[None]:
    app = Flask("scopes")
    init_scopes(app, TABLE)
    with app.app_context():
        yield


def test_the_default_and_what_is_advertised() -> None:
    assert default_scope() == "read write"
    assert advertised_scopes() == ["read", "write", "extra", "openid", "email"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("read", ["read"]),
        ("read write", ["read", "write"]),
        ("write read write", ["write", "read"]),
        (" read ", ["read"]),
        ("a!#[]~ https://x.example/y", ["a!#[]~", "https://x.example/y"]),
    ],
)
@pytest.mark.requirement("rfc6749-3.3-syntax")
def test_a_scope_is_names_with_blanks_between(text: str, names: list[str]) -> None:
    assert split_scope(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "read  write",
        "read\twrite",
        "read\n",
        "read\x0bwrite",
        'a"b',
        "a\\b",
        "\u00e9",
        "\x7f",
    ],
)
@pytest.mark.requirement("rfc6749-3.3-syntax")
def test_anything_else_is_no_scope(text: str) -> None:
    with pytest.raises(InvalidScopeError):
        split_scope(text)


@pytest.mark.parametrize(
    ("requested", "registered", "granted"),
    [
        (None, "", "read write"),
        (None, "extra", "extra"),
        ("extra", "", "extra"),
        ("extra", "read", "extra"),
        ("write read", "", "write read"),
        ("read none", "", "read"),
        ("read admin", "", "read"),
        ("read admin", "admin", "read admin"),
        (None, "admin", "admin"),
    ],
)
def test_what_a_person_will_be_asked_for(
    requested: str | None, registered: str, granted: str
) -> None:
    assert resolve_scope(requested, registered) == granted


@pytest.mark.parametrize(("requested", "registered"), [("none", "read"), ("admin", "read")])
def test_nothing_left_is_an_error(requested: str, registered: str) -> None:
    with pytest.raises(InvalidScopeError, match="read, write, extra"):
        resolve_scope(requested, registered)


@pytest.mark.parametrize(
    ("requested", "registered", "granted"),
    [
        (None, "read extra", "read extra"),
        ("extra", "read extra", "extra"),
        ("read extra", "read", "read"),
    ],
)
def test_a_client_for_itself_gets_what_is_registered_at_most(
    requested: str | None, registered: str, granted: str
) -> None:
    assert resolve_client_scope(requested, registered) == granted


@pytest.mark.parametrize(
    ("requested", "registered"), [("write", "read"), (None, ""), (None, "gone")]
)
def test_a_client_for_itself_gets_nothing_else(requested: str | None, registered: str) -> None:
    with pytest.raises(InvalidScopeError):
        resolve_client_scope(requested, registered)


def test_administration_is_taken_out_for_everybody_else() -> None:
    assert without_admin("read admin write") == "read write"
    with pytest.raises(InvalidScopeError):
        without_admin("admin")


@pytest.mark.parametrize(
    ("granted", "wanted", "covered"),
    [
        ("a b", "b", True),
        ("a b", "b a", True),
        ("a", "a b", False),
        ("", "a", False),
        ("ab", "a", False),
    ],
)
def test_a_scope_covers_its_names(granted: str, wanted: str, covered: bool) -> None:
    assert covers(granted, wanted) is covered
