"""Faults to put on one path of the fake plugin: each changes the right answer in one way."""

import json
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from tests.host.fake_plugin import Fault

GONE = object()


def instead(body: str | bytes, status: int = 200, mimetype: str = "application/json") -> Fault:
    """Answer this, whatever the right answer is."""
    return lambda _request, _answer: Response(body, status, mimetype=mimetype)


def page_instead(html: str, status: int = 200) -> Fault:
    """Answer this web page."""
    return instead(html, status, "text/html")


def redirect_to(url: str, status: int = 302) -> Fault:
    """Redirect there."""
    return lambda _request, _answer: redirect(url, status)


def with_member(*path: str, value: object) -> Fault:
    """Set one member of the JSON answer, or take it out when the value is GONE."""

    def fault(_request: Request, answer: Response) -> Response:
        if answer.mimetype != "application/json" or not answer.get_data():
            return answer
        document = json.loads(answer.get_data())
        block: Any = document
        for name in path[:-1]:
            block = block[name]
        block.pop(path[-1], None)
        if value is not GONE:
            block[path[-1]] = value
        answer.set_data(json.dumps(document))
        return answer

    return fault


def with_header(name: str, value: str) -> Fault:
    """Set one header, or take it out when the value is empty."""

    def fault(_request: Request, answer: Response) -> Response:
        answer.headers.pop(name, None)
        if value:
            answer.headers[name] = value
        return answer

    return fault


def with_location(old: str, new: str) -> Fault:
    """Change where the answer redirects, if it does."""

    def fault(_request: Request, answer: Response) -> Response:
        if "location" in answer.headers:
            answer.headers["location"] = answer.headers["location"].replace(old, new)
        return answer

    return fault


def only(method: str, fault: Fault) -> Fault:
    """Put the fault on requests of one method."""
    return lambda request, answer: fault(request, answer) if request.method == method else answer


def when_sent(text: str, fault: Fault) -> Fault:
    """Put the fault on requests whose JSON body has the text."""
    return lambda request, answer: (
        fault(request, answer) if text.encode() in request.get_data() else answer
    )


def with_token(fault: Fault) -> Fault:
    """Put the fault on requests that carry an access token."""
    return lambda request, answer: fault(request, answer) if request.authorization else answer


def on_page(fault: Fault) -> Fault:
    """Put the fault on web pages, leaving redirects alone."""
    return lambda request, answer: (
        fault(request, answer)
        if answer.mimetype == "text/html" and answer.status_code == 200
        else answer
    )
