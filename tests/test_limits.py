"""Guesses are slowed down, and nobody locks another person out."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.extensions import limiter
from plugin_oauth.users.models import CurrentUser
from tests.conftest import PASSWORD
from tests.journey import form_token, register

WRONG = "a wrong password"
SLOW_DOWN = "Too many attempts. Wait a little, then try again."


@pytest.fixture(autouse=True)
def _nothing_counted_yet(app: Flask) -> None:  # noqa: ARG001 -- the app binds the limiter
    limiter.reset()


@dataclass
class Guesser:
    """Somebody at an address, who tries passwords and client secrets."""

    app: Flask
    address: str
    http: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = self.app.test_client()

    def post(self, path: str, **options: Any) -> TestResponse:
        environ = {"REMOTE_ADDR": self.address}
        return self.http.post(path, environ_overrides=environ, **options)

    def log_in(self, email: str, password: str = WRONG) -> TestResponse:
        form = {"username": email, "password": password}
        token = {"csrf_token": form_token(self.http.get("/login").text)}
        return self.post("/login", data=form | token)

    def be_client(self, client_id: str, **options: Any) -> TestResponse:
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": "x"}
        return self.post("/token", **(options or {"data": form}))

    def statuses(self, times: int, email: str = "ada@example.com") -> list[int]:
        return [self.log_in(email).status_code for _ in range(times)]


@pytest.fixture
def guesser(app: Flask, user: CurrentUser) -> Guesser:  # noqa: ARG001 -- the user must exist
    return Guesser(app, "192.0.2.1")


@pytest.fixture
def neighbour(app: Flask) -> Guesser:
    """Somebody at another address."""
    return Guesser(app, "192.0.2.2")


class TestLogin:
    def test_ten_wrong_passwords_and_the_eleventh_has_to_wait(self, guesser: Guesser) -> None:
        assert guesser.statuses(11) == [400] * 10 + [429]

    def test_the_page_says_so_and_until_when(self, guesser: Guesser) -> None:
        guesser.statuses(10)
        answer = guesser.log_in("ada@example.com")
        assert (answer.mimetype, SLOW_DOWN in answer.text) == ("text/html", True)
        assert 1 <= int(answer.headers["Retry-After"]) <= 301

    def test_the_right_password_has_to_wait_too(self, guesser: Guesser) -> None:
        """Else a guesser would learn which guess was right."""
        guesser.statuses(10)
        assert guesser.log_in("ada@example.com", PASSWORD).status_code == 429

    def test_the_person_comes_in_from_another_address(
        self, guesser: Guesser, neighbour: Guesser
    ) -> None:
        guesser.statuses(11)
        assert neighbour.log_in("ada@example.com", PASSWORD).status_code == 303

    @pytest.mark.usefixtures("other_user")
    def test_another_person_comes_in_from_the_same_address(self, guesser: Guesser) -> None:
        guesser.statuses(11)
        assert guesser.log_in("grace@example.com", PASSWORD).status_code == 303

    def test_writing_the_email_differently_gives_no_more_guesses(self, guesser: Guesser) -> None:
        for email in ("ADA@example.com", " ada@example.com", "Ada@Example.com ") * 3:
            guesser.log_in(email)
        assert guesser.statuses(2) == [400, 429]

    @pytest.mark.parametrize("blanks", [240, 250])
    def test_blanks_before_the_email_give_no_more_guesses(
        self, guesser: Guesser, blanks: int
    ) -> None:
        guesser.statuses(10)
        assert guesser.statuses(1, " " * blanks + "ada@example.com") == [429]

    def test_many_emails_from_one_address_are_limited_too(self, guesser: Guesser) -> None:
        token = form_token(guesser.http.get("/login").text)
        statuses = [
            guesser.post(
                "/login",
                data={"username": f"{n}@example.com", "password": "x", "csrf_token": token},
            ).status_code
            for n in range(101)
        ]
        assert statuses == [400] * 100 + [429]

    def test_signing_in_rightly_is_never_counted(self, guesser: Guesser) -> None:
        for _ in range(11):
            assert guesser.log_in("ada@example.com", PASSWORD).status_code == 303
            token = form_token(guesser.http.get("/").text)
            guesser.post("/logout", data={"csrf_token": token})

    def test_looking_at_the_page_is_never_counted(self, guesser: Guesser) -> None:
        guesser.statuses(11)
        assert guesser.http.get("/login").status_code == 200


class TestSignUp:
    def test_an_address_makes_sixty_tries_an_hour(
        self, guesser: Guesser, neighbour: Guesser
    ) -> None:
        token = form_token(guesser.http.get("/signup").text)
        form = {"username": "no e-mail", "password": "x", "csrf_token": token}
        statuses = [guesser.post("/signup", data=form).status_code for _ in range(61)]
        assert statuses == [400] * 60 + [429]
        token = form_token(neighbour.http.get("/signup").text)
        assert neighbour.post("/signup", data=form | {"csrf_token": token}).status_code == 400


class TestClients:
    """300 failures a minute: a secret has 256 bits, only a broken client gets there."""

    def test_a_client_that_fails_all_the_time_is_told_to_slow_down(self, guesser: Guesser) -> None:
        for _ in range(300):
            last = guesser.be_client("broken")
        assert (last.status_code, last.get_json()["error"]) == (401, "invalid_client")
        refused = guesser.be_client("broken")
        assert (refused.status_code, refused.mimetype) == (429, "application/json")
        assert refused.json == {"error": "slow_down", "error_description": SLOW_DOWN}
        assert 1 <= int(refused.headers["Retry-After"]) <= 61

    @pytest.mark.parametrize("path", ["/token", "/revoke"])
    def test_a_client_behind_the_same_address_goes_on(self, guesser: Guesser, path: str) -> None:
        """Hosts call from a few addresses for everybody, in a form, in JSON or with Basic."""
        working = register(guesser.app, host="plugin")
        asked = {"grant_type": "refresh_token", "refresh_token": "x", "token": "x"}
        broken = asked | {"client_id": "broken", "client_secret": "x"}
        for n in range(301):
            sent: dict[str, Any] = {"data": broken} if n % 2 else {"json": broken}
            refused = guesser.post(path, **sent)
        assert refused.status_code == 429
        body = asked | working.body
        answers = [guesser.post(path, data=body), guesser.post(path, json=body)]
        assert 429 not in [answer.status_code for answer in answers]
        assert guesser.post(path, data=asked, auth=("another", "x")).status_code != 429

    def test_a_refusal_that_is_no_guess_is_not_counted(self, guesser: Guesser) -> None:
        """A host that sends stale refresh tokens in a burst proved who it is each time."""
        body = register(guesser.app).body | {"grant_type": "refresh_token", "refresh_token": "x"}
        statuses = {guesser.post("/token", data=body).status_code for _ in range(301)}
        assert statuses == {400}

    def test_spelling_the_id_differently_stores_no_more_requests(self, guesser: Guesser) -> None:
        """What is pushed is kept until it expires, so how much a client pushes is counted."""
        pushed = register(guesser.app)
        asked = {
            "response_type": "code",
            "client_id": pushed.client_id,
            "code_challenge": "a" * 43,
            "code_challenge_method": "S256",
        }
        basic = (pushed.client_id, str(pushed.secret))
        answers = [guesser.post("/par", data=asked, auth=basic) for _ in range(301)]
        assert [answer.status_code for answer in answers] == [201] * 300 + [429]
        first, rest = pushed.client_id[0], pushed.client_id[1:]
        other = (f"%{ord(first):x}{rest}", str(pushed.secret))
        assert guesser.post("/par", data=asked, auth=other).status_code == 429
        in_body = {**asked, **pushed.body, "client_id": ["", pushed.client_id]}
        assert guesser.post("/par", data=in_body).status_code == 429


def test_a_body_that_is_too_large_turns_no_limit_off(guesser: Guesser) -> None:
    guesser.statuses(9)
    for content_type in ("application/json", "application/x-www-form-urlencoded", "text/plain"):
        answer = guesser.post("/token", data="x" * 70_000, content_type=content_type)
        assert answer.status_code == 413
    assert guesser.statuses(2) == [400, 429]


class TestTurnedOff:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"RATELIMIT_ENABLED": False}

    def test_nothing_is_limited(self, guesser: Guesser) -> None:
        assert guesser.statuses(12) == [400] * 12


def closed_port() -> Iterator[int]:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    yield port


def silent_port() -> Iterator[int]:
    """A port that accepts and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


@pytest.mark.parametrize("port", [closed_port, silent_port], ids=["closed", "silent"])
class TestRedisIsAway:
    """The limits are counted by each process alone; nothing else changes."""

    @pytest.fixture
    def settings(
        self, port: Callable[[], Iterator[int]], monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[dict[str, Any]]:
        # The limiter is one for all apps of a process: what it learns here must not stay.
        monkeypatch.setattr(limiter, "_storage_dead", False)
        for number in port():
            yield {"RATELIMIT_STORAGE_URI": f"redis://127.0.0.1:{number}"}

    @pytest.fixture
    def _nothing_counted_yet(self) -> None:
        """There is no storage to be asked."""

    def test_people_come_in_and_guesses_are_still_counted(
        self, guesser: Guesser, neighbour: Guesser
    ) -> None:
        assert guesser.statuses(11) == [400] * 10 + [429]
        assert neighbour.log_in("ada@example.com", PASSWORD).status_code == 303
