"""The audit log: security events by name, counted where they can be caused by anybody."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from plugin_oauth.audit import Event, audit_events, list_events, purge_events, record_event
from plugin_oauth.database import db
from plugin_oauth.oauth.clients import delete_client, rotate_secret
from plugin_oauth.oauth.signing_keys import rotate_keys
from plugin_oauth.plugin.verification_tokens import (
    remove_verification_token,
    set_verification_token,
)
from plugin_oauth.users.models import CurrentUser
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey, form_token, register

Events = Callable[[], list[str]]


@pytest.fixture
def events(app: Flask) -> Events:
    def names() -> list[str]:
        with app.app_context():
            newest_first = db.session.scalars(select(audit_events.c.event))
            return sorted(newest_first)

    return names


@pytest.fixture
def journey(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    return Journey(app.test_client(), register(app))


@both_databases
def test_a_sign_in_and_what_was_allowed_are_in_it(journey: Journey, events: Events) -> None:
    journey.grant()
    assert events() == ["account_created", "client_created", "consent_given", "sign_in"]


def test_a_family_that_ends_is_in_it_once_with_its_reason(app: Flask, journey: Journey) -> None:
    token = journey.grant()["access_token"]
    journey.revoke(token)
    journey.revoke(token)
    with app.app_context():
        found = [e for e in list_events(10) if e.event == Event.FAMILY_ENDED]
        assert [(e.reason, e.client_id) for e in found] == [
            ("revoked by the client", journey.credentials.client_id)
        ]


@both_databases
def test_failed_sign_ins_are_counted_by_account_and_hour(
    app: Flask, journey: Journey, user: CurrentUser, clock: StandingClock
) -> None:
    for email in ("ada@example.com", "ada@example.com", "nobody@example.com", "x"):
        journey.sign_in(email, "wrong")
    clock.advance(3600)
    journey.sign_in("ada@example.com", "wrong")
    with app.app_context():
        found = [e for e in list_events(10) if e.event == Event.SIGN_IN_FAILED]
        counts = sorted((str(e.user_id), e.count) for e in found)
        assert counts == sorted([(str(user.id), 2), (str(user.id), 1), ("None", 2)])


def test_what_administrators_do_is_in_it(app: Flask, events: Events) -> None:
    made = register(app)
    with app.app_context():
        rotate_secret(made.client_id)
        delete_client(made.client_id)
        rotate_keys()
        set_verification_token("openai", "x")
        remove_verification_token("openai")
        remove_verification_token("openai")
        db.session.commit()
    assert events() == [
        "client_created",
        "client_deleted",
        "client_secret_rotated",
        "keys_rotated",
        "verification_token_removed",
        "verification_token_set",
    ]


def test_what_a_person_does_with_the_account_is_in_it(journey: Journey, events: Events) -> None:
    journey.sign_in()
    token = form_token(journey.http.get("/account").text)
    password = {"current_password": "correct horse battery staple", "new_password": "new password"}
    journey.http.post("/account/password", data=password | {"csrf_token": token})
    token = form_token(journey.http.get("/account").text)
    journey.http.post("/logout", data={"csrf_token": token})
    assert set(events()) >= {"password_changed", "other_sessions_ended", "sign_out"}


def test_an_event_of_something_that_did_not_happen_is_not_in_it(app: Flask, events: Events) -> None:
    with app.app_context():
        record_event(Event.KEYS_ROTATED)
        db.session.rollback()
    assert events() == []


def test_events_go_after_their_lifetime_in_batches(app: Flask, clock: StandingClock) -> None:
    with app.app_context():
        for _ in range(3):
            record_event(Event.KEYS_ROTATED)
        clock.advance(365 * 24 * 3600 + 1)
        record_event(Event.KEYS_ROTATED)
        assert [purge_events(2), purge_events(2), purge_events(2)] == [2, 1, 0]
        assert len(list_events(10)) == 1
