"""Races between processes: several workers on one PostgreSQL, and one statement that decides.

The parties prepare their requests in this process, on the same database; then all callers send at
one moment to the production server, each on a connection that it opened before.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import Table, select

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.oauth.models import codes, device_codes, grants, tokens
from plugin_oauth.users.models import CurrentUser
from tests.cli.conftest import COMMAND, Cli
from tests.conftest import ClientAtBaseUrl, StandingClock, make_user
from tests.databases import SECRET_KEY, PostgresqlDatabases
from tests.journey import Journey, form_fields, register
from tests.oauth import devices
from tests.oauth.assertions import JWKS, Signer
from tests.oauth.conftest import Stored
from tests.oauth.proofs import Prover
from tests.processes import Server, free_port, serving

WORKERS = 3
CALLERS = 9
ROUNDS = 4
DEADLINE = 30  # seconds: no request may hang in a lock

Send = Callable[[requests.Session], requests.Response]
AtOnce = Callable[..., list[requests.Response]]


@pytest.fixture(scope="module")
def database_uri(
    postgresql_databases: PostgresqlDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with postgresql_databases.copy(tmp_path_factory.mktemp("races")) as uri:
        yield uri


@pytest.fixture(scope="module")
def server(database_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    environment = Cli(folder / "instance").environment(
        BASE_URL=f"http://localhost:{port}",
        SECRET_KEY=SECRET_KEY,
        SQLALCHEMY_DATABASE_URI=database_uri,
        RATELIMIT_ENABLED="0",
        FLIGHT_RECORDER="0",  # as in production
    )
    command = [COMMAND, "serve", "--workers", str(WORKERS)]
    with serving(command, environment, port, folder / "log") as server:
        yield server


@pytest.fixture(scope="module")
def app(server: Server, database_uri: str) -> Iterator[Flask]:
    """The same deployment, in this process: the parties prepare themselves here."""
    settings = {
        "BASE_URL": server.url,
        "SECRET_KEY": SECRET_KEY,
        "SQLALCHEMY_DATABASE_URI": database_uri,
        "FLIGHT_RECORDER": False,
    }
    app = create_app(settings)
    app.test_client_class = ClientAtBaseUrl
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def user(app: Flask) -> CurrentUser:
    return make_user(app, "ada@example.com")


@pytest.fixture
def clock() -> StandingClock:
    """What signs here must be believed there: it stands at the real time."""
    clock = StandingClock()
    clock.time = datetime.now(UTC)
    return clock


@pytest.fixture
def journey(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    journey = Journey(app.test_client(), register(app))
    journey.sign_in()
    return journey


@pytest.fixture
def stored(app: Flask) -> Stored:
    """Return a function (table) -> its rows, as whoever has the database sees them."""

    def rows(table: Table) -> list[dict[str, Any]]:
        with app.app_context():
            return [dict(row) for row in db.session.execute(select(table)).mappings()]

    return rows


@pytest.fixture(scope="module")
def callers(server: Server) -> Iterator[list[requests.Session]]:
    """Connections that are open and held by more than one process of the server."""
    with ExitStack() as stack:
        sessions = [stack.enter_context(requests.Session()) for _ in range(CALLERS)]
        with ThreadPoolExecutor(CALLERS) as pool:
            statuses = list(pool.map(lambda caller: _open(caller, server), sessions))
        assert statuses == [200] * CALLERS
        if sys.platform == "linux":
            assert len(holders(server)) > 1, "one process has all connections: nothing races"
        yield sessions


def _open(caller: requests.Session, server: Server) -> int:
    caller.trust_env = False  # no proxy of this machine's
    return caller.get(f"{server.url}/healthz", timeout=DEADLINE).status_code


def holders(server: Server) -> set[str]:
    """Return the processes of the server that hold a caller's connection, as Linux sees it."""
    table = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    held = {row[9] for row in table if (row[1][-4:], row[3]) == (f"{server.port:04X}", "01")}
    main = server.process.pid
    return {
        worker
        for worker in Path(f"/proc/{main}/task/{main}/children").read_text().split()
        if held & {link.readlink().name[8:-1] for link in Path(f"/proc/{worker}/fd").iterdir()}
    }


@pytest.fixture
def at_once(callers: list[requests.Session]) -> AtOnce:
    """Return a function that lets every caller send at once: all the same, or each its own."""

    def run(*sends: Send) -> list[requests.Response]:
        barrier = Barrier(CALLERS, timeout=DEADLINE)

        def one(caller: requests.Session, send: Send) -> requests.Response:
            barrier.wait()
            return send(caller)

        each = sends if len(sends) > 1 else sends * CALLERS
        with ThreadPoolExecutor(CALLERS) as pool:
            return list(pool.map(one, callers, each, timeout=DEADLINE))

    return run


def post(url: str, body: Mapping[str, str], **options: Any) -> Send:
    return lambda caller: caller.post(
        url, data=body, timeout=DEADLINE, allow_redirects=False, **options
    )


def outcomes(answers: Sequence[requests.Response]) -> Counter[Any]:
    """Count the answers: success by status alone, refusal by all it says."""
    return Counter(
        answer.status_code if answer.ok else (answer.status_code, *answer.json().values())
        for answer in answers
    )


def one_won(answers: Sequence[requests.Response], *refusal: object) -> requests.Response:
    """Return the winner's answer; fails unless all others were refused in just these words."""
    assert outcomes(answers) == {200: 1, refusal: CALLERS - 1}
    return next(answer for answer in answers if answer.ok)


