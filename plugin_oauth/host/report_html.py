"""The report as one HTML file: no script, nothing fetched, secrets masked, readable by anybody.

What a stranger's server said is in it, so everything is escaped, and a Content Security Policy
(CSP Level 3) in the file itself lets nothing but its own style sheet work.
"""

import base64
import hashlib
import json
from http import HTTPStatus

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from plugin_oauth.host.exchange import Message
from plugin_oauth.host.record import Record, count_marks
from plugin_oauth.host.report_junit import find_fault
from plugin_oauth.host.sequence_diagram import LANES, WIDTH, draw
from plugin_oauth.host.story import Mark

# What the marks are called for people.
WORDS = {Mark.OK: "ok", Mark.WARN: "warning", Mark.FAIL: "failed", Mark.SKIP: "skipped"}


def render_html(record: Record) -> str:
    """Return the record as a page that stands alone."""
    environment = Environment(
        loader=PackageLoader("plugin_oauth.host"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    source, _, _ = PackageLoader("plugin_oauth.host").get_source(environment, "report.css")
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return environment.get_template("report.html").render(
        record=record,
        # Ours, and it must stay as it is: the policy names its digest.
        css=Markup(source),  # noqa: S704 - a file of this package
        css_digest=digest,
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
        return json.dumps(json.loads(message.body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return message.body
