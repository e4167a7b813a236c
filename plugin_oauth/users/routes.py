"""The pages to sign up, sign in and sign out."""

from flask import Blueprint, Flask, redirect, render_template, request
from werkzeug.wrappers import Response

from plugin_oauth import limits
from plugin_oauth.audit import Event, record_event
from plugin_oauth.database import unit_of_work
from plugin_oauth.extensions import limiter
from plugin_oauth.headers import allow_redirect_of_form
from plugin_oauth.users import account, accounts
from plugin_oauth.users.session import current_user, next_path, sign_in, sign_out, signed_in

bp = Blueprint("users", __name__)

WRONG = "That e-mail and password do not belong together. Check both and try again."


def init_users(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(account.bp)
    app.context_processor(lambda: {"current_user": current_user})


@bp.get("/login")
def login() -> Response | str:
    """Show the form; whoever is signed in sees it only if an app asks them to prove it `again`."""
    allow_redirect_of_form()
    person, is_again = current_user(), "again" in request.args
    if person and not is_again:
        return redirect(next_path(), 303)
    hint = request.args.get("login_hint", (person.email or "") if person else "")
    return render_template("users/login.html", username=hint[:254], is_again=is_again)


@bp.post("/login")
@limiter.limit(
    limits.LOGIN_FAILURES, key_func=limits.by_address_and_username, deduct_when=limits.is_refusal
)
@limiter.limit(
    limits.LOGIN_FAILURES_OF_AN_ADDRESS,
    key_func=limits.by_network,
    deduct_when=limits.is_refusal,
)
@unit_of_work
def log_in() -> Response | tuple[str, int]:
    allow_redirect_of_form()
    email = request.form.get("username", "")
    user = accounts.authenticate(email, request.form.get("password", ""))
    if user is None:
        return render_template("users/login.html", username=email, message=WRONG), 400
    response = redirect(next_path(), 303)
    sign_in(user, response)
    record_event(Event.SIGN_IN, user_id=user.id)
    return response


@bp.get("/signup")
def signup() -> Response | str:
    allow_redirect_of_form()
    return redirect(next_path(), 303) if signed_in() else render_template("users/signup.html")


@bp.post("/signup")
@limiter.limit(limits.SIGN_UPS_OF_AN_ADDRESS, key_func=limits.by_network)
@unit_of_work
def sign_up() -> Response | tuple[str, int]:
    allow_redirect_of_form()
    email = request.form.get("username", "")
    try:
        user = accounts.create_user(email, request.form.get("password", ""))
    except accounts.AccountError as error:
        return render_template("users/signup.html", username=email, message=str(error)), 400
    response = redirect(next_path(), 303)
    sign_in(user, response)
    return response


@bp.post("/logout")
@unit_of_work
def logout() -> Response:
    """End the session; `next` leads on, back to an authorization request as somebody else, say."""
    response = redirect(next_path(), 303)
    sign_out(response)
    return response
