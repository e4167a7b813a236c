"""A person's own account: browsers, password, and the end of it (the overview is oauth/account.py).

What cannot be taken back asks for the password again: a browser left open, or a stolen cookie, must
not be enough. Guesses are counted by address and account, like those at sign-in.
"""

from typing import cast

from flask import Blueprint, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from plugin_oauth import limits
from plugin_oauth.database import unit_of_work
from plugin_oauth.extensions import limiter
from plugin_oauth.users import accounts
from plugin_oauth.users.browser_sessions import end_one_session, end_other_sessions
from plugin_oauth.users.models import CurrentUser, User
from plugin_oauth.users.session import current_user, login_required, sign_in, sign_out

OVERVIEW = "/account"
WRONG = "That is not your present password."

bp = Blueprint("own_account", __name__, url_prefix=OVERVIEW)


def by_address_and_person() -> str:
    """Return the key of this caller guessing the password of the account signed in here."""
    person = current_user()
    return f"{limits.by_network()} {person.id if person else ''}"


password_limit = limiter.shared_limit(
    limits.LOGIN_FAILURES,
    scope="own-password",
    key_func=by_address_and_person,
    deduct_when=limits.is_refusal,
)


@bp.post("/sessions/end")
@unit_of_work
@login_required
def end_session() -> Response:
    if end_one_session(_person().id, request.form.get("session", "")):
        flash("That browser is signed out.")
    return _to_overview()


@bp.post("/sessions/end-others")
@unit_of_work
@login_required
def end_others() -> Response:
    end_other_sessions(_person().id)
    flash("Every other browser is signed out.")
    return _to_overview()


@bp.get("/password")
@login_required
def password() -> str:
    return render_template("users/password.html", user=_person())


@bp.post("/password")
@password_limit
@unit_of_work
@login_required
def change_password() -> Response:
    """Change it, end all other sessions, and give this browser a new one."""
    person = _person()
    if not accounts.is_own_password(person.id, request.form.get("current_password", "")):
        return _refusal("users/password.html", WRONG)
    try:
        accounts.change_password(person.id, request.form.get("new_password", ""))
    except accounts.AccountError as error:
        return _refusal("users/password.html", str(error))
    end_other_sessions(person.id)
    response = _to_overview()
    sign_in(cast(User, accounts.find_user(str(person.email))), response)
    flash("Your password is changed, and every other browser is signed out.")
    return response


@bp.get("/delete")
@login_required
def confirm_delete() -> str:
    return render_template("users/delete_account.html", user=_person())


@bp.post("/delete")
@password_limit
@unit_of_work
@login_required
def delete() -> Response:
    person = _person()
    if not accounts.is_own_password(person.id, request.form.get("current_password", "")):
        return _refusal("users/delete_account.html", WRONG)
    response = redirect("/", 303)
    sign_out(response)
    accounts.delete_account(person.id)
    flash("Your account is deleted, with everything that was in it.")
    return response


def _refusal(template: str, message: str) -> Response:
    return make_response(render_template(template, user=_person(), message=message), 400)


def _person() -> CurrentUser:
    """Return who is signed in: login_required has answered everybody else."""
    return cast(CurrentUser, current_user())


def _to_overview() -> Response:
    return redirect(OVERVIEW, 303)
