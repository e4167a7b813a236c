"""Rate limits: guesses are slowed down, and nobody can lock another person out.

Only failures count. A guesser is counted by address and by the account or client tried from that
address, so that hosts behind shared egress and people behind one router do not stop each other.
"""

import json
import math
import time

from flask import Flask, Response, request
from flask_limiter import RateLimitExceeded
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response as WerkzeugResponse

from plugin_oauth.errors import SENTENCES, Problem, answer
from plugin_oauth.extensions import limiter
from plugin_oauth.request_text import FORM

LOGIN_FAILURES = "10 per 5 minutes"
LOGIN_FAILURES_OF_AN_ADDRESS = "100 per 5 minutes"
SIGN_UPS_OF_AN_ADDRESS = "60 per hour"
# Client secrets have 256 random bits: this only keeps a broken client from filling the log.
CLIENT_FAILURES = "300 per minute"


def init_limits(app: Flask) -> None:
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, _too_many)


def _too_many(_error: RateLimitExceeded) -> WerkzeugResponse:
    """429 with the seconds until the limit is open again."""
    reached = limiter.current_limit
    wait = math.ceil(reached.reset_at - time.time()) if reached else 0
    refusal = Problem(429, "Too Many Requests", SENTENCES[429])
    refusal.headers.append(("Retry-After", str(max(wait, 1))))
    return answer(refusal)


def by_address_and_field(field: str) -> str:
    """Return the key of this caller trying this value of a form field."""
    tried = request.form.get(field, "")[:254].strip().lower()
    return f"{get_remote_address()} {tried}"


def by_address_and_username() -> str:
    return by_address_and_field("username")


def by_address_and_client() -> str:
    """Return the key of this caller trying to be this client, however it names itself."""
    credentials = request.authorization
    named = credentials.username if credentials is not None else None
    return f"{get_remote_address()} {(named or _client_id_in_body())[:255]}"


def _client_id_in_body() -> str:
    if request.mimetype == FORM:
        return request.form.get("client_id", "")
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return ""
    return str(body.get("client_id", "")) if isinstance(body, dict) else ""


def is_refusal(response: Response) -> bool:
    """Tell whether an answer refused the caller: the only ones that count."""
    return response.status_code in {400, 401, 403}


def is_unauthorized(response: Response) -> bool:
    return response.status_code == 401  # noqa: PLR2004 -- Unauthorized
