"""Demo data: two users, the clients the stand-in uses, what the plugin has for them, made once.

What the stand-in needs to sign in goes to instance/demo.env; the database has digests only.
"""

import secrets
from pathlib import Path

from flask import current_app

from plugin_oauth.database import db
from plugin_oauth.demo_accounts import Demo, read_demo, write_demo
from plugin_oauth.host.plugin_model import ACTION, PLUGIN
from plugin_oauth.host.target import Target
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.models import Client
from plugin_oauth.plugin.definition import current_plugin
from plugin_oauth.users.accounts import create_user, find_user
from plugin_oauth.users.models import CurrentUser
from plugin_oauth.users.passwords import hash_password

USERNAME = "demo@example.com"
# Somebody with nothing, so that the stand-in can show that people are kept apart.
SECOND_USERNAME = "friend@example.com"


def stand_in_callback(base_url: str) -> str:
    """Return the redirect URI that the stand-in for ChatGPT uses for the plugin at this address."""
    return Target(base_url).redirect_uri(PLUGIN)


def seed_demo() -> Demo:
    """Make whatever of the demo is missing; what is there stays as it is."""
    instance = Path(current_app.instance_path)
    known = read_demo(instance)
    password = _seed_user(USERNAME, known.password if known else "", is_admin=True)
    second_password = _seed_user(SECOND_USERNAME, known.second_password if known else "")
    _seed_items()
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
    people = (SECOND_USERNAME, second_password)
    demo = Demo(USERNAME, password, *client, *developer, *action, *people)
    if demo != known:
        write_demo(instance, demo)
    return demo


def _seed_user(username: str, known: str, *, is_admin: bool = False) -> str:
    """Return the user's password: the known one, or a new one where none is known."""
    password = known or secrets.token_urlsafe(9)
    user = find_user(username)
    if user is None:
        create_user(username, password, is_admin=is_admin)
    elif not known:
        user.password_hash = hash_password(password)
    return password


def _seed_items() -> None:
    """Give the first user something to find."""
    user = find_user(USERNAME)
    if user is not None:
        for seed in current_plugin().demo:
            seed(CurrentUser(user.id, user.email, user.is_admin))


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
