"""A command that cannot go on: one line on standard error, and exit status 2."""

import sys
from typing import NoReturn

import click

BAD_INPUT = 2


def fail(sentence: str) -> NoReturn:
    """Print one line on standard error and leave with exit status 2."""
    click.echo(f"plugin-oauth: {sentence}", err=True)
    sys.exit(BAD_INPUT)
