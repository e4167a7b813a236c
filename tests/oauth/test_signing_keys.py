"""Signing keys: made once, sealed, rotated, and published as long as somebody needs them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from plugin_oauth.app import create_app
from plugin_oauth.cli import main
from plugin_oauth.database import db
from plugin_oauth.oauth.models import SigningKey
from plugin_oauth.oauth.signing_keys import (
    CACHE_SECONDS,
    make_key,
    make_missing_keys,
    rotate_keys,
    signer,
)
from tests.conftest import StandingClock, both_databases
from tests.databases import SECRET_KEY
from tests.journey import Journey
from tests.oauth.conftest import Stored
from tests.oauth.published_keys import published, read_published

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "k"}
Process = Callable[..., Flask]


@pytest.fixture
def process(database_uri: str, clock: StandingClock) -> Iterator[Process]:
    """Return a function (**settings) -> one more process on the same database."""
    started: list[Flask] = []

    def start(**settings: Any) -> Flask:
        base = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": database_uri}
        started.append(create_app(base | settings, clock=clock))
        return started[-1]

    yield start
    for app in started:
        with app.app_context():
            db.engine.dispose()


def rotate(app: Flask) -> list[str]:
    with app.app_context():
        kids = rotate_keys()
        db.session.commit()
        return kids


def current(app: Flask, algorithm: str = "ES256") -> str:
    """Return the id of the key that the process signs with."""
    with app.app_context():
        kid = signer(algorithm).kid
        db.session.commit()
        return kid


def id_token(journey: Journey) -> str:
    journey.parameters["scope"] = "openid"
    return str(journey.grant()["id_token"])


def kids(app: Flask) -> set[str]:
    return {key["kid"] for key in published(app.test_client())}


@pytest.mark.requirement("oidc-core-10.1-keys")
@both_databases
def test_the_published_keys_are_public_keys_of_both_algorithms(app: Flask) -> None:
    with app.app_context():
        make_missing_keys()
        db.session.commit()
    keys = published(app.test_client())
    kinds = [("EC", "ES256", "sig"), ("RSA", "RS256", "sig")]
    assert sorted((key["kty"], key["alg"], key["use"]) for key in keys) == kinds
    assert not any(PRIVATE & key.keys() for key in keys)


def test_keys_are_made_once(app: Flask) -> None:
    with app.app_context():
        for _ in range(3):
            make_missing_keys()
        db.session.commit()
    assert len(kids(app)) == 2


def test_the_rsa_key_is_long_enough(app: Flask) -> None:
    with app.app_context():
        make_key("RS256")
        db.session.commit()
    key = RSAKey.import_key(published(app.test_client())[0])
    assert key.raw_value.key_size == 2048


@pytest.mark.requirement("oidc-core-10.1-keys")
@both_databases
def test_the_database_alone_signs_nothing(app: Flask, stored: Stored) -> None:
    current(app)
    (row,) = stored(SigningKey.__table__)  # type: ignore[arg-type]  # a FromClause to mypy
    assert b'"d"' not in row["sealed_private_key"]
    assert not PRIVATE & row["public_jwk"].keys()


@pytest.mark.requirement("oidc-core-10.1.1-rotation")
def test_what_was_signed_before_a_rotation_verifies_after_it(app: Flask, journey: Journey) -> None:
    old = id_token(journey)
    rotate(app)
    new = journey.redeem(journey.code()).get_json()["id_token"]
    old_kid, new_kid = (read_published(journey.http, t).header["kid"] for t in (old, new))
    assert old_kid != new_kid


@pytest.mark.requirement("oidc-core-10.1.1-rotation")
def test_an_old_key_is_published_until_all_it_signed_has_expired(
    app: Flask, clock: StandingClock
) -> None:
    old = current(app)
    rotate(app)
    clock.advance(3600 + CACHE_SECONDS - 1)
    assert old in kids(app)
    clock.advance(1)
    assert old not in kids(app)
    assert len(kids(app)) == 2


@both_databases
def test_another_process_follows_a_rotation_within_a_minute(
    app: Flask, process: Process, clock: StandingClock
) -> None:
    other = process()
    before = current(app)
    assert [current(app), current(other)] == [before, before]
    new_kids = rotate(app)
    assert (current(app) in new_kids, current(other)) == (True, before)
    clock.advance(CACHE_SECONDS)
    assert current(other) in new_kids


def test_another_process_publishes_a_new_key_at_once(app: Flask, process: Process) -> None:
    other = process()
    rotate(app)
    assert current(app) in kids(other)


def test_with_another_secret_key_a_new_key_signs_and_the_old_one_is_still_published(
    journey: Journey, process: Process
) -> None:
    token = id_token(journey)
    changed = process(SECRET_KEY="another secret key that is long enough")
    old = read_published(journey.http, token).header["kid"]
    assert current(changed) != old
    assert read_published(changed.test_client(), token).header["kid"] == old


def test_a_key_whose_transaction_was_rolled_back_signs_nothing_later(app: Flask) -> None:
    with app.app_context():
        lost = signer().kid
        db.session.rollback()
    assert current(app) != lost
    assert current(app) in kids(app)


def test_a_token_of_nobodys_key_does_not_verify(app: Flask, journey: Journey) -> None:
    token = id_token(journey)
    with app.app_context():
        db.session.query(SigningKey).delete()
        make_key("ES256")
        db.session.commit()
    with pytest.raises((JoseError, ValueError)):
        read_published(journey.http, token)


# The commands.


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function (*arguments) -> what plugin-oauth prints, in a fresh instance."""
    monkeypatch.setenv("PLUGIN_OAUTH_INSTANCE_PATH", str(tmp_path))

    def invoke(*arguments: str) -> str:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    invoke("init")
    return invoke


def test_init_makes_the_first_keys_and_a_second_init_keeps_them(run: Callable[..., str]) -> None:
    first = json.loads(run("keys", "list", "--json"))
    run("init")
    assert sorted(key["algorithm"] for key in first) == ["ES256", "RS256"]
    assert json.loads(run("keys", "list", "--json")) == first


def test_rotate_makes_new_keys_and_keeps_the_old_ones_published(run: Callable[..., str]) -> None:
    first = {key["kid"] for key in json.loads(run("keys", "list", "--json"))}
    states = {key["kid"]: key["state"] for key in json.loads(run("keys", "rotate", "--json"))}
    assert {states[kid] for kid in first} == {"published"}
    assert [states[kid] for kid in states.keys() - first] == ["signs", "signs"]


def test_a_client_is_created_with_its_algorithm_and_where_it_may_send_people(
    run: Callable[..., str],
) -> None:
    named = ["--name", "A client", "--redirect-uri", "https://client.example/callback"]
    gone = "https://client.example/signed-out"
    asked = ["--id-token-alg", "RS256", "--post-logout-redirect-uri", gone]
    made = json.loads(run("client", "create", *named, *asked, "--json"))
    assert made["id_token_signed_response_alg"] == "RS256"
    assert made["post_logout_redirect_uris"] == [gone]


def test_the_list_is_for_people_too(run: Callable[..., str]) -> None:
    assert run("keys", "list").split("\n")[0].split("  ")[0] == "Key id"
