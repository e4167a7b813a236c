"""plugin-oauth client: the clients that may ask users to sign in."""

from dataclasses import replace
from typing import Any

import click
from flask import current_app

from plugin_oauth.cli.context import as_json_option, in_app, print_json, print_table
from plugin_oauth.config import is_loopback
from plugin_oauth.demo import stand_in_callback
from plugin_oauth.oauth.client_auth import AUTH_METHODS
from plugin_oauth.oauth.clients import (
    GRANT_TYPES,
    HOSTS,
    NewClient,
    create_client,
    delete_client,
    list_clients,
    rotate_secret,
)
from plugin_oauth.oauth.models import Client


@click.group()
def client() -> None:
    """Clients that may ask users to sign in: create, list, rotate-secret, delete."""


@client.command()
@click.option("--name", required=True, help="Shown to people on the consent page.")
@click.option("--redirect-uri", "redirect_uris", multiple=True, help="Where it may be returned to.")
@click.option(
    "--grant-type",
    "grant_types",
    multiple=True,
    type=click.Choice(GRANT_TYPES),
    help="Default: authorization_code and refresh_token.",
)
@click.option(
    "--scope", "scopes", multiple=True, help="What it gets if it asks for none; may be repeated."
)
@click.option(
    "--auth-method",
    "auth_methods",
    multiple=True,
    type=click.Choice(AUTH_METHODS),
    help="How it proves itself; none makes a public client.",
)
@click.option(
    "--host",
    type=click.Choice(list(HOSTS)),
    default="generic",
    show_default=True,
    help="Whose client it is: plugin and action may leave PKCE out, plugin may send JSON.",
)
@as_json_option
@in_app
def create(as_json: bool, scopes: tuple[str, ...], **options: Any) -> None:
    """Create a client and print its id and, this once, its secret.

    \b
    Examples:
      plugin-oauth client create --name "My site" --redirect-uri https://site.example/callback
      plugin-oauth client create --name ChatGPT --host plugin
      plugin-oauth client create --name Nightly --grant-type client_credentials --scope tasks.read

    On localhost a client of the host plugin gets the stand-in's callback unless you name another.
    """
    new = NewClient(scope=" ".join(scopes), **options)
    if new.host == "plugin" and not new.redirect_uris and is_loopback(base_url()):
        new = replace(new, redirect_uris=[stand_in_callback(base_url())])
    made, secret = create_client(new)
    if as_json:
        print_json(_record(made) | ({"client_secret": secret} if secret else {}))
        return
    click.echo(f"client_id:     {made.client_id}")
    if secret:
        click.echo(f"client_secret: {secret}")
        click.echo("The secret is stored as a digest only and cannot be shown again.", err=True)


def base_url() -> str:
    return str(current_app.config["BASE_URL"])


@client.command("list")
@as_json_option
@in_app
def list_all(as_json: bool) -> None:
    """List the clients.

    \b
    Example:
      plugin-oauth client list --json
    """
    clients = list_clients()
    if as_json:
        print_json([_record(found) for found in clients])
        return
    rows = [
        [found.client_id, found.name, found.host, " ".join(found.auth_methods), found.scope or "-"]
        for found in clients
    ]
    print_table(["Client id", "Name", "Host", "Proves itself by", "Scope"], rows, "No clients yet.")


@client.command("rotate-secret")
@click.argument("client_id")
@as_json_option
@in_app
def rotate(client_id: str, as_json: bool) -> None:
    """Give CLIENT_ID a new secret and print it; the old one ends at once.

    \b
    Example:
      plugin-oauth client rotate-secret 0123456789abcdef0123456789abcdef
    """
    secret = rotate_secret(client_id)
    if as_json:
        print_json({"client_id": client_id, "client_secret": secret})
    else:
        click.echo(f"client_secret: {secret}")


@client.command()
@click.argument("client_id")
@click.confirmation_option(prompt="Delete the client and everything users allowed it?")
@in_app
def delete(client_id: str) -> None:
    """Delete CLIENT_ID; its tokens end at once.

    \b
    Example:
      plugin-oauth client delete 0123456789abcdef0123456789abcdef
    """
    delete_client(client_id)
    click.echo(f"Deleted {client_id}.")


def _record(found: Client) -> dict[str, object]:
    return {
        "client_id": found.client_id,
        "name": found.name,
        "host": found.host,
        "auth_methods": found.auth_methods,
        "redirect_uris": found.redirect_uris,
        "grant_types": found.grant_types,
        "scope": found.scope,
        "requires_pkce": found.requires_pkce,
        "created_at": found.created_at.isoformat(),
    }
