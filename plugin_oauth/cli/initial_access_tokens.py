"""plugin-oauth initial-access-token: who may register clients where not everybody may."""

import click

from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.output import as_json_option, print_json, print_table
from plugin_oauth.oauth.initial_access_tokens import (
    create_initial_access_token,
    list_initial_access_tokens,
    revoke_initial_access_token,
)

WEEK = 7 * 24 * 3600
YEAR = 366 * 24 * 3600


@click.group("initial-access-token")
def initial_access_token() -> None:
    """Tokens to register clients with, for DYNAMIC_REGISTRATION=token: create, list, revoke."""


@initial_access_token.command()
@click.argument("name")
@click.option(
    "--lifetime",
    default=WEEK,
    show_default=True,
    type=click.IntRange(60, YEAR),
    help="Seconds until it expires.",
)
@as_json_option
@in_app
def create(name: str, lifetime: int, as_json: bool) -> None:
    """Create a token, to be known by NAME, and print it, this once.

    \b
    Example:
      plugin-oauth initial-access-token create "partner onboarding"
    """
    token = create_initial_access_token(name, lifetime)
    if as_json:
        print_json({"name": name, "initial_access_token": token, "expires_in": lifetime})
    else:
        click.echo(f"initial_access_token: {token}")


@initial_access_token.command("list")
@as_json_option
@in_app
def list_all(as_json: bool) -> None:
    """List the tokens by name; what they are is stored as a digest only.

    \b
    Example:
      plugin-oauth initial-access-token list --json
    """
    found = list_initial_access_tokens()
    records = [{"name": one.name, "expires_at": one.expires_at.isoformat()} for one in found]
    if as_json:
        print_json(records)
        return
    rows = [[one["name"], one["expires_at"]] for one in records]
    print_table(["Name", "Expires"], rows, "There are no initial access tokens.")


@initial_access_token.command()
@click.argument("name")
@in_app
def revoke(name: str) -> None:
    """Take the token NAME back; clients that were registered with it stay.

    \b
    Example:
      plugin-oauth initial-access-token revoke "partner onboarding"
    """
    revoke_initial_access_token(name)
    click.echo(f"Revoked {name}.")
