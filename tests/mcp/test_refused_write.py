"""What an operation refuses half-way is undone: nothing of it stays."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

import pytest
from flask import Flask

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.errors import Problem
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.operations import PLUGIN
from plugin_oauth.plugin.tasks.functions import create_task
from plugin_oauth.users.models import CurrentUser
from tests.conftest import ClientAtBaseUrl, both_databases
from tests.databases import SECRET_KEY
from tests.mcp.conftest import Peer


def create_and_refuse(user: CurrentUser, **arguments: Any) -> NoReturn:
    create_task(user, **arguments)
    raise Problem(422, "Unprocessable Content", "Changed my mind.")


def refusing(row: Operation) -> Operation:
    return replace(row, function=create_and_refuse) if row.name == "createTask" else row


@pytest.fixture
def app(database_uri: str) -> Iterator[Flask]:
    settings = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": database_uri}
    operations = tuple(map(refusing, PLUGIN.operations))
    app = create_app(settings, plugin=replace(PLUGIN, operations=operations))
    app.test_client_class = ClientAtBaseUrl
    yield app
    with app.app_context():
        db.engine.dispose()


@both_databases
def test_a_refusal_leaves_nothing_behind(handshake: Peer) -> None:
    refused = handshake.call("createTask", title="Buy milk")
    assert (refused["isError"], refused["content"][0]["text"]) == (True, "Changed my mind.")
    assert handshake.call("listTasks")["structuredContent"]["tasks"] == []
