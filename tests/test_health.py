"""Health for operators: is it there, and can it do its work."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade
from sqlalchemy import text

from plugin_oauth.database import db
from tests.conftest import both_databases


def test_the_process_answers(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@both_databases
def test_a_migrated_database_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    expected = {"status": "ok", "database": "reachable and migrated"}
    assert (answer.status_code, answer.json) == (200, expected)


@both_databases
@pytest.mark.parametrize("revision", ["base", "0000", None])
def test_a_database_of_another_version_is_not_ready(
    app: Flask, client: FlaskClient, revision: str | None
) -> None:
    """Emptied, of a version nobody knows, or one that never saw a migration."""
    with app.app_context():
        if revision == "base":
            downgrade(revision="base")
        elif revision:
            statement = text("UPDATE alembic_version SET version_num = :r")
            db.session.execute(statement, {"r": revision})
        else:
            db.session.execute(text("DROP TABLE alembic_version"))
        db.session.commit()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.get_json(force=True)["detail"] == (
        "The database is not migrated to this version."
    )


def test_health_asks_nobody_who_they_are(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"Authorization": "Bearer x"}).status_code == 200
    assert "Set-Cookie" not in client.get("/healthz").headers
