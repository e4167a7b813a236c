"""The page at which a person enters a device's code and decides (RFC 8628 section 3.3).

Whoever is signed in enters the code, also when the address brought it along: somebody else may have
sent that link (section 5.4). Then comes the question that every other client has to ask too.

    the code is live, and undecided      else the page again, and the guess is counted
    a decision that counts               else the question (again)
    the one UPDATE that decides          else the page again: somebody was first, or it expired
"""

from dataclasses import dataclass

from authlib.oauth2.rfc6749 import InvalidScopeError
from flask import Blueprint, render_template, request
from sqlalchemy import bindparam, select, update
from werkzeug.wrappers import Response

from plugin_oauth import limits
from plugin_oauth.clock import now
from plugin_oauth.database import db, unit_of_work
from plugin_oauth.extensions import limiter
from plugin_oauth.oauth.client_auth import find_client
from plugin_oauth.oauth.consent import consent_question, remember_consent
from plugin_oauth.oauth.decision import UndecidedError, make_handle, take_decision
from plugin_oauth.oauth.device_authorization import normalize_user_code, user_code_digest
from plugin_oauth.oauth.models import Client, device_codes
from plugin_oauth.oauth.scopes import without_admin
from plugin_oauth.users.models import CurrentUser
from plugin_oauth.users.session import (
    SignedIn,
    current_user,
    login_required,
    redirect_to_login,
    signed_in,
)

bp = Blueprint("device", __name__)

UNKNOWN = "There is no such code, or it has expired. Compare it with the one on your device."
TOO_LATE = "This code was decided about before, or has expired. Ask your device for a new one."
ADMINISTRATORS_ONLY = "What this device asks for, only an administrator can allow."


@dataclass(frozen=True, slots=True)
class WaitingDevice:
    """A device that waits for a decision: which client, and what it asks for."""

    digest: bytes
    client: Client
    scope: str
    user_code: str

    @property
    def question(self) -> list[str]:
        """What the decision is bound to."""
        return ["device", self.digest.hex(), self.client.client_id, self.scope]


_is_undecided = (
    device_codes.c.user_code_digest == bindparam("typed"),
    device_codes.c.decided_at.is_(None),
    device_codes.c.expires_at > bindparam("moment"),
)
_find = select(device_codes.c.digest, device_codes.c.client_id, device_codes.c.scope).where(
    *_is_undecided
)
_decide = (
    update(device_codes)
    .where(*_is_undecided)
    .values(
        decided_at=bindparam("moment"),
        user_id=bindparam("person"),
        auth_time=bindparam("since"),
        scope=bindparam("allowed"),
    )
    .returning(device_codes.c.digest)
)


def by_address_and_person() -> str:
    """Return the key of this person trying codes from here: nobody else is slowed down too."""
    person = current_user()
    return f"{limits.by_network()} {person.id if person else ''}"


@bp.get("/device")
@login_required
def enter_code() -> Response | str:
    return code_page(request.args.get("user_code", ""))


@bp.post("/device")
@limiter.limit(
    limits.USER_CODE_FAILURES, key_func=by_address_and_person, deduct_when=limits.is_refusal
)
@limiter.limit(
    limits.USER_CODE_FAILURES_OF_AN_ADDRESS,
    key_func=limits.by_network,
    deduct_when=limits.is_refusal,
)
@unit_of_work
def decide() -> Response | str | tuple[str, int]:
    """Find the device, then ask, then take the decision."""
    person = signed_in()
    if person is None:
        return redirect_to_login()
    typed = request.form.get("user_code", "")
    device = find_device(typed, person.user)
    if isinstance(device, str):
        return code_page(typed, device), 400
    if "decision" not in request.form:
        return ask(device, person.user)
    try:
        allowed = take_decision(device.question, device.scope)
    except UndecidedError as error:
        return ask(device, person.user, str(error)), 400
    if not save_decision(device, person, allowed):
        return code_page(typed, TOO_LATE), 400
    return render_template("oauth/device_done.html", is_allowed=bool(allowed))


def find_device(typed: str, user: CurrentUser) -> WaitingDevice | str:
    """Return the device that waits with this code, or the sentence that says why there is none."""
    user_code = normalize_user_code(typed)
    key = {"typed": user_code_digest(user_code), "moment": now()}
    row = db.session.execute(_find, key).one_or_none()
    client = find_client(row.client_id) if row else None
    if row is None or client is None:
        return UNKNOWN
    try:
        scope = row.scope if user.is_admin else without_admin(row.scope)
    except InvalidScopeError:
        return ADMINISTRATORS_ONLY
    return WaitingDevice(row.digest, client, scope, user_code)


def ask(device: WaitingDevice, user: CurrentUser, message: str = "") -> str:
    """Return the consent page for the device: the question is asked each time."""
    question = consent_question(device.client, None, device.scope, user.id)
    return render_template(
        "oauth/device_consent.html",
        question=question,
        handle=make_handle(device.question),
        user=user,
        user_code=device.user_code,
        message=message,
    )


def save_decision(device: WaitingDevice, person: SignedIn, allowed: str) -> bool:
    """Decide by one UPDATE; False if it was decided before or has expired."""
    values = {
        "typed": user_code_digest(device.user_code),
        "moment": now(),
        "person": person.user.id if allowed else None,
        "since": person.auth_time if allowed else None,
        "allowed": allowed or device.scope,
    }
    if db.session.execute(_decide, values).one_or_none() is None:
        return False
    if allowed:
        remember_consent(device.client, device.scope, allowed, person.user.id)
    return True


def code_page(typed: str, message: str = "") -> str:
    user_code = normalize_user_code(typed) if typed else ""
    return render_template("oauth/device.html", user_code=user_code, message=message)
