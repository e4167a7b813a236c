"""Rate limits: guesses are slowed down, and nobody can lock another person out.

Only failures count. A guesser is counted by address and by the account or client tried from that
address, so that hosts behind shared egress and people behind one router do not stop each other.
"""

from flask import Flask, Response, request
from flask_limiter.util import get_remote_address

from plugin_oauth.extensions import limiter

LOGIN_FAILURES = "10 per 5 minutes"
LOGIN_FAILURES_OF_AN_ADDRESS = "100 per 5 minutes"
SIGN_UPS_OF_AN_ADDRESS = "60 per hour"
CLIENT_FAILURES = "60 per minute"


def init_limits(app: Flask) -> None:
    limiter.init_app(app)


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
    return f"{get_remote_address()} {(named or request.form.get('client_id', ''))[:255]}"


def is_refusal(response: Response) -> bool:
    """Tell whether an answer refused the caller: the only ones that count."""
    return response.status_code in {400, 401, 403}


def is_unauthorized(response: Response) -> bool:
    return response.status_code == 401  # noqa: PLR2004 -- Unauthorized
