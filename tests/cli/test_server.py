"""plugin-oauth run, serve and e2e: they start, answer, and leave nothing behind."""

import re
import signal
import socket
from pathlib import Path

import pytest
import requests

from tests.cli.conftest import COMMAND, Cli
from tests.host.fake_plugin import FakePlugin, serve
from tests.processes import free_port, serving


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_run_answers_and_stops(cli: Cli, tmp_path: Path, how: signal.Signals) -> None:
    port = free_port()
    with serving([COMMAND, "run"], cli.environment(), port, tmp_path / "log") as server:
        assert requests.get(f"{server.url}/healthz", timeout=10).json() == {"status": "ok"}
        server.stop(how)
        assert not server.has_orphans()


def test_run_tells_a_newcomer_everything_and_no_query_string(cli: Cli, tmp_path: Path) -> None:
    """The base URL follows the port; what a browser asks for is told without codes and states."""
    demo = (cli.instance / "demo.env").read_text()
    [password] = re.findall("^PLUGIN_OAUTH_E2E_PASSWORD=(.+)$", demo, re.MULTILINE)
    port = free_port()
    with serving([COMMAND, "run"], cli.environment(), port, tmp_path / "log") as server:
        issuer = requests.get(f"{server.url}/.well-known/oauth-authorization-server", timeout=10)
        requests.get(f"{server.url}/login?code=a-code&state=a-state", timeout=10)
        server.stop(signal.SIGINT)
        output = server.output
    assert issuer.json()["issuer"] == f"http://localhost:{port}"
    told = [f"http://localhost:{port}/docs", "demo@example.com", password, "200  GET /login"]
    assert [line for line in told if line not in output] == []
    assert "a-code" not in output


def send(port: int, line: bytes) -> bytes:
    """Return the answer to a request line."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        with connection.makefile("rb") as answer:
            return answer.read()


def test_run_is_not_spoken_through_nor_broken_by_what_is_no_request(
    cli: Cli, tmp_path: Path
) -> None:
    """Any page may have a browser send a request here: its path must not steer the terminal."""
    port = free_port()
    with serving([COMMAND, "run"], cli.environment(), port, tmp_path / "log") as server:
        assert b" 404 " in send(port, b"GET /\x1b]0;title\x07\x9b2J HTTP/1.1")
        assert b"Error code: 400" in send(port, b"GET \x1b[2J / HTTP/1.1")
        assert b"Error code: 400" in send(port, b"GET / HTTP/none")
        server.stop(signal.SIGINT)
        output = server.output
    assert "404  GET /\\x1b]0;title\\x07\\x9b2J\n" in output
    assert output.count("400  no HTTP\n") == 2
    assert not {"\x1b", "\x07", "\x9b"} & set(output)
    assert "Traceback" not in output


def test_e2e_plays_against_the_running_demo_and_tells_a_line_a_step(
    cli: Cli, tmp_path: Path
) -> None:
    port = free_port()
    assert cli("init", "--demo", BASE_URL=f"http://localhost:{port}").status == 0
    with serving([COMMAND, "run"], cli.environment(), port, tmp_path / "log") as server:
        done = cli.process("e2e", server.url, "--no-drills")
    assert (done.status, done.err) == (0, "")
    marks = re.findall(r"^(ok|warn|fail|skip)\b", done.out, re.MULTILINE)
    assert (len(marks) > 10, set(marks)) == (True, {"ok"})
    assert re.search(r"^passed: \d+ ok, 0 with warnings, 0 failed, 0 skipped$", done.out, re.M)


def test_e2e_without_a_server_fails_in_words(cli: Cli) -> None:
    done = cli("e2e", f"http://localhost:{free_port()}")
    assert (done.status, done.err) == (1, "")
    assert re.search(r"^fail\b.*manifest", done.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["not a url"], "cannot be a plugin's address"),
        (["http://localhost:1/path"], "leave the path away"),
    ],
)
def test_e2e_with_bad_input_is_one_line(cli: Cli, arguments: list[str], words: str) -> None:
    assert words in cli("e2e", *arguments).complaint


def test_e2e_without_the_credentials_that_the_plugin_needs_says_so_and_ends(
    cli: Cli, tmp_path: Path
) -> None:
    with serve(FakePlugin()) as plugin:
        done = cli("e2e", plugin.origin, INSTANCE_PATH=str(tmp_path))
    assert done.status == 2
    assert done.err.startswith("plugin-oauth: A client id and a client secret are needed")


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_port_in_use_is_one_line(cli: Cli, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = cli(command, "--bind", f"127.0.0.1:{port}").complaint
    assert line == (f"port {port} is in use: stop what runs there, or choose another with --bind.")


@pytest.mark.parametrize(
    ("bind", "line"),
    [
        (
            "localhost",
            "--bind takes an address and a port, like 127.0.0.1:5003; it is 'localhost'.",
        ),
        (":0", "--bind takes an address and a port, like 127.0.0.1:5003; it is ':0'."),
        ("127.0.0.1:http", "--bind takes an address and a port"),
        ("127.0.0.1:65536", "--bind takes an address and a port"),
        ("192.0.2.1:5003", "cannot listen on 192.0.2.1:5003: Cannot assign requested address."),
        ("no such host:5003", "cannot listen on no such host:5003: "),
    ],
)
def test_an_address_that_cannot_be_is_one_line(cli: Cli, bind: str, line: str) -> None:
    assert cli("run", "--bind", bind).complaint.startswith(line)


@pytest.mark.parametrize("command", ["run", "serve"])
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("BASE_URL", "plugin.example.com"),
        ("SQLALCHEMY_DATABASE_URI", "postgresql://me:s3cret@h:port/x"),
        ("RATELIMIT_STORAGE_URI", "redis://:s3cret@h:port"),
    ],
)
def test_a_wrong_setting_is_one_line(cli: Cli, command: str, setting: str, value: str) -> None:
    bind = f"127.0.0.1:{free_port()}"
    line = cli(command, "--bind", bind, **{setting: value}).complaint
    assert line.startswith(f"{setting} must ")
    assert "s3cret" not in line


@pytest.mark.parametrize(
    ("database_uri", "how"),
    [("sqlite", signal.SIGTERM), ("postgresql", signal.SIGINT)],
    indirect=["database_uri"],
)
def test_serve_answers_with_two_workers_and_stops(
    cli: Cli, tmp_path: Path, database_uri: str, how: signal.Signals
) -> None:
    environment = cli.environment(SQLALCHEMY_DATABASE_URI=database_uri)
    command = [COMMAND, "serve", "--workers", "2"]
    with serving(command, environment, free_port(), tmp_path / "log") as server:
        ready = requests.get(f"{server.url}/readyz", timeout=10).json()
        assert server.stop(how) == 0
        assert not server.has_orphans()
    assert ready == {"status": "ok", "database": "reachable and migrated"}
    assert "Traceback" not in server.output
