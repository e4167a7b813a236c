"""plugin-oauth e2e: the stand-in, headless, against any plugin by its URL; needs no app of ours."""

import os
import sys

import click
from rich.console import Console

from plugin_oauth.cli.context import fail
from plugin_oauth.config import instance_path, is_loopback
from plugin_oauth.demo import Demo, read_demo_file
from plugin_oauth.host.e2e import main_profile
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.target import BadTarget, Target

ENVIRONMENT = "PLUGIN_OAUTH_E2E"


@click.command(context_settings={"auto_envvar_prefix": ENVIRONMENT})
@click.argument("url")
@click.option("--client-id", help="The client made for the stand-in at the plugin.")
@click.option(
    "--client-secret", help="Its secret. Better in the environment than on the command line."
)
@click.option("--username", help="A user who may sign in.")
@click.option("--password", help="The user's password.")
@click.option("--token", help="A token of the plugin's, if its manifest has people paste one.")
@click.option("--developer-client-id", help="A client that may change verification tokens.")
@click.option("--developer-client-secret", help="Its secret.")
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Choice(list(PROFILES)),
    default=("plugin",),
    show_default=True,
    help="The host to play; may be repeated.",
)
def e2e(url: str, profiles: tuple[str, ...], **given: str | None) -> None:
    """Play ChatGPT against the plugin at URL: register, sign in, call, refresh, revoke.

    Prints a line a step; exit status 0 if all is well, 1 if a step failed, 2 for bad input. Every
    option can be given as PLUGIN_OAUTH_E2E_<OPTION>. For the demo on this machine
    (plugin-oauth init --demo) none is needed.

    \b
    Examples:
      plugin-oauth e2e http://localhost:5003
      plugin-oauth e2e https://plugin.example.com --client-id ID --username ada@example.com
    """
    values = {name: value for name, value in given.items() if value}
    try:
        target = Target(url=url, **(_demo_values(url) | values))
        console = Console(no_color="NO_COLOR" in os.environ or None)
        statuses = [main_profile(PROFILES[profile], target, console) for profile in profiles]
    except BadTarget as error:
        fail(str(error))
    sys.exit(max(statuses))


def _demo_values(url: str) -> dict[str, str]:
    """The demo's accounts, if the URL is on this machine: they are worth nothing elsewhere."""
    demo = read_demo_file(instance_path()) if is_loopback(url) else None
    return {name: getattr(demo, name) for name in Demo.__dataclass_fields__} if demo else {}
