"""What commands print: lists for two readers, people and machines."""

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

WIDE = 10_000  # columns: a pipe has no edge to wrap at

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> None:
    """Print rows under their columns, aligned; in colour on a terminal, plain into a pipe."""
    if not rows:
        click.echo(nothing)
        return
    is_terminal = sys.stdout.isatty()
    console = Console(
        width=None if is_terminal else WIDE, no_color="NO_COLOR" in os.environ, highlight=False
    )
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    with console.capture() as captured:
        console.print(table, soft_wrap=not is_terminal)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
