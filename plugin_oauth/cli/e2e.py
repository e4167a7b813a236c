"""plugin-oauth e2e: the stand-in, headless, against any plugin by its URL; needs no app of ours."""

import os
import sys
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import IO, Any

import click
from rich.console import Console

from plugin_oauth.cli.account_options import account_options, find_demo_values
from plugin_oauth.cli.errors import fail
from plugin_oauth.cli.network_options import network_options
from plugin_oauth.cli.own_browser import make_browser
from plugin_oauth.cli.run_documents import DOCUMENTS, find_forms, is_alone, write_documents
from plugin_oauth.host.e2e import play_profiles
from plugin_oauth.host.profiles import PROFILES, Profile
from plugin_oauth.host.report import TextReport
from plugin_oauth.host.target import ENVIRONMENT, BadTarget, Target


@click.command(context_settings={"auto_envvar_prefix": ENVIRONMENT})
@click.argument("url")
@account_options
@click.option("--token", help="A token of the plugin's, if its manifest has people paste one.")
@click.option("--developer-client-id", help="A client that may change verification tokens.")
@click.option("--developer-client-secret", help="Its secret.")
@click.option("--challenge-token", help="What a package's host is to prove itself with.")
@click.option("--authorization-url", help="For Actions, if the OpenAPI document has none.")
@click.option("--token-url", help="For Actions, if the OpenAPI document has none.")
@click.option("--scope", help="For Actions, if not every scope of the document.")
@network_options
@click.option("--second-username", help="Another user, for the drill another-user.")
@click.option("--second-password", help="That user's password.")
@click.option("--code-lifetime", type=int, help="Seconds a code lives, for the drill code-expired.")
@click.option("--restart-command", help="What restarts the server, for the drill restart.")
@click.option("--callback", help="The redirect URI registered, if it is not the host's own.")
@click.option(
    "--browser",
    "by_hand",
    is_flag=True,
    envvar=f"{ENVIRONMENT}_BROWSER",
    help="Sign in yourself, in your own browser, instead of by --username and --password.",
)
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    envvar=f"{ENVIRONMENT}_PROFILE",
    type=click.Choice(list(PROFILES)),
    default=("plugin",),
    show_default=True,
    help="The host to play; may be repeated.",
)
@click.option(
    "--drill",
    "drills",
    multiple=True,
    metavar="NAME",
    envvar=f"{ENVIRONMENT}_DRILL",
    help="Play this failure drill and no other; may be repeated.",
)
@click.option("--no-drills", is_flag=True, help="Play no failure drill.")
@click.option(
    "--format",
    "form",
    envvar=f"{ENVIRONMENT}_FORMAT",
    type=click.Choice(list(DOCUMENTS)),
    help="What to write: text (the default), JSON, JUnit XML or a page that stands alone.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    envvar=f"{ENVIRONMENT}_OUTPUT",
    type=click.File("w", encoding="utf-8", lazy=False),
    help="Write to this file; without --format its ending says what. May be repeated.",
)
def e2e(
    url: str,
    profiles: tuple[str, ...],
    form: str | None,
    outputs: tuple[IO[str], ...],
    accounts: dict[str, Any],
    **given: Any,
) -> None:
    """Play ChatGPT against the plugin at URL: register, sign in, call, refresh, revoke.

    URL is where the plugin is; for Actions it may be the OpenAPI document, for MCP hosts the
    endpoint, for a package a ZIP or a folder.

    Afterwards come the failure drills, what goes wrong in the wild, sent on purpose.

    Prints a line a step; exit status 0 if all is well, 1 if a step failed, 2 for bad input. Every
    option can be given as PLUGIN_OAUTH_E2E_<OPTION>. For the demo on this machine
    (plugin-oauth init --demo) none is needed.

    \b
    Examples:
      plugin-oauth e2e http://localhost:5003
      plugin-oauth e2e http://localhost:5003 --profile action --profile mcp-2026
      plugin-oauth e2e http://localhost:5003 --output report.html --output junit.xml
      plugin-oauth e2e http://localhost:5003 --drill code-replay --drill refresh-parallel
      plugin-oauth e2e https://plugin.example.com --client-id ID --username ada@example.com
    """
    find_forms(form, outputs)
    stream = sys.stderr if is_alone(form, outputs) else sys.stdout
    report = TextReport(Console(file=stream, no_color="NO_COLOR" in os.environ or None))
    played = choose_drills(profiles, given.pop("drills"), no_drills=given.pop("no_drills"))
    browser = make_browser(report) if given.pop("by_hand") else None
    values = accounts | {name: value for name, value in given.items() if value}
    try:
        target = Target(url=url, browser=browser, **(find_demo_values(url) | values))
        record = play_profiles(played, target, report, began=datetime.now(UTC))
    except BadTarget as error:
        fail(str(error))
    write_documents(record, form, outputs)
    sys.exit(0 if record.passed else 1)


def choose_drills(
    profiles: Iterable[str], drills: Collection[str], *, no_drills: bool
) -> dict[str, Profile[Any, Any]]:
    """Return the profiles with the drills that were asked for; ends the command if one is none."""
    played = {name: PROFILES[name] for name in profiles}
    if not drills and not no_drills:
        return played
    known = {drill.name: None for profile in played.values() for drill in profile.drills}
    for drill in drills:
        if drill not in known:
            fail(f"--drill {drill}: there are {', '.join(known)}.")
    return {name: profile.choose_drills(drills) for name, profile in played.items()}
