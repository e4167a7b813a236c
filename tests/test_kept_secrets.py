"""No token, code, secret, password or cookie is kept or written anywhere, with everything on.

One person's whole way is driven with every logger at DEBUG and the flight recorder on; every secret
that was made or sent on the way is then searched for in all tables and in all that was logged.
"""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plugin_oauth.database import Base, db
from plugin_oauth.log import SecretFilter
from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD, both_databases
from tests.journey import VERIFIER, Journey, form_token, register

NEW_PASSWORD = "a-new-password-nobody-knows"
STATE = "state-that-is-nobodys-business"
NONCE = "nonce-that-is-nobodys-business"


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"FLIGHT_RECORDER": True}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that every logger has to say, through the handler's filter."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(SecretFilter())
    root = logging.getLogger()
    level = root.level
    names = ("authlib", "werkzeug", "sqlalchemy.engine", "plugin_oauth")
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    for name in names:
        logging.getLogger(name).setLevel(logging.NOTSET)


def drive(app: Flask, made: Any) -> set[str]:
    """Walk the whole way and its refusals; return every secret that was made or sent."""
    journey = Journey(app.test_client(), made, {"state": STATE, "nonce": NONCE})
    secrets = {PASSWORD, NEW_PASSWORD, VERIFIER, STATE, NONCE, made.secret, "wrong-password"}
    journey.sign_in(password="wrong-password")
    journey.sign_in()
    code = journey.code()
    first = journey.redeem(code).get_json()
    second = journey.refresh(first["refresh_token"]).get_json()
    journey.call(second["access_token"])
    for wrong in ({"client_secret": "wrong-secret"}, {"code_verifier": "wrong-verifier" * 4}):
        secrets |= set(wrong.values())
        journey.redeem(code, **wrong)
    journey.redeem(code)
    journey.revoke(second["access_token"])
    journey.http.get(journey.authorize_url(redirect_uri="https://client.example/?token=in-query"))
    form = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    form["csrf_token"] = form_token(journey.http.get("/account").text)
    journey.http.post("/account/password", data=form)
    cookies = [journey.http.get_cookie(name) for name in ("session", "form")]
    answers = [value for answer in (first, second) for value in answer.values()]
    tokens = {value for value in answers if isinstance(value, str) and value.startswith("po_")}
    return secrets | tokens | {code, "in-query"} | {c.value for c in cookies if c}


def everything_stored(app: Flask) -> str:
    """Return all rows of all tables as text, bytes as they are and in hex."""
    found: list[str] = []
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                found += [
                    f"{value!r} {value.hex()}" if isinstance(value, bytes) else repr(value)
                    for value in row
                ]
    return "\n".join(found)


@both_databases
def test_no_table_and_no_log_has_any_of_them(
    app: Flask,
    user: CurrentUser,  # noqa: ARG001 -- the user must exist
    logged: io.StringIO,
) -> None:
    secrets = drive(app, register(app))
    kept, written = everything_stored(app), logged.getvalue()
    assert len(secrets) > 15
    assert "flow_step" in Base.metadata.tables
    # The nonce comes back to the client in the ID token: the code has it until it is redeemed.
    assert [secret for secret in secrets - {NONCE} if secret in kept] == []
    assert [secret for secret in secrets if secret in written] == []


@both_databases
def test_the_recorder_and_the_audit_log_have_kept_something_of_it(
    app: Flask,
    user: CurrentUser,  # noqa: ARG001 -- the user must exist
) -> None:
    drive(app, register(app))
    kept = everything_stored(app)
    assert "code_replayed" in kept
    assert "client_secret_wrong" in kept
    assert "sign_in_failed" in kept
