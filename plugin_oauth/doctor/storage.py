"""Checks of what is stored: the schema, the engine, signing keys, what the demo has left."""

from pathlib import Path

from plugin_oauth.database import db
from plugin_oauth.demo import FILE, USERNAME
from plugin_oauth.doctor.check import Breach, Check, Deployment, warning
from plugin_oauth.health import is_migrated
from plugin_oauth.users.accounts import find_user


def schema(_deployment: Deployment) -> Breach | None:
    if not is_migrated():
        return Breach("The database is not at the schema of this version.")
    return None


def engine(_deployment: Deployment) -> Breach | None:
    if db.engine.dialect.name == "sqlite":
        return warning("The database is SQLite: one machine, one writer at a time.")
    return None


def demo(deployment: Deployment) -> Breach | None:
    path = Path(deployment.app.instance_path, FILE)
    if is_migrated() and find_user(USERNAME) is not None:
        return Breach(f"The demo's account {USERNAME} exists, and it is an administrator.")
    if path.exists():
        return Breach(f"{path} is there: the demo's passwords and client secrets.")
    return None


STORAGE_CHECKS = (
    Check(
        id="schema",
        what="The database is migrated to this version.",
        why="Requests fail on tables and columns that are not there.",
        mend="Run plugin-oauth db upgrade.",
        look=schema,
    ),
    Check(
        id="engine",
        what="The database is one that several machines can share.",
        why="SQLite is a file: a second machine cannot use it, and writers wait for each other.",
        mend="Set SQLALCHEMY_DATABASE_URI to postgresql://..., or stay on one machine and know it.",
        look=engine,
    ),
    Check(
        id="demo",
        what="Nothing of the demo is left.",
        why="Its password and client secrets lie in a file, and its user is an administrator.",
        mend="Begin with a new instance folder and database: plugin-oauth init, without --demo.",
        look=demo,
    ),
)
