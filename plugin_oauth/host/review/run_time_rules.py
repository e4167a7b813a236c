"""Group R: how the API answers what is right and what is wrong, without a token and with one."""

from collections.abc import Iterator
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any

from plugin_oauth.host.documents import read_json, show
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.api import ApiCall
from plugin_oauth.host.review.api_access import find_api
from plugin_oauth.host.review.rules import Fault, Group, Level
from plugin_oauth.host.review.sources import (
    ACTIONS_PRODUCTION,
    GETTING_STARTED,
    INTRODUCTION,
)
from plugin_oauth.host.review.subject import NotChecked, Subject, find_url
from plugin_oauth.host.urls import Url, read_url, share_second_level
from plugin_oauth.host.wire import Answer

R = Group("R", "run time", "plugins of 2023 and GPT Actions")

_LONG_CALL = 2 / 3
_TOLD_BY = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
_MESSAGES = ("detail", "title", "message", "error_description", "error")
_LINKS = ("url", "link", "href")
_MOST_PAGES = 10
_OPEN_GRAPH = ("og:site_name", "og:title", "og:description", "og:image", "og:url")


@R.rule(
    "001",
    Level.ERROR,
    "an answer has fewer than 100,000 characters",
    source=f"{ACTIONS_PRODUCTION}; {GETTING_STARTED}",
    fix="Answer with pages, or with less of each item.",
    how="Operations that read are called, and their answers measured: public ones, and with "
    "a token the others.",
)
def check_length(subject: Subject) -> Iterator[Fault]:
    most = subject.web.model.answer_characters
    for call, answer in find_api(subject).answers:
        if answer.cut or len(answer.text) >= most:
            sentence = f"{call.name} answers with {len(answer.text):,} characters or more"
            yield Fault(sentence, call.where)
    find_api(subject).require_all()


@R.rule(
    "002",
    Level.ERROR,
    "a call is answered within 45 seconds",
    source=ACTIONS_PRODUCTION,
    fix="Answer at once; let long work be asked for again.",
    how="Operations that read are called; from 30 seconds on this is a warning.",
    lesser=Level.WARNING,
)
def check_seconds(subject: Subject) -> Iterator[Fault]:
    patience = subject.web.model.call_seconds
    for call in (*find_api(subject).open_calls, *find_api(subject).signed_in_calls):
        if call.answer is None:
            yield Fault(f"{call.name} is not answered: {call.reason}", call.where)
        elif call.answer.seconds > _LONG_CALL * patience:
            sentence = f"{call.name} takes {call.answer.seconds:.0f} s"
            yield Fault(sentence, call.where, Level.WARNING)


@R.rule(
    "003",
    Level.WARNING,
    "a refusal is JSON with a sentence the model can act on",
    source=ACTIONS_PRODUCTION,
    fix='Answer errors as JSON with a "detail" or "message"; a 429 with Retry-After as well.',
    how="Operations are called without a token and with one, with far too much, with wrong values "
    "and for what is not there; and a path that no API has.",
)
def check_refusals(subject: Subject) -> Iterator[Fault]:
    api = find_api(subject)
    for call in (*api.open_calls, *api.signed_in_calls, *api.wrong_calls):
        complaint = _complain_of_refusal(call.answer) if call.answer else ""
        if complaint:
            yield Fault(f"{call.name} is answered with {complaint}", call.where)


def _complain_of_refusal(answer: Answer) -> str:
    is_late = answer.status == HTTPStatus.TOO_MANY_REQUESTS
    if not (
        answer.status in _TOLD_BY or is_late or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    ):
        return ""
    if not _is_json(answer):
        return f"{answer.status} as {answer.media_type or 'nothing'}, not as JSON"
    document = read_json(answer.text)
    texts = [document.get(name) for name in _MESSAGES] if isinstance(document, dict) else []
    if not any(isinstance(text, str | dict) and text for text in texts):
        return f"{answer.status} and no message"
    if is_late and "retry-after" not in answer.headers:
        return "429 without Retry-After"
    return ""


@R.rule(
    "004",
    Level.INFO,
    "answers are data, not prose",
    source=ACTIONS_PRODUCTION,
    fix="Answer with JSON that has a member for each fact, and let the model write.",
    how="The answers of operations that read are looked at: of public ones, and with a token "
    "of the others.",
)
def check_data(subject: Subject) -> Iterator[Fault]:
    for call, answer in find_api(subject).answers:
        if not answer.is_success:
            continue
        if not _is_json(answer):
            sentence = f"{call.name} answers with {answer.media_type or 'an untyped text'}"
            yield Fault(sentence, call.where)
        elif isinstance(read_json(answer.text), str):
            yield Fault(f"{call.name} answers with a text", call.where)
    find_api(subject).require_all()


@R.rule(
    "005",
    Level.INFO,
    "a page that an answer links to has a preview",
    source=INTRODUCTION,
    fix="Give the page og:site_name, og:title, og:description, og:image and og:url.",
    how="A few addresses in the answers are fetched; of what needed a token, only those on the "
    "plugin's own domain.",
)
def check_previews(subject: Subject) -> Iterator[Fault]:
    pages = list(_linked_pages(subject))
    if not pages:
        raise NotChecked("no answer links to a page")
    for call, url, answer in pages:
        found = _read_properties(answer.text)
        missing = [name for name in _OPEN_GRAPH if name not in found]
        if missing:
            yield Fault(f"{show(url)} has no {', '.join(missing)}", call.where)
    find_api(subject).require_all()


def _linked_pages(subject: Subject) -> Iterator[tuple[ApiCall, str, Answer]]:
    links: dict[str, ApiCall] = {}
    for call, answer in find_api(subject).answers:
        if answer.is_success:
            for link in _find_links(read_json(answer.text)):
                links.setdefault(link, call)
    for link, call in list(links.items())[:_MOST_PAGES]:
        url = find_url(link)
        if url is None or not subject.may_fetch(url) or _is_foreign(call, url):
            continue
        try:
            answer = subject.web.get(link)
        except Failure:
            continue
        if answer.is_success and answer.media_type == "text/html":
            yield call, link, answer


def _is_foreign(call: ApiCall, url: Url) -> bool:
    """Whether somebody's own answer leads elsewhere: what opens there may be a way to act."""
    return call.is_signed_in and not share_second_level(url.host, read_url(call.url).host)


def _find_links(value: Any) -> Iterator[str]:
    """Yield the addresses in a document, whatever their depth: JSON that was read is finite."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            for name, member in value.items():
                if isinstance(member, str) and name.lower().endswith(_LINKS):
                    yield member
                else:
                    waiting.append(member)


class _Properties(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("property") and given.get("content"):
            self.found.add(str(given["property"]))


def _read_properties(html: str) -> set[str]:
    parser = _Properties()
    parser.feed(html)
    return parser.found


def _is_json(answer: Answer) -> bool:
    is_named = answer.media_type == "application/json" or answer.media_type.endswith("+json")
    return is_named and read_json(answer.text) is not None
