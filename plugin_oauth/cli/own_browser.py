"""The person at this terminal, and their browser, for the stand-in's --browser."""

import os
import sys

import click

from plugin_oauth.host.persons_browser import PersonsBrowser
from plugin_oauth.host.report import TextReport

# What says that there is a screen. Without one, a browser would be a text browser in the way.
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def make_browser(report: TextReport) -> PersonsBrowser:
    """Return how to show a person an address and to ask for one; the report makes room."""
    has_screen = sys.platform in {"darwin", "win32"} or any(map(os.environ.get, SCREENS))

    def show(url: str) -> None:
        report.pause()
        click.echo(f"Sign in here: {url}", err=True)
        if has_screen:
            click.launch(url)

    def ask(question: str) -> str:
        return str(click.prompt(question, err=True))

    return PersonsBrowser(show, ask)
