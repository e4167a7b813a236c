"""Clients as their developer makes them: strict by default, wide only where a host needs it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.database import db
from plugin_oauth.oauth.clients import (
    NewClient,
    create_client,
    delete_client,
    get_client,
    list_clients,
    rotate_secret,
)
from plugin_oauth.oauth.models import grants, tokens
from plugin_oauth.secret_values import digest
from tests.conftest import StandingClock, both_databases
from tests.journey import REDIRECT_URI, Journey, register
from tests.oauth.conftest import Stored


@pytest.fixture
def in_app(refusing_app: Flask) -> Iterator[None]:
    """What a test here adds is taken back."""
    with refusing_app.app_context():
        yield
        db.session.rollback()


def new(**changes: Any) -> NewClient:
    return NewClient(**({"name": "A client", "redirect_uris": [REDIRECT_URI]} | changes))


SECRET = ["client_secret_basic", "client_secret_post"]


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize(
    ("host", "auth_methods", "formats", "requires_pkce"),
    [
        ("generic", SECRET, ["form"], True),
        ("plugin", ["client_secret_post"], ["form", "json"], False),
        ("action", SECRET, ["form"], False),
        ("mcp", ["none"], ["form"], True),
    ],
)
def test_a_host_gets_what_it_needs_and_no_more(
    host: str, auth_methods: list[str], formats: list[str], requires_pkce: bool
) -> None:
    client, _ = create_client(new(host=host))
    assert client.auth_methods == auth_methods
    assert client.token_request_formats == formats
    assert client.requires_pkce is requires_pkce


@pytest.mark.usefixtures("in_app")
@pytest.mark.requirement("rfc9700-2.1.1-pkce")
@pytest.mark.parametrize("host", ["generic", "plugin", "action", "mcp"])
def test_a_public_client_always_needs_pkce_and_has_no_secret(host: str) -> None:
    client, secret = create_client(new(host=host, auth_methods=["none"]))
    assert (client.requires_pkce, secret, client.secret_digest) == (True, None, None)


@pytest.mark.usefixtures("in_app")
@pytest.mark.requirement("rfc6819-5.1.4.1.3-digests-only")
def test_of_a_secret_the_digest_is_kept() -> None:
    client, secret = create_client(new())
    assert secret is not None
    assert secret.startswith("po_cs_")
    assert client.secret_digest == digest(secret)


@pytest.mark.requirement("cimd-6.9-both")
@pytest.mark.usefixtures("in_app")
def test_a_client_id_never_looks_like_an_option_of_a_command() -> None:
    ids = [create_client(new())[0].client_id for _ in range(20)]
    assert [client_id for client_id in ids if not client_id.isalnum()] == []


@pytest.mark.usefixtures("in_app")
def test_defaults_and_doubles() -> None:
    client, _ = create_client(new(redirect_uris=[REDIRECT_URI, REDIRECT_URI]))
    assert client.grant_types == ["authorization_code", "refresh_token"]
    assert (client.redirect_uris, client.scope) == ([REDIRECT_URI], "")


MACHINE = {"grant_types": ["client_credentials"], "redirect_uris": []}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": ""}, "name of 1 to 100"),
    "blank name": ({"name": "  "}, "name of 1 to 100"),
    "long name": ({"name": "n" * 101}, "name of 1 to 100"),
    "NUL in the name": ({"name": "a\0b"}, "name of 1 to 100"),
    "surrogate in the name": ({"name": "\ud800"}, "name of 1 to 100"),
    "bad redirect URI": ({"redirect_uris": ["javascript:x"]}, "A redirect URI"),
    "one bad redirect URI": ({"redirect_uris": [REDIRECT_URI, "http://x.y/"]}, "plain http"),
    "no redirect URI": ({"redirect_uris": []}, "at least one redirect URI"),
    "unknown method": ({"auth_methods": ["tls_client_auth"]}, "no authentication method"),
    "public and secret": ({"auth_methods": ["none", "client_secret_post"]}, "no second"),
    "password grant": ({"grant_types": ["password"]}, "There is no grant type password"),
    "implicit grant": ({"grant_types": ["implicit"]}, "There is no grant type implicit"),
    "unknown scope": ({"scope": "tasks.read everything"}, "There is no scope everything"),
    "machine without scope": (MACHINE, "needs a scope"),
    "public machine": (MACHINE | {"scope": "tasks.read", "auth_methods": ["none"]}, "a secret"),
}


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize(("changes", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_a_client_that_could_not_work_safely_is_not_made(
    changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        create_client(new(**changes))


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize("act", [get_client, rotate_secret, delete_client])
def test_a_client_that_is_not_there_is_named(act: Any) -> None:
    with pytest.raises(ValueError, match="There is no client unknown"):
        act("unknown")


@pytest.mark.usefixtures("in_app")
def test_a_public_client_has_no_secret_to_rotate() -> None:
    client, _ = create_client(new(host="mcp"))
    with pytest.raises(ValueError, match="no secret"):
        rotate_secret(client.client_id)


def test_a_rotated_secret_replaces_the_old_one_at_once(app: Flask, journey: Journey) -> None:
    answer = journey.grant()
    with app.app_context():
        secret = rotate_secret(journey.credentials.client_id)
        db.session.commit()
    old = journey.refresh(answer["refresh_token"])
    new = journey.refresh(answer["refresh_token"], client_secret=secret)
    assert (old.status_code, new.status_code) == (401, 200)


@both_databases
def test_a_deleted_client_takes_its_grants_and_tokens_along(
    app: Flask, journey: Journey, other_journey: Journey, stored: Stored
) -> None:
    gone, stays = journey.grant(), other_journey.grant()
    with app.app_context():
        delete_client(journey.credentials.client_id)
        db.session.commit()
    assert journey.call(gone["access_token"]).status_code == 401
    assert other_journey.call(stays["access_token"]).status_code == 200
    assert (len(stored(grants)), len(stored(tokens))) == (1, 1)


def test_clients_are_listed_by_age(app: Flask, clock: StandingClock) -> None:
    made = []
    for name in ("b", "c", "a"):
        made.append(register(app, name=name).client_id)
        clock.advance(1)
    with app.app_context():
        assert [client.client_id for client in list_clients()] == made
