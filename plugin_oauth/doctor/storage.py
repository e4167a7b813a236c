"""Checks of what is stored: the schema, the engine, signing keys, what the demo has left."""

from pathlib import Path

from plugin_oauth.database import db
from plugin_oauth.demo import SECOND_USERNAME, USERNAME
from plugin_oauth.demo_accounts import FILE
from plugin_oauth.doctor.check import Breach, Check, Deployment, warning
from plugin_oauth.health import is_migrated
from plugin_oauth.oauth.clients import list_clients
from plugin_oauth.oauth.signing_keys import ALGORITHMS, can_sign, list_keys
from plugin_oauth.plugin.http_keys.service_tokens import list_service_tokens
from plugin_oauth.users.accounts import find_user


def schema(_deployment: Deployment) -> Breach | None:
    if not is_migrated():
        return Breach("The database is not at the schema of this version.")
    return None


def engine(_deployment: Deployment) -> Breach | None:
    if db.engine.dialect.name == "sqlite":
        return warning("The database is SQLite: one machine, one writer at a time.")
    return None


def signing_keys(_deployment: Deployment) -> Breach | None:
    able = {row.algorithm for row in list_keys() if can_sign(row)}
    missing = [algorithm for algorithm in ALGORITHMS if algorithm not in able]
    if missing:
        return warning(f"No key of this SECRET_KEY signs {' or '.join(missing)} yet.")
    return None


def credentials(deployment: Deployment) -> Breach | None:
    config = deployment.app.config
    if config["PLUGIN_AUTH"] == "service_http" and not list_service_tokens():
        return Breach("PLUGIN_AUTH is service_http, but no host has a service token.")
    may_come = config["DYNAMIC_REGISTRATION"] != "off" or config["CLIENT_ID_METADATA"]
    if config["PLUGIN_AUTH"] == "oauth" and not may_come and not list_clients():
        return Breach("There is no client, and none can register or be named by its document.")
    return None


def demo(deployment: Deployment) -> Breach | None:
    path = Path(deployment.app.instance_path, FILE)
    if is_migrated() and find_user(USERNAME) is not None:
        return Breach(f"The demo's account {USERNAME} exists, and it is an administrator.")
    if is_migrated() and find_user(SECOND_USERNAME) is not None:
        return Breach(f"The demo's account {SECOND_USERNAME} exists.")
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
        id="signing-keys",
        what="The signing keys were made with this SECRET_KEY.",
        why="Else the first person who signs in waits for keys to be made, once.",
        mend="Run plugin-oauth init; what older keys signed still verifies.",
        look=signing_keys,
    ),
    Check(
        id="credentials",
        what="Hosts can have what they authenticate with.",
        why="Without a client or a token every call is refused.",
        mend="Run plugin-oauth client create or plugin-oauth service-token create.",
        look=credentials,
    ),
    Check(
        id="demo",
        what="Nothing of the demo is left.",
        why="Its password and client secrets lie in a file, and its user is an administrator.",
        mend="Begin with a new instance folder and database: plugin-oauth init, without --demo.",
        look=demo,
    ),
)
