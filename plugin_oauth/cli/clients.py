"""plugin-oauth client: the clients that may ask users to sign in."""

from dataclasses import replace
from typing import Any, BinaryIO

import click
from flask import current_app

from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.output import as_json_option, print_json, print_table
from plugin_oauth.config import is_loopback
from plugin_oauth.demo import stand_in_callback
from plugin_oauth.oauth.auth_methods import AUTH_METHODS
from plugin_oauth.oauth.client_id_metadata import preseed_document
from plugin_oauth.oauth.clients import (
    GRANT_TYPES,
    HOSTS,
    NewClient,
    add_redirect_uri,
    create_client,
    delete_client,
    gpt_callbacks,
    list_clients,
    rotate_secret,
)
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.signing_keys import ALGORITHMS, ES256
from plugin_oauth.oauth.strict_json import read_object

MAXIMUM_OVERLAP = 30 * 24 * 3600  # seconds


@click.group()
def client() -> None:
    """Clients: create, list, rotate-secret, add-redirect-uri, preseed, delete."""


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
@click.option(
    "--id-token-alg",
    type=click.Choice(ALGORITHMS),
    default=ES256,
    show_default=True,
    help="What signs its ID tokens.",
)
@click.option(
    "--post-logout-redirect-uri",
    "post_logout_redirect_uris",
    multiple=True,
    help="Where it may send people after signing them out; may be repeated.",
)
@click.option(
    "--resource-server",
    "resource_server_for",
    multiple=True,
    metavar="URI",
    help="It guards this resource and may introspect its tokens; may be repeated.",
)
@click.option("--gpt-id", help="For --host action: the GPT, whose callbacks on both hosts it gets.")
@click.option("--jwks", "jwks_file", type=click.File("rb"), help="Its public keys, a JWK Set.")
@click.option("--jwks-uri", help="Or the https address of that set.")
@as_json_option
@in_app
def create(
    as_json: bool,
    scopes: tuple[str, ...],
    gpt_id: str | None,
    jwks_file: BinaryIO | None,
    **options: Any,
) -> None:
    """Create a client and print its id and, this once, its secret.

    \b
    Examples:
      plugin-oauth client create --name "My site" --redirect-uri https://site.example/callback
      plugin-oauth client create --name ChatGPT --host plugin
      plugin-oauth client create --name "My GPT" --host action --gpt-id g-abc123
      plugin-oauth client create --name Nightly --grant-type client_credentials --scope tasks.read

    On localhost a client of the host plugin gets the stand-in's callback unless you name another.
    A GPT whose id is not known yet gets its callback later: plugin-oauth client add-redirect-uri.
    """
    new = NewClient(scope=" ".join(scopes), jwks=read_jwks(jwks_file), **options)
    if gpt_id:
        new = replace(new, redirect_uris=[*new.redirect_uris, *gpt_callbacks(gpt_id)])
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
@click.option(
    "--overlap",
    default=0,
    show_default=True,
    type=click.IntRange(0, MAXIMUM_OVERLAP),
    help="Seconds for which the old secret still counts.",
)
@as_json_option
@in_app
def rotate(client_id: str, overlap: int, as_json: bool) -> None:
    """Give CLIENT_ID a new secret and print it; the old one ends at once, or after the overlap.

    \b
    Example:
      plugin-oauth client rotate-secret 0123456789abcdef0123456789abcdef --overlap 86400
    """
    secret = rotate_secret(client_id, overlap)
    if as_json:
        print_json({"client_id": client_id, "client_secret": secret})
    else:
        click.echo(f"client_secret: {secret}")


@client.command("add-redirect-uri")
@click.argument("client_id")
@click.argument("uri")
@in_app
def add(client_id: str, uri: str) -> None:
    """Let CLIENT_ID be returned to at URI too.

    \b
    Example:
      plugin-oauth client add-redirect-uri 0123456789abcdef https://site.example/callback
    """
    add_redirect_uri(client_id, uri)
    click.echo(f"{client_id} may be returned to at {uri}.")


@client.command()
@click.argument("document", type=click.File("rb"))
@click.option(
    "--jwks", "jwks_file", type=click.File("rb"), help="The client's JWK Set, if it signs."
)
@in_app
def preseed(document: BinaryIO, jwks_file: BinaryIO | None) -> None:
    """Store the client of a metadata DOCUMENT, a file, so that it is never fetched.

    For servers that cannot reach the host's address. Its client_id is the URL it is named by; run
    it again to change it.

    \b
    Example:
      plugin-oauth client preseed chatgpt.json --jwks chatgpt-keys.json
    """
    click.echo(f"Stored {preseed_document(document.read(), read_jwks(jwks_file))}.")


def read_jwks(file: BinaryIO | None) -> dict[str, Any] | None:
    return read_object(file.read()) if file else None


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
        "resource_server_for": found.resource_server_for,
        "id_token_signed_response_alg": found.id_token_signed_response_alg,
        "post_logout_redirect_uris": found.post_logout_redirect_uris,
        "is_verified": found.is_verified,
        "created_at": found.created_at.isoformat(),
    }
