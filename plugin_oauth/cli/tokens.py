"""plugin-oauth tokens: housekeeping of everything that expires."""

import click

from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.output import as_json_option, print_json, print_table
from plugin_oauth.oauth.purge import purge
from plugin_oauth.plugin.purge import PLUGIN_STEPS


@click.group()
def tokens() -> None:
    """Codes, tokens, sessions and registered clients that are over: purge."""


@tokens.command("purge")
@as_json_option
@in_app
def purge_all(as_json: bool) -> None:
    """Remove what has expired or ended, in small batches; run it daily, at any time.

    A client with a live sign-in stays, and so does every client that a developer made.

    \b
    Example:
      plugin-oauth tokens purge
    """
    removed = purge(PLUGIN_STEPS)
    if as_json:
        print_json(removed)
        return
    rows = [[name, str(count)] for name, count in removed.items() if count]
    print_table(["Removed", "Rows"], rows, "There was nothing to remove.")
