"""The page /account/api-keys (PLUGIN_AUTH=user_http): a person makes and revokes keys of their own.

A new key is shown once, on the page that the form leads to. It travels there in the cookie of the
forms, sealed under the cookie of the session: it is in no address, and nothing is stored.
"""

from typing import cast
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response

from plugin_oauth.database import unit_of_work
from plugin_oauth.oauth.scopes import scope_table
from plugin_oauth.oauth.sealing import seal, unseal
from plugin_oauth.plugin.definition import current_plugin
from plugin_oauth.plugin.http_keys.api_keys import create_api_key, list_api_keys, revoke_api_key
from plugin_oauth.plugin.http_keys.authentication import API_KEYS_PAGE
from plugin_oauth.users.models import CurrentUser
from plugin_oauth.users.session import cookie_name, current_user, login_required

NEW_KEY = "new_api_key"

bp = Blueprint("api_keys", __name__, url_prefix=API_KEYS_PAGE)


@bp.get("")
@login_required
def index() -> str:
    return _page(new_key=_take_new_key())


@bp.post("")
@unit_of_work
@login_required
def create() -> Response:
    name, scope = request.form.get("name", ""), request.form.getlist("scope")
    try:
        key = create_api_key(_person().id, name, scope)
    except ValueError as error:
        return make_response(_page(message=str(error)), 422)
    session[NEW_KEY] = seal(_session_cookie(), key.encode(), _person().id.bytes)
    return _to_page()


@bp.post("/revoke")
@unit_of_work
@login_required
def revoke() -> Response:
    """Revoke at once; an unknown key is nothing to be told about."""
    try:
        key_id = UUID(request.form.get("key", ""))
    except ValueError:
        return _to_page()
    if revoke_api_key(_person().id, key_id):
        flash("Revoked. It opens nothing any more.")
    return _to_page()


def _take_new_key() -> str | None:
    """Return the key that was just made in this session, the first time this is asked."""
    sealed = session.pop(NEW_KEY, None)
    if not isinstance(sealed, bytes):
        return None
    key = unseal(_session_cookie(), sealed, _person().id.bytes)
    return key.decode() if key else None


def _page(*, new_key: str | None = None, message: str | None = None) -> str:
    return render_template(
        "plugin/api_keys.html",
        keys=list_api_keys(_person().id),
        sentences={name: scope.sentence for name, scope in scope_table().items()},
        scopes=current_plugin().scopes,
        new_key=new_key,
        form=request.form,
        message=message,
    )


def _session_cookie() -> str:
    return request.cookies.get(cookie_name(), "")


def _person() -> CurrentUser:
    """Return who is signed in: login_required has answered everybody else."""
    return cast(CurrentUser, current_user())


def _to_page() -> Response:
    return redirect(API_KEYS_PAGE, 303)
