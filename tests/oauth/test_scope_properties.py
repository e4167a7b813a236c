"""Scopes, whatever is asked for: nobody gets what they did not ask for, and nothing breaks."""

from collections.abc import Callable, Iterator

import pytest
from authlib.oauth2.rfc6749 import InvalidScopeError
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from plugin_oauth.oauth.scopes import (
    Scope,
    covers,
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
KNOWN = ["read", "write", "extra", "admin", "openid", "email"]

ASKED = st.lists(st.sampled_from([*KNOWN, "unknown", "Read"]), min_size=1, max_size=6)
BROKEN = st.lists(st.sampled_from([*KNOWN, "", "admin\u00e9", "\tread", 'a"']), max_size=4)
SCOPES = ASKED.map(" ".join) | BROKEN.map(" ".join) | st.text()
REGISTERED = st.lists(st.sampled_from(KNOWN), unique=True).map(" ".join)


@pytest.fixture(scope="module", autouse=True)
def _in_app() -> Iterator[None]:
    app = Flask("scopes")
    init_scopes(app, TABLE)
    with app.app_context():
        yield


def or_none(function: Callable[..., str], *arguments: str | None) -> str | None:
    try:
        return function(*arguments)
    except InvalidScopeError:
        return None


@given(SCOPES)
def test_a_scope_that_can_be_split_says_the_same_when_it_is_joined(scope: str) -> None:
    try:
        names = split_scope(scope)
    except InvalidScopeError:
        return
    assert names == sorted(set(names), key=scope.split().index)
    assert split_scope(" ".join(names)) == names


@given(SCOPES, REGISTERED)
def test_what_a_person_is_asked_for_is_what_was_asked_for_in_its_order(
    requested: str, registered: str
) -> None:
    resolved = or_none(resolve_scope, requested, registered)
    if resolved is None or not requested:
        return
    asked = requested.split()
    assert resolved.split() == sorted(set(resolved.split()), key=asked.index)
    assert set(resolved.split()) <= set(asked) & set(KNOWN)


@given(ASKED, REGISTERED)
def test_administration_is_for_clients_that_are_registered_for_it(
    asked: list[str], registered: str
) -> None:
    resolved = resolve_scope(" ".join(["read", *asked, "admin"]), registered)
    assert ("admin" in resolved.split()) == ("admin" in registered.split())


@given(st.none() | SCOPES, REGISTERED)
def test_resolving_again_changes_nothing(requested: str | None, registered: str) -> None:
    for resolve in (resolve_scope, resolve_client_scope):
        resolved = or_none(resolve, requested, registered)
        assert resolved is None or resolve(resolved, registered) == resolved


@given(st.none() | SCOPES, REGISTERED)
def test_a_client_for_itself_never_gets_more_than_is_registered(
    requested: str | None, registered: str
) -> None:
    resolved = or_none(resolve_client_scope, requested, registered)
    assert resolved is None or covers(registered, resolved)


@given(REGISTERED)
def test_without_administration_the_rest_stays_in_its_order(scope: str) -> None:
    rest = [name for name in scope.split() if name != "admin"]
    assert or_none(without_admin, scope) == (" ".join(rest) or None)
