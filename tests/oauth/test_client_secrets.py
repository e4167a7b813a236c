"""Client secrets: one, or two while one takes the other's place."""

import pytest
from flask import Flask

from plugin_oauth.database import db
from plugin_oauth.oauth.clients import rotate_secret
from tests.conftest import StandingClock, both_databases
from tests.journey import ClientCredentials, Journey, register


def rotated(app: Flask, client_id: str, overlap: int = 0) -> str:
    with app.app_context():
        secret = rotate_secret(client_id, overlap)
        db.session.commit()
    return secret


def is_taken(app: Flask, client_id: str, secret: str | None) -> bool:
    journey = Journey(app.test_client(), ClientCredentials(client_id, secret))
    return bool(journey.refresh("none").get_json()["error"] == "invalid_grant")


@both_databases
def test_both_secrets_count_until_the_overlap_ends(app: Flask, clock: StandingClock) -> None:
    old = register(app)
    new = rotated(app, old.client_id, 3600)
    clock.advance(3599)
    assert is_taken(app, old.client_id, old.secret)
    assert is_taken(app, old.client_id, new)
    clock.advance(1)
    assert not is_taken(app, old.client_id, old.secret)
    assert is_taken(app, old.client_id, new)


def test_without_an_overlap_the_old_secret_ends_at_once(app: Flask) -> None:
    old = register(app)
    new = rotated(app, old.client_id)
    assert not is_taken(app, old.client_id, old.secret)
    assert is_taken(app, old.client_id, new)


def test_of_three_secrets_two_count(app: Flask) -> None:
    first = register(app)
    second = rotated(app, first.client_id, 3600)
    third = rotated(app, first.client_id, 3600)
    counting = [is_taken(app, first.client_id, s) for s in (first.secret, second, third)]
    assert counting == [False, True, True]


def test_a_rotation_without_overlap_ends_an_overlap(app: Flask) -> None:
    first = register(app)
    second = rotated(app, first.client_id, 3600)
    rotated(app, first.client_id)
    assert not is_taken(app, first.client_id, first.secret)
    assert not is_taken(app, first.client_id, second)


@pytest.mark.parametrize("secret", ["", "wrong", "\u00e4", "po_cs_"])
def test_nothing_else_counts_during_an_overlap(app: Flask, secret: str) -> None:
    old = register(app)
    rotated(app, old.client_id, 3600)
    assert not is_taken(app, old.client_id, secret)


def test_a_client_without_a_secret_has_none_to_rotate(app: Flask) -> None:
    public = register(app, auth_methods=["none"])
    with pytest.raises(ValueError, match="no secret"):
        rotated(app, public.client_id)
