"""Where the documents of a run of the stand-in go: standard output, or files by their endings."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import click

from plugin_oauth.cli.errors import fail
from plugin_oauth.host.record import Record
from plugin_oauth.host.report import render_text
from plugin_oauth.host.report_html import render_html
from plugin_oauth.host.report_json import render_json
from plugin_oauth.host.report_junit import render_junit

TEXT = "text"
DOCUMENTS: dict[str, Callable[[Record], str]] = {
    TEXT: render_text,
    "json": render_json,
    "junit": render_junit,
    "html": render_html,
}
ENDINGS = {".txt": TEXT, ".json": "json", ".xml": "junit", ".html": "html", ".htm": "html"}


def is_alone(form: str | None, outputs: Sequence[IO[str]]) -> bool:
    """Return whether standard output is for a document, so that the story has to go elsewhere."""
    return not outputs and form not in {None, TEXT}


def find_forms(form: str | None, outputs: Sequence[IO[str]]) -> list[str]:
    """Return what goes into each file; ends the command if nobody says."""
    return [form or _find_form(output.name) for output in outputs]


def write_documents(record: Record, form: str | None, outputs: Sequence[IO[str]]) -> None:
    """Write the documents that were asked for."""
    if is_alone(form, outputs):
        click.echo(DOCUMENTS[form or TEXT](record), nl=False)
    for output, wanted in zip(outputs, find_forms(form, outputs), strict=True):
        output.write(DOCUMENTS[wanted](record))


def _find_form(name: str) -> str:
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        fail(f"{name} does not end in {', '.join(ENDINGS)}; say --format as well.")
    return ENDINGS[ending]
