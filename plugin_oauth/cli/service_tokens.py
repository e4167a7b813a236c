"""plugin-oauth service-token: what hosts send where PLUGIN_AUTH is service_http."""

import click
from flask import current_app

from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.output import as_json_option, print_json, print_table
from plugin_oauth.clock import now
from plugin_oauth.plugin.http_keys.models import ServiceToken
from plugin_oauth.plugin.http_keys.service_tokens import (
    create_service_token,
    delete_service_token,
    list_service_tokens,
    revoke_service_token,
    rotate_service_token,
)

WEEK = 7 * 24 * 3600


@click.group("service-token")
def service_token() -> None:
    """Tokens for hosts, for PLUGIN_AUTH=service_http: create, list, rotate, revoke, delete."""


@service_token.command()
@click.argument("name")
@click.option("--scope", multiple=True, help="What it may do; the usual scopes if left out.")
@as_json_option
@in_app
def create(name: str, scope: tuple[str, ...], as_json: bool) -> None:
    """Create a token, to be known by NAME, and print it, this once.

    Requests that carry it act for an account of its own.

    \b
    Example:
      plugin-oauth service-token create chatgpt
    """
    made, token = create_service_token(name, scope)
    _print_token(token, name, made.scope, as_json=as_json)


@service_token.command("list")
@as_json_option
@in_app
def list_all(as_json: bool) -> None:
    """List the tokens by name; what they are is stored as a digest only.

    \b
    Example:
      plugin-oauth service-token list --json
    """
    records = [_record(found) for found in list_service_tokens()]
    if as_json:
        print_json(records)
        return
    rows = [[str(value) if value is not None else "-" for value in r.values()] for r in records]
    columns = ["Name", "State", "Scope", "Created", "Last used"]
    print_table(columns, rows, "There are no service tokens.")


@service_token.command()
@click.argument("name")
@click.option(
    "--overlap",
    default=0,
    show_default=True,
    type=click.IntRange(0, WEEK),
    help="Seconds for which the old token still counts.",
)
@as_json_option
@in_app
def rotate(name: str, overlap: int, as_json: bool) -> None:
    """Give NAME a new token and print it, this once; a revoked one is in use again.

    \b
    Example:
      plugin-oauth service-token rotate chatgpt --overlap 3600
    """
    token = rotate_service_token(name, overlap)
    _print_token(token, name, None, as_json=as_json)


@service_token.command()
@click.argument("name")
@in_app
def revoke(name: str) -> None:
    """Refuse the token NAME from now on; what its account has stays.

    \b
    Example:
      plugin-oauth service-token revoke chatgpt
    """
    revoke_service_token(name)
    click.echo(f"Revoked {name}.")


@service_token.command()
@click.argument("name")
@in_app
def delete(name: str) -> None:
    """Delete the token NAME, with its account and everything in it.

    \b
    Example:
      plugin-oauth service-token delete chatgpt
    """
    delete_service_token(name)
    click.echo(f"Deleted {name}.")


def _print_token(token: str, name: str, scope: str | None, *, as_json: bool) -> None:
    if as_json:
        print_json({"name": name, "service_token": token} | ({"scope": scope} if scope else {}))
    else:
        click.echo(f"service_token: {token}")
    if (form := current_app.config["PLUGIN_AUTH"]) != "service_http":
        click.echo(f"It counts when PLUGIN_AUTH is service_http; it is {form}.", err=True)


def _record(found: ServiceToken) -> dict[str, str | None]:
    is_overlapping = found.previous_ends_at is not None and found.previous_ends_at > now()
    state = "revoked" if found.digest is None else "overlapping" if is_overlapping else "live"
    return {
        "name": found.name,
        "state": state,
        "scope": found.scope,
        "created_at": found.created_at.isoformat(),
        "last_used_at": found.last_used_at.isoformat() if found.last_used_at else None,
    }
