"""plugin-oauth e2e: the stand-in, headless, against any plugin by its URL; needs no app of ours."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click
from rich.console import Console

from plugin_oauth.cli.context import fail
from plugin_oauth.cli.network_options import network_options
from plugin_oauth.config import instance_path, is_loopback
from plugin_oauth.demo import Demo, read_demo_file
from plugin_oauth.host.e2e import play_profiles
from plugin_oauth.host.package import is_for_loopback
from plugin_oauth.host.persons_browser import PersonsBrowser
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.record import Record
from plugin_oauth.host.report import TextReport, render_text
from plugin_oauth.host.report_html import render_html
from plugin_oauth.host.report_json import render_json
from plugin_oauth.host.report_junit import render_junit
from plugin_oauth.host.target import ENVIRONMENT, BadTarget, Target

TEXT = "text"
DOCUMENTS: dict[str, Callable[[Record], str]] = {
    TEXT: render_text,
    "json": render_json,
    "junit": render_junit,
    "html": render_html,
}
# What says that there is a screen. Without one, a browser would be a text browser in the way.
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
ENDINGS = {".txt": TEXT, ".json": "json", ".xml": "junit", ".html": "html", ".htm": "html"}


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
@click.option("--action-client-id", help="The client for a GPT with Actions, if it is another.")
@click.option("--action-client-secret", help="Its secret.")
@click.option("--mcp-client-id", help="A client for MCP hosts, if they are not to register.")
@click.option("--mcp-client-secret", help="Its secret, if it has one.")
@click.option("--challenge-token", help="What a package's host is to prove itself with.")
@click.option("--document-url", help="The origin at which others reach the client document.")
@click.option("--document-port", help="The port of this machine at which it is served.")
@click.option("--authorization-url", help="For Actions, if the OpenAPI document has none.")
@click.option("--token-url", help="For Actions, if the OpenAPI document has none.")
@click.option("--scope", help="For Actions, if not every scope of the document.")
@network_options
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
    by_hand: bool,
    profiles: tuple[str, ...],
    form: str | None,
    outputs: tuple[IO[str], ...],
    **given: Any,
) -> None:
    """Play ChatGPT against the plugin at URL: register, sign in, call, refresh, revoke.

    Prints a line a step; exit status 0 if all is well, 1 if a step failed, 2 for bad input. Every
    option can be given as PLUGIN_OAUTH_E2E_<OPTION>. For the demo on this machine
    (plugin-oauth init --demo) none is needed.

    \b
    Examples:
      plugin-oauth e2e http://localhost:5003
      plugin-oauth e2e http://localhost:5003 --output report.html --output junit.xml
      plugin-oauth e2e https://plugin.example.com --client-id ID --username ada@example.com
    """
    values = {name: value for name, value in given.items() if value}
    forms = [form or find_form(output.name) for output in outputs]
    # A document on standard output is alone there; the story goes where errors go.
    is_document = not outputs and form not in {None, TEXT}
    report = TextReport(make_console(sys.stderr if is_document else sys.stdout))
    played = {profile: PROFILES[profile] for profile in profiles}
    try:
        browser = make_browser(report) if by_hand else None
        target = Target(url=url, browser=browser, **(_demo_values(url) | values))
        record = play_profiles(played, target, report, began=datetime.now(UTC))
    except BadTarget as error:
        fail(str(error))
    if is_document:
        click.echo(DOCUMENTS[form or TEXT](record), nl=False)
    for output, wanted in zip(outputs, forms, strict=True):
        output.write(DOCUMENTS[wanted](record))
    sys.exit(0 if record.passed else 1)


def find_form(name: str) -> str:
    """Return the form that a file's ending stands for; ends the command if it is none."""
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        fail(f"{name} does not end in {', '.join(ENDINGS)}; say --format as well.")
    return ENDINGS[ending]


def make_console(file: IO[str]) -> Console:
    return Console(file=file, no_color="NO_COLOR" in os.environ or None)


def make_browser(report: TextReport) -> PersonsBrowser:
    """Return the person at this terminal, and their browser if there is a screen to show it on."""
    has_screen = sys.platform in {"darwin", "win32"} or any(map(os.environ.get, SCREENS))

    def show(url: str) -> None:
        report.pause()
        click.echo(f"Sign in here: {url}", err=True)
        if has_screen:
            click.launch(url)

    def ask(question: str) -> str:
        return str(click.prompt(question, err=True))

    return PersonsBrowser(show, ask)


def _demo_values(url: str) -> dict[str, str]:
    """The demo's accounts, if the URL is on this machine: they are worth nothing elsewhere."""
    is_here = is_loopback(url) or ("://" not in url and is_for_loopback(url))
    demo = read_demo_file(instance_path()) if is_here else None
    return {name: getattr(demo, name) for name in Demo.__dataclass_fields__} if demo else {}
