"""The account page: what acts for this person, and where they are signed in.

It stands here, above `users/`, because it shows clients; the forms about the account itself are in
users/account.py.
"""

from datetime import datetime
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from plugin_oauth.database import unit_of_work
from plugin_oauth.oauth.connected_apps import disconnect, list_connected_apps
from plugin_oauth.users.browser_sessions import list_sessions
from plugin_oauth.users.models import CurrentUser
from plugin_oauth.users.session import current_user, login_required

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.app_template_filter()
def moment(time: datetime) -> Markup:
    """Return a time as people read it, with the exact one for machines."""
    html = Markup('<time datetime="{}">{:%Y-%m-%d %H:%M} UTC</time>')
    return html.format(time.isoformat(), time)


@bp.get("")
@login_required
def index() -> str:
    person = _person()
    return render_template(
        "oauth/account.html",
        user=person,
        apps=list_connected_apps(person.id),
        sessions=list_sessions(person.id),
    )


@bp.post("/disconnect")
@unit_of_work
@login_required
def disconnect_client() -> Response:
    """Disconnect at once; an unknown client is nothing to be told about."""
    disconnect(_person().id, request.form.get("client_id", ""))
    flash("Disconnected. Its access has ended.")
    return redirect("/account", 303)


def _person() -> CurrentUser:
    """Return who is signed in: login_required has answered everybody else."""
    return cast(CurrentUser, current_user())
