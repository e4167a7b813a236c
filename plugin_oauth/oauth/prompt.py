"""What a request asks of the login and of the pages (OpenID Connect Core section 3.1.2.1).

    prompt=none             no page may be shown: login_required, consent_required or
                            interaction_required instead
    prompt=login            the person signs in again
    prompt=consent          the person is asked again
    prompt=select_account   the person is asked again: that page says who is signed in, and lets
                            somebody else sign in
    max_age                 the person signs in again if the last time is longer ago
    login_hint              fills in the login form
    id_token_hint           the person it was issued for signs in; login_required if another one has

Whoever has signed in again comes back to the same request with a mark, signed for that request, of
the moment they were sent away: without one, prompt=login and max_age=0 would never be content, and
dropping the parameter from the address would do instead.
"""

import json
import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oidc.core.errors import (
    ConsentRequiredError,
    InteractionRequiredError,
    LoginRequiredError,
)
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from plugin_oauth.clock import now
from plugin_oauth.oauth.id_token import read_hint
from plugin_oauth.oauth.request import ProtocolRequest
from plugin_oauth.oauth.signed_values import sign, unsign
from plugin_oauth.users.session import SignedIn

PROMPTS = ("none", "login", "consent", "select_account")
SECONDS = re.compile(r"[0-9]{1,9}")
MARK = "signed_in_since"  # the parameter of the mark, and its purpose


def check_prompt(asked: ProtocolRequest) -> None:
    """Raise InvalidRequestError for a prompt that is unknown, or none together with others."""
    prompts = prompts_of(asked)
    if not prompts <= set(PROMPTS):
        raise InvalidRequestError(f"prompt must be among {', '.join(PROMPTS)}.")
    if "none" in prompts and len(prompts) > 1:
        raise InvalidRequestError("prompt=none stands alone.")


def check_max_age(asked: ProtocolRequest) -> None:
    """Raise InvalidRequestError if max_age is no number of seconds."""
    max_age = asked.payload.data.get("max_age")
    if max_age is not None and not SECONDS.fullmatch(max_age):
        raise InvalidRequestError("max_age must be a whole number of seconds.")


def prompts_of(asked: ProtocolRequest) -> set[str]:
    return set(asked.payload.data.get("prompt", "").split())


def must_sign_in(asked: ProtocolRequest, person: SignedIn | None) -> bool:
    """Tell whether somebody must sign in for this request, for the first time or again.

    Raises LoginRequiredError if somebody did, and it is not who the client asked for.
    """
    if person is None:
        return True
    since = _sent_away_at(asked)
    if is_somebody_else(asked, person):
        if since is not None:
            raise LoginRequiredError("Somebody else has signed in than the client asked for.")
        return True
    if since is not None and person.auth_time >= since:
        return False
    max_age = asked.payload.data.get("max_age")
    is_too_old = max_age is not None and now() - person.auth_time > timedelta(seconds=int(max_age))
    return is_too_old or "login" in prompts_of(asked)


def is_somebody_else(asked: ProtocolRequest, person: SignedIn) -> bool:
    """Tell whether the client expects another person; a hint that is not ours names nobody.

    Nothing may be issued for a different user than the hint's (Core section 3.1.2.2).
    """
    hint = read_hint(asked.payload.data.get("id_token_hint", ""))
    return hint is not None and hint.user_id != person.user.id


def redirect_to_sign_in(asked: ProtocolRequest, person: SignedIn | None) -> Response:
    """Return the redirect to /login that leads back to this request; raises LoginRequiredError."""
    if "none" in prompts_of(asked):
        raise LoginRequiredError("Somebody must sign in, and prompt=none forbids to ask.")
    comes_back = [pair for pair in request.args.items(multi=True) if pair[0] != MARK]
    if "login" in prompts_of(asked) or {"max_age", "id_token_hint"} & asked.payload.data.keys():
        comes_back.append((MARK, sign(MARK, _identity(asked), now().isoformat())))
    login = url_for(
        "users.login",
        next=f"{request.path}?{urlencode(comes_back)}",
        again=None if person is None else 1,
        login_hint=asked.payload.data.get("login_hint"),
    )
    return redirect(login, 303)


def wants_page(asked: ProtocolRequest) -> bool:
    """Tell whether the client wants the person asked, whatever they allowed before."""
    return bool(prompts_of(asked) & {"consent", "select_account"})


def check_may_ask(asked: ProtocolRequest, *, was_allowed_before: bool) -> None:
    """Raise ConsentRequiredError or InteractionRequiredError if no page may be shown."""
    if "none" not in prompts_of(asked):
        return
    if was_allowed_before:
        raise InteractionRequiredError("This client asks each time, and prompt=none forbids it.")
    raise ConsentRequiredError("The user has not allowed this, and prompt=none forbids to ask.")


def _sent_away_at(asked: ProtocolRequest) -> datetime | None:
    found = unsign(MARK, _identity(asked), request.args.get(MARK, ""))
    return datetime.fromisoformat(found[0]) if found else None


def _identity(asked: ProtocolRequest) -> list[str]:
    """What tells this request from every other: its parameters, and where they came from."""
    pairs = sorted(pair for pair in asked.payload.data.items(multi=True) if pair[0] != MARK)
    return [json.dumps(pairs), asked.pushed.hex() if asked.pushed else ""]
