"""The command plugin-oauth: every command calls the rooms and holds no rule of its own.

Bad input is one line on standard error and exit status 2.
"""

import click

from plugin_oauth import __version__
from plugin_oauth.cli.clients import client
from plugin_oauth.cli.context import AppFactory
from plugin_oauth.cli.database import db, init
from plugin_oauth.cli.doctor import doctor
from plugin_oauth.cli.e2e import e2e
from plugin_oauth.cli.initial_access_tokens import initial_access_token
from plugin_oauth.cli.keys import keys
from plugin_oauth.cli.lint import lint
from plugin_oauth.cli.package import package
from plugin_oauth.cli.records import audit, flow
from plugin_oauth.cli.server import run, serve
from plugin_oauth.cli.service_tokens import service_token
from plugin_oauth.cli.tokens import tokens
from plugin_oauth.cli.users import user
from plugin_oauth.cli.verification_tokens import verification_token


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="plugin-oauth")
def main() -> None:
    """Let people sign in to your API from ChatGPT.

    \b
    A first look:   plugin-oauth init --demo, then plugin-oauth run
    The whole loop: plugin-oauth e2e http://localhost:5003
    Settings:       instance/config.py, or PLUGIN_OAUTH_<NAME> in the environment
    """


for command in (
    run,
    serve,
    init,
    user,
    client,
    keys,
    verification_token,
    package,
    db,
    flow,
    audit,
    doctor,
    e2e,
    lint,
    initial_access_token,
    service_token,
    tokens,
):
    main.add_command(command)


def run_commands(create: AppFactory) -> None:
    """Run these commands around a plugin of one's own: `python my_plugin.py run`.

    `create` returns its app, and is a function of a module: the workers of `serve` import it again.
    """
    main(obj=create)
