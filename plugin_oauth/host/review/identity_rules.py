"""Group R: who a plugin takes somebody for, by the id that changes every day."""

import re
from collections.abc import Iterator

from plugin_oauth.host.documents import show
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.api import ApiCall
from plugin_oauth.host.review.api_access import find_api
from plugin_oauth.host.review.rules import Fault, Level
from plugin_oauth.host.review.run_time_rules import R
from plugin_oauth.host.review.source_code import find_lines
from plugin_oauth.host.review.sources import CAPTURED_PROMPTS
from plugin_oauth.host.review.subject import Subject

_MOST_CALLS = 5
_SECONDS_AGAIN = 5
_NAME = "openai-ephemeral-user-id"
# A header that is read: headers["..."], headers.get("..."), req.header("..."), the name of WSGI,
# and a parameter of a function. A list of headers for CORS is none of these.
_READ = re.compile(
    r"(?:\w\[|(?:get|header|headers)\()\s*[\"'`]openai-ephemeral-user-id"
    r"|HTTP_OPENAI_EPHEMERAL_USER_ID"
    r"|openai_ephemeral_user_id\s*:[^=\n]{0,80}=\s*Header\(",
    re.IGNORECASE,
)


@R.rule(
    "006",
    Level.WARNING,
    "nobody is known by openai-ephemeral-user-id",
    source=CAPTURED_PROMPTS,
    fix="Have people sign in; the value changes about once a day and proves nothing.",
    how="Operations are called with two values and without; answers are compared. With --source "
    "the plugin's code is searched for lines that read the header: a person tells what for.",
)
def check_ephemeral_user(subject: Subject) -> Iterator[Fault]:
    if subject.source:
        for where, found in find_lines(subject.source, _READ):
            yield Fault(f"{where} reads the header: {show(found)}", where)
    for call in find_api(subject).open_calls[:_MOST_CALLS]:
        if call.answer is not None:
            yield from _call_faults(subject, call)


def _call_faults(subject: Subject, call: ApiCall) -> Iterator[Fault]:
    try:
        one, other = (
            subject.web.call(call.url, **{_NAME: person})
            for person in ("lint-person-1", "lint-person-2")
        )
    except Failure:
        return  # R002 tells
    if one.is_success and not (call.answer and call.answer.is_success):
        yield Fault(f"{call.name} opens by {_NAME} alone", call.where)
    elif one.is_success and one.text != other.text and _is_steady(subject, call):
        yield Fault(f"{call.name} answers by {_NAME}", call.where)


def _is_steady(subject: Subject, call: ApiCall) -> bool:
    """Whether the same call is answered alike: what changes by itself says nothing of people."""
    headers = {"user-agent": subject.web.model.user_agent}
    try:
        again = subject.web.send("GET", call.url, seconds=_SECONDS_AGAIN, headers=headers)
    except Failure:
        return False
    return call.answer is not None and again.text == call.answer.text
