"""The production server on PostgreSQL: several processes that act as one."""

import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pytest
import requests
from valkey import Valkey
from valkey.exceptions import ConnectionError as ValkeyConnectionError

from plugin_oauth.demo_accounts import Demo, read_demo
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Mark
from plugin_oauth.host.target import Target
from tests.cli.conftest import COMMAND, Cli
from tests.databases import PostgresqlDatabases, require
from tests.processes import Server, free_port, serving

REDIS = os.environ.get("PLUGIN_OAUTH_TEST_REDIS", "valkey://127.0.0.1:6379/15")


def forget_limits(server: Valkey) -> None:
    for key in server.scan_iter("LIMITS*"):
        server.delete(key)


@pytest.fixture(scope="module")
def redis() -> Iterator[str]:
    """A Redis in which nothing of ours is counted, before and after."""
    with Valkey.from_url(REDIS, socket_connect_timeout=2) as server:
        try:
            forget_limits(server)
        except ValkeyConnectionError:
            require("redis", "apt-get install redis-server, or set PLUGIN_OAUTH_TEST_REDIS")
        yield REDIS
        forget_limits(server)


@dataclass(frozen=True)
class Deployment:
    """A production server with the demo's accounts."""

    server: Server
    demo: Demo


@pytest.fixture(scope="module")
def deployment(
    postgresql_databases: PostgresqlDatabases, redis: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Three workers on one database and one Redis."""
    folder, port = tmp_path_factory.mktemp("deployment"), free_port()
    cli = Cli(folder / "instance")
    with postgresql_databases.copy(folder) as database_uri:
        settings = {
            "BASE_URL": f"http://localhost:{port}",
            "SQLALCHEMY_DATABASE_URI": database_uri,
            "RATELIMIT_STORAGE_URI": redis,
        }
        assert cli.process("init", "--demo", **settings).status == 0
        demo = read_demo(cli.instance)
        assert demo
        command, environment = [COMMAND, "serve", "--workers", "3"], cli.environment(**settings)
        with serving(command, environment, port, folder / "log") as server:
            yield Deployment(server, demo)


def test_the_stand_in_goes_the_whole_way_across_processes(deployment: Deployment) -> None:
    target = Target(url=deployment.server.url, **asdict(deployment.demo))
    story = PROFILES["plugin"].choose_drills([]).play(target, lambda _result: None)
    assert [(r.name, r.mark, r.failure) for r in story.results if r.mark is not Mark.OK] == []


def test_guesses_are_counted_once_for_all_processes(deployment: Deployment) -> None:
    """Else each of the three would count to ten by itself."""
    login = f"{deployment.server.url}/login"
    page = requests.get(login, timeout=10)
    [token] = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
    form = {"username": "nobody@example.com", "password": "a guess", "csrf_token": token}
    statuses = [
        requests.post(login, data=form, cookies=page.cookies, timeout=10).status_code
        for _ in range(12)
    ]
    assert statuses == [400] * 10 + [429] * 2
