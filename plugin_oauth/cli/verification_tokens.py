"""plugin-oauth verification-token: what hosts want to see in the manifest."""

import click
from marshmallow import ValidationError

from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.errors import fail
from plugin_oauth.cli.output import as_json_option, print_json, print_table
from plugin_oauth.plugin.schemas import VerificationTokenArguments
from plugin_oauth.plugin.verification_tokens import (
    list_verification_tokens,
    remove_verification_token,
    set_verification_token,
)


@click.group("verification-token")
def verification_token() -> None:
    """Tokens by which a host checks who runs the plugin: set, list, remove."""


@verification_token.command("set")
@click.argument("service")
@click.argument("token")
@in_app
def set_token(service: str, token: str) -> None:
    """Show TOKEN for SERVICE in the manifest from now on.

    \b
    Example:
      plugin-oauth verification-token set openai 0123456789abcdef
    """
    try:
        arguments = VerificationTokenArguments().load({"service": service, "token": token})
    except ValidationError as error:
        name, sentences = next(iter(dict(error.messages_dict).items()))
        fail(f"{name}: {' '.join(sentences)}")
    is_new = set_verification_token(**arguments)
    click.echo(f"{'Added' if is_new else 'Changed'} the token of {service}.")


@verification_token.command("list")
@as_json_option
@in_app
def list_all(as_json: bool) -> None:
    """List the tokens; they are public.

    \b
    Example:
      plugin-oauth verification-token list --json
    """
    tokens = list_verification_tokens()
    if as_json:
        print_json([{"service": found.service, "token": found.token} for found in tokens])
        return
    rows = [[found.service, found.token] for found in tokens]
    print_table(["Service", "Token"], rows, "There are no verification tokens yet.")


@verification_token.command()
@click.argument("service")
@in_app
def remove(service: str) -> None:
    """Take the token of SERVICE out of the manifest.

    \b
    Example:
      plugin-oauth verification-token remove openai
    """
    if not remove_verification_token(service):
        fail(f"there is no token of {service}.")
    click.echo(f"Removed the token of {service}.")
