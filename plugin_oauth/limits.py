"""Rate limits: guesses are slowed down, and nobody can lock another person out.

Only failures count. A guesser is counted by address and by the account or client tried from that
address, so that hosts behind shared egress and people behind one router do not stop each other.
"""

import json
import math
import re
import time
from collections.abc import Callable
from functools import cache
from ipaddress import IPv4Address, ip_address, ip_network
from typing import ParamSpec, TypeVar, cast
from urllib.parse import unquote

from flask import Flask, Response, current_app, request
from flask_limiter import RateLimitExceeded
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse
from werkzeug.wrappers import Response as WerkzeugResponse

from plugin_oauth.errors import SENTENCES, Problem, answer
from plugin_oauth.extensions import limiter
from plugin_oauth.request_text import FORM

P = ParamSpec("P")
R = TypeVar("R")

LOGIN_FAILURES = "10 per 5 minutes"
LOGIN_FAILURES_OF_AN_ADDRESS = "100 per 5 minutes"
SIGN_UPS_OF_AN_ADDRESS = "60 per hour"
# Client secrets have 256 random bits: this only keeps a broken client from filling the log.
CLIENT_FAILURES = "300 per minute"
# Pushed requests and device codes are stored until they expire.
WAITING_REQUESTS = "300 per minute"
# A user code has 34 random bits and lives for ten minutes.
USER_CODE_FAILURES = "10 per 5 minutes"
USER_CODE_FAILURES_OF_AN_ADDRESS = "100 per 5 minutes"

# Hosts register many people's connections from few addresses; a flood fills the table.
REGISTRATIONS_OF_A_NETWORK = "60 per minute; 600 per hour"
FETCHES_OF_A_NETWORK = parse("60 per minute")

# Tokens and keys have 256 random bits: this only tells a broken host to stop.
GUESSES_OF_A_NETWORK = parse("600 per minute")

WITH_PORT = re.compile(r"([0-9.]+):[0-9]+|\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?")


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
    """Return the key of this caller trying this value of a form field.

    Cut last: blanks in front must not push out of it what the value is read for.
    """
    tried = request.form.get(field, "").strip().lower()[:254]
    return f"{by_network()} {tried}"


def by_network() -> str:
    """Return the caller's address; of IPv6 the network, which one household has to itself.

    A socket for both families shows IPv4 callers as IPv6 ones: they must not become one network.
    Some proxies add the port, which is another one for every connection.
    """
    caller = get_remote_address()
    with_port = WITH_PORT.fullmatch(caller)
    try:
        address = ip_address(with_port[with_port.lastindex or 0] if with_port else caller)
    except ValueError:
        return caller  # a proxy's own word for somebody it does not name
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))


def may_fetch() -> bool:
    """Count one document fetched for this caller; False if there were too many just now."""
    return seconds_to_wait(FETCHES_OF_A_NETWORK, "fetch", by_network()) == 0


def seconds_to_wait(limit: RateLimitItem, *key: str) -> int:
    """Count one use of what the key names; return 0, or how long to wait if there were too many."""
    if not limiter.enabled:
        return 0
    try:
        if limiter.limiter.hit(limit, *key):
            return 0
        reset_at = limiter.limiter.get_window_stats(limit, *key).reset_time
    except (
        Exception
    ):  # whatever the store is short of: like every other limit, it stops nobody then
        return 0
    return max(math.ceil(reset_at - time.time()), 1)


def seconds_to_call(setting: str, caller: str) -> int:
    """Count one call of an operation, through whatever door; return as seconds_to_wait does."""
    return seconds_to_wait(_parsed(current_app.config[setting]), setting, caller)


def check_calls(setting: str, caller: str) -> None:
    """Count one call of an operation; raise the 429 Problem if the caller had too many just now."""
    allowed = current_app.config[setting]
    if seconds := seconds_to_call(setting, caller):
        raise too_many(f"Too many calls: {allowed} are answered.", "send this call again", seconds)


def check_guesses() -> None:
    """Count one token or key that nobody has; raise the 429 Problem if there were too many.

    It is asked when the credential turned out to be unknown: whoever shares the address and has a
    good one never comes here.
    """
    if seconds := seconds_to_wait(GUESSES_OF_A_NETWORK, "guess", by_network()):
        raise too_many("Too many unknown credentials.", "send one that is valid", seconds)


def too_many(cause: str, remedy: str, seconds: int) -> Problem:
    """Return the 429 for a model: what was too much, how long to wait, and what to do then."""
    problem = Problem(429, "Too Many Requests", f"{cause} Wait {seconds} seconds, then {remedy}.")
    problem.headers.append(("Retry-After", str(seconds)))
    return problem


@cache
def _parsed(limit: str) -> RateLimitItem:
    return parse(limit)


def by_address_and_username() -> str:
    return by_address_and_field("username")


def by_address_and_client() -> str:
    """Return the key of this caller trying to be this client, however it names itself.

    Both halves of Basic are form-encoded (RFC 6749 section 2.3.1): one id has many spellings.
    """
    credentials = request.authorization
    named = unquote(credentials.username or "") if credentials is not None else None
    return f"{by_network()} {(named or _client_id_in_body())[:255]}"


def by_address_and_waiting_client() -> str:
    """Return the key of this caller leaving requests for this client to wait.

    Not the one that its failures count by: limits of one text and one key share one count.
    """
    return f"waiting {by_address_and_client()}"


def _client_id_in_body() -> str:
    if request.mimetype == FORM:
        # One without a value counts as absent.
        return next(filter(None, request.form.getlist("client_id")), "")
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return ""
    return str(body.get("client_id", "")) if isinstance(body, dict) else ""


def slow_down_failing_clients(view: Callable[P, R]) -> Callable[P, R]:
    """Decorate an endpoint that clients authenticate to: only their failures count."""
    limited = limiter.limit(
        CLIENT_FAILURES, key_func=by_address_and_client, deduct_when=is_unauthorized
    )
    return cast(Callable[P, R], limited(view))


def is_refusal(response: Response) -> bool:
    """Tell whether an answer refused the caller: the only ones that count."""
    return response.status_code in {400, 401, 403}


def is_unauthorized(response: Response) -> bool:
    return response.status_code == 401  # noqa: PLR2004 -- Unauthorized
