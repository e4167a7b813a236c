"""Faults to put on one path of the fake plugin: each changes the right answer in one way."""

import json
from typing import Any

from werkzeug.wrappers import Request, Response

from tests.host.fake_plugin import Fault

GONE = object()


def instead(body: str | bytes, status: int = 200, mimetype: str = "application/json") -> Fault:
    """Answer this, whatever the right answer is."""
    return lambda _request, _answer: Response(body, status, mimetype=mimetype)


def with_member(*path: str, value: object) -> Fault:
    """Set one member of the JSON answer, or take it out when the value is GONE."""

    def fault(_request: Request, answer: Response) -> Response:
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
    """Change a redirect, leaving other answers alone."""

    def fault(_request: Request, answer: Response) -> Response:
        if "location" in answer.headers:
            answer.headers["location"] = answer.headers["location"].replace(old, new)
        return answer

    return fault


def only(method: str, fault: Fault) -> Fault:
    """Put the fault on requests of one method."""
    return lambda request, answer: fault(request, answer) if request.method == method else answer


def when_sent(text: str, fault: Fault) -> Fault:
    """Put the fault on requests whose body has the text."""
    sent = text.encode()
    return lambda request, answer: fault(request, answer) if sent in request.get_data() else answer
