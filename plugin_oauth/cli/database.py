"""plugin-oauth init and db: instance folder, secret key, schema, signing keys, demo data."""

import os
import secrets
from pathlib import Path

import click
from flask import current_app
from flask_migrate import current, upgrade

from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.errors import fail
from plugin_oauth.config import SECRET_KEY_FILE
from plugin_oauth.demo import seed_demo
from plugin_oauth.instance import instance_path
from plugin_oauth.oauth.signing_keys import make_missing_keys

SECRET_KEY_BYTES = 32


@click.command()
@click.option(
    "--demo", is_flag=True, help="Also a demo user, the stand-in's clients and some data."
)
def init(demo: bool) -> None:
    """Make everything ready: instance folder, secret key, database schema, signing keys.

    Run it as often as you like; what is there stays as it is.

    \b
    Examples:
      plugin-oauth init
      plugin-oauth init --demo
    """
    os.umask(0o077)  # the database has password hashes: its file is for its owner only
    try:
        _make_instance()
    except OSError as error:
        fail(f"cannot write {error.filename}: {error.strerror}.")
    _set_up(demo)


@in_app
def _set_up(demo: bool) -> None:
    upgrade()
    make_missing_keys()
    if demo:
        seed_demo()
    click.echo(f"Ready: {current_app.instance_path}")


def _make_instance() -> None:
    folder = instance_path()
    folder.mkdir(parents=True, exist_ok=True)
    key = Path(folder, SECRET_KEY_FILE)
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(SECRET_KEY_BYTES) + "\n")


@click.group()
def db() -> None:
    """The database schema: upgrade, current."""


@db.command("upgrade")
@in_app
def upgrade_schema() -> None:
    """Bring the schema up to this version; several processes may do so at once.

    \b
    Example:
      plugin-oauth db upgrade
    """
    upgrade()
    click.echo("The schema is up to date.")


@db.command("current")
@in_app
def show_current() -> None:
    """Print the schema's revision.

    \b
    Example:
      plugin-oauth db current
    """
    current()
