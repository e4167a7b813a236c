"""The endpoints that OpenID Connect adds: UserInfo, and signing out at a client's request."""

from urllib.parse import urlencode

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from plugin_oauth.database import expect_writes, unit_of_work
from plugin_oauth.errors import error_page
from plugin_oauth.headers import allow_redirect_of_form
from plugin_oauth.oauth.end_session import EndSession, read_end_session
from plugin_oauth.oauth.request import authorization_request
from plugin_oauth.oauth.userinfo import userinfo
from plugin_oauth.users.session import SignedIn, sign_out, signed_in

bp = Blueprint("openid", __name__)


@bp.route("/userinfo", methods=["GET", "POST"], strict_slashes=False)
@unit_of_work
def show_userinfo() -> tuple[dict[str, object], int, dict[str, str]]:
    return userinfo(), 200, {"Cache-Control": "no-store"}


@bp.post("/end_session")
def read_form() -> WerkzeugResponse:
    """Turn the form of another site into the same question asked by GET, and change nothing.

    A form that comes from elsewhere brings no cookie of ours (SameSite); the GET after it does.
    """
    pairs = list(request.form.items(multi=True))
    return redirect(f"{url_for('openid.end_session')}?{urlencode(pairs)}", 303)


@bp.get("/end_session")
@unit_of_work
def end_session() -> WerkzeugResponse | str | tuple[str, int]:
    """Sign the person out if the client proves that it may, else ask them; then lead on."""
    expect_writes()
    try:
        asked = read_end_session(authorization_request())
    except OAuth2Error as error:
        return error_page(400, error.description, title="This sign-out request cannot go on"), 400
    person = signed_in()
    if person is not None and person.user.id != asked.user_id:
        allow_redirect_of_form()
        return render_template(
            "oauth/end_session.html", client=asked.client, next=request.full_path
        )
    return lead_on(asked, person)


def lead_on(asked: EndSession, person: SignedIn | None) -> WerkzeugResponse:
    """Sign the person out; return the redirect to the client, or the page that says so."""
    response = Response() if asked.location is None else redirect(asked.location, 303)
    if person is not None:
        sign_out(response)
    if asked.location is None:
        response.set_data(render_template("oauth/signed_out.html", client=asked.client))
    response.headers["Cache-Control"] = "no-store"
    return response
