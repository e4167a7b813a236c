"""The decision of a person, out of the form that asked for it: whole, theirs, and only once.

    decision is allow or deny              else the page asks again
    an allow names at least one scope      else the page asks again
    the handle is live, of this browser's
    session and for this very question     else the page asks again
    the handle was not used before         else the page asks again

The handle is in the form and nowhere else. It is signed for the session's cookie and for everything
the page showed, so that a form planted by somebody else, or of another client, decides nothing; and
it is spent by one INSERT, so that of two clicks one counts.
"""

import secrets

from flask import request

from plugin_oauth.oauth.signed_values import sign, unsign
from plugin_oauth.oauth.spent_ids import spend
from plugin_oauth.secret_values import digest
from plugin_oauth.users.session import cookie_name

PURPOSE = "decision"
SCOPE_FIELD = "scope:"  # and the scope's name: a field of its own for each, as many forms need it

CHOOSE = "Choose at least one thing to allow, or deny."
ASK_AGAIN = "This form was used before, or was open for too long. Please decide again."


class UndecidedError(ValueError):
    """There is no decision that counts; the text, if any, is for the person who is asked again."""


def make_handle(question: list[str]) -> str:
    """Return the one-time handle of a form that asks this question of this browser's session."""
    return sign(PURPOSE, [_session(), *question], secrets.token_urlsafe(16))


def take_decision(question: list[str], asked: str) -> str:
    """Return the scope that the posted form allows, empty for a no; raises UndecidedError.

    Of the scope that was asked for only what is ticked is allowed. The handle is spent last: a
    form that is not complete loses nothing.
    """
    decision = request.form.get("decision")
    if decision not in {"allow", "deny"}:
        raise UndecidedError()
    ticked = [name for name in asked.split() if f"{SCOPE_FIELD}{name}" in request.form]
    if decision == "allow" and not ticked:
        raise UndecidedError(CHOOSE)
    if not take_handle(request.form.get("handle", ""), question):
        raise UndecidedError(ASK_AGAIN)
    return " ".join(ticked) if decision == "allow" else ""


def take_handle(handle: str, question: list[str]) -> bool:
    """Use the handle up; False if it is not for this question and session, or was used before."""
    found = unsign(PURPOSE, [_session(), *question], handle)
    return found is not None and spend(PURPOSE, "", *found)


def _session() -> str:
    """What names this browser's session, and only it; the cookie itself stays out of the page."""
    return digest(request.cookies.get(cookie_name(), "")).hex()
