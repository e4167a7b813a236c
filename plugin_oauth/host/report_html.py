"""The report as one HTML file, secrets masked, readable by anybody."""

import json
from http import HTTPStatus

from plugin_oauth.host.exchange import Message
from plugin_oauth.host.record import Record, count_marks
from plugin_oauth.host.report_junit import find_fault
from plugin_oauth.host.sequence_diagram import LANES, WIDTH, draw
from plugin_oauth.host.standalone_page import render_page
from plugin_oauth.host.story import Mark

# What the marks are called for people.
WORDS = {Mark.OK: "ok", Mark.WARN: "warning", Mark.FAIL: "failed", Mark.SKIP: "skipped"}


def render_html(record: Record) -> str:
    """Return the record as a page that stands alone."""
    return render_page(
        "report.html",
        record=record,
        words=WORDS,
        lanes=LANES,
        width=WIDTH,
        count_marks=count_marks,
        draw=draw,
        find_fault=find_fault,
        spread=spread,
        status=status_words,
    )


def status_words(message: Message) -> str:
    """Return a status with its name, as far as it has one."""
    try:
        return f"{message.start} {HTTPStatus(int(message.start)).phrase}"
    except ValueError:
        return message.start


def spread(message: Message) -> str:
    """Return a body as a person reads it: JSON indented, a form with a line a field."""
    media_type = dict(message.headers).get("content-type", "").partition(";")[0]
    if media_type == "application/x-www-form-urlencoded":
        return message.body.replace("&", "\n&")
    try:
        text = json.dumps(json.loads(message.body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return message.body
    # An escape may have hidden what turns text around, or half a character.
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
