"""What a call costs: statements, and nothing of what never changes."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from plugin_oauth.database import db
from tests.conftest import both_databases
from tests.mcp.conftest import Peer
from tests.oauth.test_statements import counted


@both_databases
def test_a_call_that_reads_takes_as_many_statements_as_over_http(app: Flask, peer: Peer) -> None:
    peer.call("listTasks")
    with counted(app) as cost:
        peer.call("listTasks")
    assert (len(cost.statements), cost.commits) == (2, 1), cost.statements


@both_databases
def test_a_call_that_writes_takes_two(app: Flask, peer: Peer) -> None:
    peer.call("listTasks")
    with counted(app) as cost:
        peer.call("createTask", title="Buy milk")
    assert (len(cost.statements), cost.commits) == (2, 2), cost.statements


@both_databases
@pytest.mark.parametrize("method", ["ping", "tools/list", "initialize"])
def test_what_is_not_a_call_takes_the_token_check_alone(
    app: Flask, handshake: Peer, method: str
) -> None:
    handshake.send(method)
    with counted(app) as cost:
        handshake.send(method)
    assert len(cost.statements) == 1, cost.statements


def test_only_a_call_that_writes_takes_the_write_lock(app: Flask, handshake: Peer) -> None:
    begins: list[str] = []

    def on_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        begins.extend([statement] if statement.startswith("BEGIN") else [])

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", on_statement)
    handshake.call("listTasks")
    handshake.call("createTask", title="Buy milk")
    assert begins == ["BEGIN", "BEGIN", "BEGIN IMMEDIATE"]
