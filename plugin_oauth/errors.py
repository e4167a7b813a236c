"""Errors in the form their reader understands.

    HTTPException
    ├── Problem                    raised by our operations
    └── everything Werkzeug raises (404, 405, 413, ...)
    SQLAlchemy's connection errors  -> 503 with Retry-After
    anything else                   -> 500, the cause in the log only

Who reads it is decided by the path: machines of OAuth get the error JSON of RFC 6749 section 5.2,
callers of the API get problem details (RFC 9457), people get a page.
"""

import json
from typing import Any, cast

from flask import Flask, Response, current_app, g, has_request_context, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as WerkzeugResponse

OAUTH_PATHS = ("/token", "/revoke", "/register", "/par", "/introspect", "/device_authorization")
PROBLEM_PATHS = (
    "/api",
    "/mcp",
    "/developer/verification-tokens",
    "/.well-known",
    "/openapi",
    "/userinfo",
    "/jwks.json",
    "/healthz",
    "/readyz",
)

RETRY_AFTER = 5  # seconds: how soon a host may try again when the database is away

# One sentence per status, for a reader who did not write the program that failed.
SENTENCES = {
    400: "The request could not be understood.",
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The request is larger than 64 KiB.",
    415: "The request's media type is not taken here.",
    429: "Too many attempts. Wait a little, then try again.",
    500: "Something went wrong here. It has been logged; try again later.",
    503: "The service cannot reach its database just now. Try again in a few seconds.",
}
# What a model may do next, after the sentence.
NEXT_STEPS = {
    404: "The operations and their addresses are in /openapi.json.",
    405: "The Allow header names those it takes.",
    413: "Send less at once: shorten the texts, or divide them into several calls.",
}

FOREIGN_HOST = "This server does not answer under this host name."


class Problem(HTTPException):
    """An answer with problem details (RFC 9457): status, title, detail and further members."""

    def __init__(self, status: int, title: str, detail: str, **members: Any) -> None:
        super().__init__(description=detail)
        self.code = status
        self.title = title
        self.members = members
        self.headers: list[tuple[str, str]] = []

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        return super().get_headers(*args, **kwargs) + self.headers


def init_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(InterfaceError, _database_away)
    app.register_error_handler(PoolTimeoutError, _database_away)


def _database_away(error: Exception) -> WerkzeugResponse:
    """503, never 401 or invalid_grant: hosts throw credentials away on those."""
    current_app.logger.error("the database cannot be reached: %s", type(error).__name__)
    unavailable = Problem(503, "Service Unavailable", SENTENCES[503])
    unavailable.headers.append(("Retry-After", str(RETRY_AFTER)))
    return answer(unavailable)


def answer(error: HTTPException) -> WerkzeugResponse:
    """Return the error in the form of the path it happened on."""
    if error.response is not None:
        return cast(WerkzeugResponse, error.response)  # ready-made: a redirect, say
    status = error.code or 500
    if _is_below(OAUTH_PATHS):
        body, media_type = _oauth_body(error, status), "application/json"
    elif _is_below(PROBLEM_PATHS):
        body, media_type = _problem_body(error, status), "application/problem+json"
    else:
        body, media_type = error_page(status, _detail(error, status)), "text/html; charset=utf-8"
    response = Response(body, status, content_type=media_type)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers.add(name, value)  # two challenges are two headers
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_below(prefixes: tuple[str, ...]) -> bool:
    return has_request_context() and request.path.startswith(prefixes)


def _detail(error: HTTPException, status: int) -> str:
    """Our own sentence; Werkzeug's speaks to the programmer of a browser."""
    if isinstance(error, SecurityError):
        return FOREIGN_HOST  # Werkzeug's repeats the Host header
    own = isinstance(error, Problem) or error.description != type(error).description
    return error.description if own and error.description else SENTENCES.get(status, error.name)


def _oauth_body(error: HTTPException, status: int) -> str:
    code = {429: "slow_down", 500: "server_error", 503: "temporarily_unavailable"}
    body = {
        "error": code.get(status, "invalid_request"),
        "error_description": _detail(error, status),
    }
    return json.dumps(body)


def _problem_body(error: HTTPException, status: int) -> str:
    title = getattr(error, "title", None) or error.name
    members: dict[str, Any] = getattr(error, "members", {})
    detail = _detail(error, status)
    if status in NEXT_STEPS and detail == SENTENCES[status]:
        detail = f"{detail} {NEXT_STEPS[status]}"
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return json.dumps(body | members)


def error_page(status: int, detail: str, title: str | None = None) -> str:
    """Return the page a person sees; it needs no database, so it works when that is away."""
    g.page_is_static = True
    title = title or {404: "Not found", 429: "Slow down", 503: "Back in a moment"}.get(status)
    return render_template("error.html", status=status, title=title or "Sorry", detail=detail)
