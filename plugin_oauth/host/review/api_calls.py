"""Calls of the API that a review may make: operations that only read, without a token."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from plugin_oauth.host.arguments import NoExample
from plugin_oauth.host.openapi import select_server
from plugin_oauth.host.operations import Operation, find_operations, make_call
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.subject import NotChecked, Subject, Where
from plugin_oauth.host.wire import Answer

_MOST_CALLS = 5
# Below an operation; no API has such a path.
NOWHERE = "/plugin-oauth-lint-asks-for-nothing"
_LONG = "a" * 20_000


@dataclass(frozen=True)
class ApiCall:
    """One call and what came of it; `answer` is None if nothing came, for the reason that is said.

    `is_public`: the document says that no token is needed.
    """

    name: str
    url: str
    where: Where
    answer: Answer | None
    is_public: bool = False
    reason: str = ""


def call_operations(subject: Subject) -> list[ApiCall]:
    """Return a few calls of operations that read; raises NotChecked if there is none."""
    base, spec = find_base(subject), subject.spec
    reading = [one for one in find_operations(spec.document) if one.method == "GET"]
    calls = list(islice(_calls(subject, base, reading), _MOST_CALLS))
    if not calls:
        raise NotChecked("no operation of the API can be called by GET with what the document says")
    return calls


def call_public_operations(subject: Subject) -> list[ApiCall]:
    """Return those that no token is needed for; raises NotChecked if there is none."""
    calls = [call for call in call_operations(subject) if call.is_public]
    if not calls:
        raise NotChecked("no operation that is called by GET is public")
    return calls


def call_wrongly(subject: Subject) -> Iterator[ApiCall]:
    """Yield the calls of something that is not there, and of an operation with far too much."""
    for call in call_operations(subject)[:1]:
        path = call.url.partition("?")[0].rstrip("/")
        yield ask(subject, "a path that is not there", path + NOWHERE, subject.spec.at("paths"))
        url = f"{call.url}{'&' if '?' in call.url else '?'}x={_LONG}"
        yield ask(subject, f"{call.name} with far too much", url, call.where)


def find_base(subject: Subject) -> str:
    """Return where the API is; raises NotChecked if nothing may be sent there."""
    spec = subject.spec
    home = subject.home or spec.url
    if home is None:
        raise NotChecked("the input is a file; give the plugin's address")
    server = select_server(spec.document, spec.url or home, home)
    if not subject.may_fetch(server):
        raise NotChecked(f"the API at {server.text} is not a public https URL")
    return server.text.rstrip("/")


def ask(subject: Subject, name: str, url: str, where: Where, *, public: bool = False) -> ApiCall:
    """Send one GET as a host does, with the same patience."""
    try:
        return ApiCall(name, url, where, subject.web.call(url), public)
    except Failure as failure:
        return ApiCall(name, url, where, None, public, str(failure))


def _calls(subject: Subject, base: str, operations: list[Operation]) -> Iterator[ApiCall]:
    for operation in operations:
        try:
            call = make_call(subject.spec.document, operation)
        except NoExample:
            continue
        url = base + call.path + (f"?{call.query}" if call.query else "")
        where = subject.spec.at("paths", operation.path, "get")
        public = operation.needs_token is False
        yield ask(subject, operation.operation_id, url, where, public=public)