def test_a_code_is_redeemed_once_and_its_replays_end_the_family(
    server: Server, journey: Journey, at_once: AtOnce, stored: Stored
) -> None:
    for _ in range(ROUNDS):
        body = journey.redemption(journey.code())
        answers = at_once(post(f"{server.url}/token", body))
        won = one_won(answers, 400, "invalid_grant", "The authorization code was used before.")
        assert journey.call(won.json()["access_token"]).status_code == 401
    assert [row for row in stored(grants) if row["revoked_at"] is None] == []


def without_time(answer: requests.Response) -> dict[str, Any]:
    """Return a token answer without the seconds that are left of it: here time goes on."""
    return {name: value for name, value in answer.json().items() if name != "expires_in"}


def test_a_refresh_token_has_one_successor_which_all_callers_get(
    server: Server, journey: Journey, at_once: AtOnce, stored: Stored
) -> None:
    newest = journey.redeem(journey.code()).get_json()
    before = len(stored(tokens))
    for done in range(1, ROUNDS + 1):
        body = {
            "grant_type": "refresh_token",
            "refresh_token": newest["refresh_token"],
            **journey.credentials.body,
        }
        answers = at_once(post(f"{server.url}/token", body))
        assert outcomes(answers) == {200: CALLERS}
        newest, *others = [without_time(answer) for answer in answers]
        assert others == [newest] * (CALLERS - 1)
        assert len(stored(tokens)) == before + done
    assert journey.call(newest["access_token"]).status_code == 200


def test_an_assertion_counts_once(
    server: Server, app: Flask, clock: StandingClock, at_once: AtOnce, stored: Stored
) -> None:
    made = register(
        app,
        auth_methods=["private_key_jwt"],
        grant_types=["client_credentials"],
        scope="tasks.read",
        redirect_uris=[],
        jwks=JWKS,
    )
    signer, before = Signer(made.client_id, clock), len(stored(tokens))
    for _ in range(ROUNDS):
        body = {"grant_type": "client_credentials", **signer.sign(aud=server.url)}
        answers = at_once(post(f"{server.url}/token", body))
        one_won(answers, 401, "invalid_client", "The assertion was used before.")
    assert len(stored(tokens)) == before + ROUNDS


def test_a_device_code_is_redeemed_once(
    server: Server,
    app: Flask,
    user: CurrentUser,  # noqa: ARG001 -- the user must exist
    at_once: AtOnce,
    stored: Stored,
) -> None:
    before = len(stored(grants))
    for _ in range(ROUNDS):
        device = devices.begin(app)
        device.decide("allow")
        body = {
            "grant_type": devices.GRANT_TYPE,
            "device_code": device.codes["device_code"],
            **device.credentials.body,
        }
        answers = at_once(post(f"{server.url}/token", body))
        one_won(answers, 400, "invalid_grant", "The device code was used before.")
    assert len(stored(grants)) == before + ROUNDS
    assert all(row["used_at"] for row in stored(device_codes))


def test_a_pushed_request_is_decided_once(
    server: Server, journey: Journey, at_once: AtOnce, stored: Stored
) -> None:
    """Each caller with a form of its own: only the request itself can tell."""
    before = len(stored(codes))
    for _ in range(ROUNDS):
        sent = journey.parameters | journey.credentials.body | {"prompt": "consent"}
        request_uri = journey.http.post("/par", data=sent).get_json()["request_uri"]
        url = f"/authorize?client_id={journey.credentials.client_id}&request_uri={request_uri}"
        answers = at_once(*(decision(server, journey, url) for _ in range(CALLERS)))
        statuses = Counter(answer.status_code for answer in answers)
        assert statuses == {303: 1, 400: CALLERS - 1}
        refused = [answer.text for answer in answers if answer.status_code == 400]
        assert all("This sign-in has expired, was finished before" in page for page in refused)
    assert len(stored(codes)) == before + ROUNDS


def decision(server: Server, journey: Journey, url: str) -> Send:
    """Open the page; return the sending of its form, allowed, in the same login."""
    form = form_fields(journey.http.get(url).text) | {"decision": "allow"}
    cookies = {
        cookie.key: cookie.value
        for name in ("session", "form")
        if (cookie := journey.http.get_cookie(name))
    }
    return post(f"{server.url}{url}", form, cookies=cookies)


def test_a_proof_counts_once_at_the_api(
    server: Server, journey: Journey, clock: StandingClock, at_once: AtOnce
) -> None:
    prover = Prover(clock)
    proof = {"DPoP": prover.proof("POST", "/token", htu=f"{server.url}/token")}
    answer = journey.http.post("/token", data=journey.redemption(journey.code()), headers=proof)
    token, url = answer.get_json()["access_token"], f"{server.url}/api/tasks"
    for _ in range(ROUNDS):
        headers = prover.at("GET", "/api/tasks", token, htu=url)
        answers = at_once(lambda caller, h=headers: caller.get(url, headers=h, timeout=DEADLINE))
        assert Counter(answer.status_code for answer in answers) == {200: 1, 401: CALLERS - 1}
        challenges = [a.headers["WWW-Authenticate"] for a in answers if a.status_code == 401]
        assert all('error="invalid_dpop_proof"' in challenge for challenge in challenges)


def test_a_proof_counts_once_at_the_token_endpoint_and_the_losers_codes_live_on(
    server: Server, journey: Journey, clock: StandingClock, at_once: AtOnce
) -> None:
    prover, url = Prover(clock), f"{server.url}/token"
    for _ in range(ROUNDS):
        bodies = [journey.redemption(journey.code()) for _ in range(CALLERS)]
        headers = {"DPoP": prover.proof("POST", "/token", htu=url)}
        answers = at_once(*(post(url, body, headers=headers) for body in bodies))
        one_won(answers, 400, "invalid_dpop_proof", "The proof was used before: see jti.")
        lost = [body for body, answer in zip(bodies, answers, strict=True) if not answer.ok]
        assert {journey.http.post("/token", data=body).status_code for body in lost} == {200}
