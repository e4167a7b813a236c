"""Demo data: a user, the clients the stand-in uses, what the plugin has for them, made once.

What the stand-in needs to sign in is in instance/demo.env, readable by its owner only; the database
has digests and nothing else.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from plugin_oauth.database import db
from plugin_oauth.host.plugin_model import ACTION, PLUGIN
from plugin_oauth.host.target import Target
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.models import Client
from plugin_oauth.plugin.definition import current_plugin
from plugin_oauth.users.accounts import create_user, find_user
from plugin_oauth.users.models import CurrentUser, User
from plugin_oauth.users.passwords import hash_password

FILE = "demo.env"
PREFIX = "PLUGIN_OAUTH_E2E_"
USERNAME = "demo@example.com"


@dataclass(frozen=True, slots=True)
class Demo:
    """The accounts of the demo, as the stand-in takes them."""

    username: str
    password: str
    client_id: str
    client_secret: str
    developer_client_id: str
    developer_client_secret: str
    action_client_id: str = ""
    action_client_secret: str = ""


def read_demo(app: Flask) -> Demo | None:
    """Return the demo's accounts out of the instance folder, or None if it was not seeded."""
    return read_demo_file(Path(app.instance_path))


def read_demo_file(instance: Path) -> Demo | None:
    try:
        lines = Path(instance, FILE).read_text().splitlines()
    except OSError:
        return None
    values = dict(line.split("=", 1) for line in lines if line.startswith(PREFIX))
    named = {name: values.get(PREFIX + name.upper()) for name in Demo.__dataclass_fields__}
    try:
        return Demo(**{name: value for name, value in named.items() if value})
    except TypeError:  # one is missing that was there from the beginning
        return None


def stand_in_callback(base_url: str) -> str:
    """Return the redirect URI that the stand-in for ChatGPT uses for the plugin at this address."""
    return Target(base_url).redirect_uri(PLUGIN)


def seed_demo() -> Demo:
    """Make whatever of the demo is missing; what is there stays as it is."""
    known = read_demo(current_app)
    password = known.password if known else secrets.token_urlsafe(9)
    user = _seed_user(password, is_known=known is not None)
    callback = stand_in_callback(current_app.config["BASE_URL"])
    client = _seed_client(
        NewClient("ChatGPT (stand-in)", "plugin", [callback]),
        (known.client_id, known.client_secret) if known else None,
    )
    developer = _seed_client(
        NewClient(
            "The developer (stand-in)", grant_types=["client_credentials"], scope="plugin.admin"
        ),
        (known.developer_client_id, known.developer_client_secret) if known else None,
    )
    action = _seed_client(
        NewClient(
            "GPT (stand-in)", "action", Target(current_app.config["BASE_URL"]).redirect_uris(ACTION)
        ),
        (known.action_client_id, known.action_client_secret) if known else None,
    )
    demo = Demo(str(user.email), password, *client, *developer, *action)
    if demo != known:
        _write(demo)
    return demo


def _seed_user(password: str, *, is_known: bool) -> User:
    user = find_user(USERNAME)
    if user is None:
        user = create_user(USERNAME, password, is_admin=True)
    elif not is_known:
        user.password_hash = hash_password(password)
    for seed in current_plugin().demo:
        seed(CurrentUser(user.id, user.email, user.is_admin))
    return user


def _seed_client(new: NewClient, known: tuple[str, str] | None) -> tuple[str, str]:
    """Return id and secret: the known ones if the client is still there, else of a new one."""
    found = db.session.get(Client, known[0]) if known else None
    if known is None or found is None:
        made, secret = create_client(new)
        return made.client_id, str(secret)
    # The callback has the address in it: a demo that moved to another port has one more.
    missing = [uri for uri in new.redirect_uris if uri not in found.redirect_uris]
    if missing:
        found.redirect_uris = [*found.redirect_uris, *missing]
    return known


def _write(demo: Demo) -> None:
    path = Path(current_app.instance_path, FILE)
    lines = [f"{PREFIX}{name.upper()}={getattr(demo, name)}" for name in demo.__dataclass_fields__]
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n")
