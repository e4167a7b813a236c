"""The command plugin-oauth: every command calls the rooms and holds no rule of its own.

Bad input is one line on standard error and exit status 2. Commands are loaded one by one: the
stand-in and the linter need no app, and must not wait for one.
"""

from typing import TYPE_CHECKING

import click

from plugin_oauth import __version__
from plugin_oauth.cli.lazy_group import LazyGroup, Place

if TYPE_CHECKING:
    from plugin_oauth.cli.context import AppFactory

COMMANDS = {
    "audit": Place(
        "plugin_oauth.cli.records:audit",
        "List the newest security events: who did what, and never a secret.",
    ),
    "client": Place(
        "plugin_oauth.cli.clients:client",
        "Clients: create, list, rotate-secret, add-redirect-uri, preseed, delete.",
    ),
    "db": Place(
        "plugin_oauth.cli.database:db",
        "The database schema: upgrade, current.",
    ),
    "doctor": Place(
        "plugin_oauth.cli.doctor:doctor",
        "Examine this deployment: settings, database, texts, and with --url its public address.",
    ),
    "e2e": Place(
        "plugin_oauth.cli.e2e:e2e",
        "Play ChatGPT against the plugin at URL: register, sign in, call, refresh, revoke.",
    ),
    "flow": Place(
        "plugin_oauth.cli.records:flow",
        "Print the flow FLOW_ID step by step, or the latest flows.",
    ),
    "init": Place(
        "plugin_oauth.cli.database:init",
        "Make everything ready: instance folder, secret key, database schema, signing keys.",
    ),
    "initial-access-token": Place(
        "plugin_oauth.cli.initial_access_tokens:initial_access_token",
        "Tokens to register clients with, for DYNAMIC_REGISTRATION=token: create, list, revoke.",
    ),
    "keys": Place(
        "plugin_oauth.cli.keys:keys",
        "Signing keys: list, rotate.",
    ),
    "lint": Place(
        "plugin_oauth.cli.lint:lint",
        "Hold a plugin against the rules of its hosts.",
    ),
    "package": Place(
        "plugin_oauth.cli.package:package",
        "Files for hosts that want an upload: the plugin package, Copilot's manifest.",
    ),
    "run": Place(
        "plugin_oauth.cli.server:run",
        "Start the development server: one process, a line a request, not for production.",
    ),
    "serve": Place(
        "plugin_oauth.cli.server:serve",
        "Start the production server (granian) with several worker processes.",
    ),
    "service-token": Place(
        "plugin_oauth.cli.service_tokens:service_token",
        "Tokens for hosts, for PLUGIN_AUTH=service_http: create, list, rotate, revoke, delete.",
    ),
    "tokens": Place(
        "plugin_oauth.cli.tokens:tokens",
        "Codes, tokens, sessions and registered clients that are over: purge.",
    ),
    "user": Place(
        "plugin_oauth.cli.users:user",
        "People who may sign in: create, list, disable.",
    ),
    "verification-token": Place(
        "plugin_oauth.cli.verification_tokens:verification_token",
        "Tokens by which a host checks who runs the plugin: set, list, remove.",
    ),
}


@click.group(
    cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="plugin-oauth")
def main() -> None:
    """Let people sign in to your API from ChatGPT.

    \b
    A first look:   plugin-oauth init --demo, then plugin-oauth run
    The whole loop: plugin-oauth e2e http://localhost:5003
    Settings:       instance/config.py, or PLUGIN_OAUTH_<NAME> in the environment
    """


def run_commands(create: "AppFactory") -> None:
    """Run these commands around a plugin of one's own: `python my_plugin.py run`.

    `create` returns its app, and is a function of a module: the workers of `serve` import it again.
    """
    main(obj=create)
