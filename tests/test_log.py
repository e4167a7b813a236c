"""The log holds no secret, whatever is logged and by whom."""

import logging
import socket
from collections.abc import Iterator
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from plugin_oauth.database import db
from plugin_oauth.log import SecretFilter, init_log, mask_secrets
from plugin_oauth.plugin.share_links import make_share_link
from plugin_oauth.plugin.tasks.functions import create_task
from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD, both_databases
from tests.journey import VERIFIER, Journey, form_token, register

TOKEN = "po_at_" + "A" * 43
HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA"


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        (f"token {TOKEN} is known", "token po_at_*** is known"),
        ("po_rt_" + "a-_" * 12, "po_rt_***"),
        ("GET /cb?code=abc&state=x%20y HTTP/1.1", "GET /cb?code=***&state=*** HTTP/1.1"),
        ("code_verifier=abc&client_id=c", "code_verifier=***&client_id=c"),
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ("authorization: basic YWJj==", "authorization: ***"),
        ("{'Authorization': 'Bearer abc'}", "{'Authorization': ***}"),
        ('{"password": "correct horse, \'battery\'"}', '{"password": ***}'),
        ("{'client_secret': 'a b', 'scope': 'c'}", "{'client_secret': ***, 'scope': 'c'}"),
        (
            "MultiDict([('password', 'a b'), ('x', 'y')])",
            "MultiDict([('password', ***), ('x', 'y')])",
        ),
        ("Cookie: session=abc; form=eyJ.x", "Cookie: ***"),
        ("Set-Cookie: form=eyJ.x; Path=/", "Set-Cookie: ***"),
        ("{'Cookie': 'session=abc; form=x', 'a': 'b'}", "{'Cookie': ***, 'a': 'b'}"),
        ("refresh_token = 'abc", "refresh_token = ***"),
        ("SECRET_KEY='abc'", "SECRET_KEY=***"),
        (f"({HASH!r}, 1)", "('$argon2id$***', 1)"),
        ("status_code=200, token_type: Bearer", "status_code=200, token_type: Bearer"),
        ("GET /tasks/1?preview=abc HTTP/1.1", "GET /tasks/1?preview=*** HTTP/1.1"),
        ("the token was refused", "the token was refused"),
        ("statement: SELECT 1", "statement: SELECT 1"),
    ],
)
def test_a_secret_is_masked_and_the_rest_stays(line: str, masked: str) -> None:
    assert mask_secrets(line) == masked


class Lines(logging.Handler):
    """Keeps what the app's own handler would write."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.addFilter(SecretFilter())
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture(autouse=True)
def log() -> Iterator[Lines]:
    """Every logger at DEBUG, from before the app is made."""
    root, handler = logging.getLogger(), Lines()
    names = ["", "authlib", "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "werkzeug"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    # Ours stands first: pytest's handlers are on the root too, and the filter rewrites the record.
    root.handlers.insert(0, handler)
    yield handler
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def settings(log: Lines) -> dict[str, Any]:  # noqa: ARG001 -- loggers first, then the app
    return {}


def walk(app: Flask) -> list[str]:
    """Go the whole way once; return every secret that was on it."""
    journey = Journey(app.test_client(), register(app))
    journey.sign_in(password="a wrong password")
    journey.sign_in()
    form = form_token(journey.http.get(journey.authorize_url()).text)
    code = journey.code()
    journey.redeem(code, code_verifier="x" * 43)
    first = journey.redeem(code).get_json()
    second = journey.refresh(first["refresh_token"]).get_json()
    journey.call(second["access_token"])
    journey.http.post("/token", json={"client_secret": "a JSON secret"})
    journey.http.post("/revoke", data=journey.credentials.body | {"token": second["refresh_token"]})
    journey.call(second["access_token"])
    cookies = [journey.http.get_cookie(name) for name in ("session", "form")]
    return [
        PASSWORD,
        "a wrong password",
        "a JSON secret",
        form,
        code,
        "the state",
        VERIFIER,
        str(journey.credentials.secret),
        *(
            str(answer[name])
            for answer in (first, second)
            for name in answer
            if "token" in name[-5:]
        ),
        *(cookie.value for cookie in cookies if cookie),
    ]


@both_databases
def test_the_whole_way_at_debug_leaves_no_secret_in_the_log(
    app: Flask,
    user: CurrentUser,  # noqa: ARG001 -- the user must exist
    log: Lines,
) -> None:
    secrets = walk(app)
    assert [s for s in secrets if s in log.text or quote(s) in log.text] == []
    assert "$argon2id$v=" not in log.text


@pytest.mark.usefixtures("user")
def test_what_libraries_tell_at_debug_is_really_listened_to(app: Flask, log: Lines) -> None:
    """Else the test above would be about silence."""
    walk(app)
    loggers = {line.split(":")[0].split(".")[0] for line in log.lines}
    assert loggers >= {"sqlalchemy", "authlib"}


def test_a_share_link_leaves_nothing_of_it_in_the_log(
    app: Flask, user: CurrentUser, log: Lines
) -> None:
    with app.app_context():
        task = create_task(user, title="x")
        db.session.commit()
        link = str(make_share_link(f"/tasks/{task.id}", user.id))
    assert app.test_client().get(link).status_code == 200
    assert app.test_client().get(link + "x").status_code == 303
    assert "sqlalchemy" in log.text
    assert link.partition("=")[2] not in log.text


def test_a_traceback_is_masked_too(app: Flask, log: Lines) -> None:
    def boom() -> str:
        raise RuntimeError(f"about {TOKEN} and password='a b'")

    app.add_url_rule("/boom", view_func=boom)
    assert app.test_client().get("/boom?code=abc").status_code == 500
    assert "RuntimeError: about po_at_*** and password=***" in log.text
    assert TOKEN not in log.text


def answer_once(listening: socket.socket, answer: bytes) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(1000)
        connection.sendall(answer)


def test_a_strangers_server_ends_no_line_and_speaks_to_no_terminal(app: Flask, log: Lines) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)
        answer = b"\x1b[2J\r2026-01-01 ERROR: forged\x9b\r\n"
        Thread(target=answer_once, args=(listening, answer), daemon=True).start()
        client_id = f"http://127.0.0.1:{listening.getsockname()[1]}/client.json"
        asked = app.test_client().get("/authorize", query_string={"client_id": client_id})
    assert asked.status_code == 400
    [line] = [line for line in log.lines if "forged" in line]
    assert r"\x1b[2J\r2026-01-01 ERROR: forged\x9b\r\n" in line
    assert line.isprintable()


def test_a_traceback_speaks_to_no_terminal(app: Flask, log: Lines) -> None:
    def boom() -> str:
        raise RuntimeError("\x1b[2J\u202e")

    app.add_url_rule("/boom", view_func=boom)
    assert app.test_client().get("/boom").status_code == 500
    assert r"RuntimeError: \x1b[2J\u202e" in log.text
    assert all(line.isprintable() for line in log.text.split("\n"))


@both_databases
def test_the_error_of_a_statement_shows_no_values(app: Flask, log: Lines) -> None:
    """What was bound to a statement that failed is a digest or an e-mail as often as not."""
    with app.app_context(), pytest.raises(DBAPIError) as failed:
        db.session.execute(text("SELECT :value FROM nothing"), {"value": "a bound value"})
    assert "a bound value" not in str(failed.value)
    assert "a bound value" not in log.text


def test_a_second_app_adds_no_second_handler(app: Flask) -> None:
    before = list(logging.getLogger().handlers)
    init_log(app)
    assert logging.getLogger().handlers == before
    assert app.logger.handlers == []
