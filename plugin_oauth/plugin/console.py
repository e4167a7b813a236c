"""The developer's console: clients, verification tokens, refused callbacks, recorded flows.

For administrators, by forms. The same rules as the command line's and the endpoint's: every change
calls the function that they call.
"""

from uuid import UUID

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from plugin_oauth.database import unit_of_work
from plugin_oauth.oauth.clients import add_redirect_uri
from plugin_oauth.oauth.connected_apps import last_uses, newest_clients
from plugin_oauth.oauth.flows import find_flow, latest_flows
from plugin_oauth.oauth.redirect_difference import redirect_difference
from plugin_oauth.oauth.refused_callbacks import (
    ObservedCallback,
    dismiss_callback,
    find_refused_callback,
    list_refused_callbacks,
    remove_refused_callback,
)
from plugin_oauth.plugin.schemas import VerificationTokenArguments
from plugin_oauth.plugin.verification_tokens import (
    list_verification_tokens,
    remove_verification_token,
    set_verification_token,
)
from plugin_oauth.users.session import admin_required

SHOWN = 50  # clients, and flows

bp = Blueprint("console", __name__, url_prefix="/developer")


@bp.get("")
@admin_required
def index() -> str:
    return _console()


@bp.post("/tokens")
@unit_of_work
@admin_required
def set_token() -> Response:
    given = {name: request.form.get(name, "") for name in ("service", "token")}
    try:
        arguments = VerificationTokenArguments().load(given)
    except ValidationError as error:
        name, sentences = next(iter(error.messages_dict.items()))
        return make_response(_console(f"{name.capitalize()}: {' '.join(sentences)}"), 422)
    set_verification_token(**arguments)
    flash(f"The manifest shows the token of {arguments['service']}.")
    return _to_console()


@bp.post("/tokens/remove")
@unit_of_work
@admin_required
def remove_token() -> Response:
    service = request.form.get("service", "")
    if remove_verification_token(service):
        flash(f"Removed the token of {service}.")
    return _to_console()


@bp.get("/callbacks/<uuid:callback_id>")
@admin_required
def callback(callback_id: UUID) -> str:
    return _callback(_waiting(callback_id))


@bp.post("/callbacks/<uuid:callback_id>/approve")
@unit_of_work
@admin_required
def approve(callback_id: UUID) -> Response:
    """Register exactly the address that was shown; one that is not ChatGPT's must be typed in."""
    waiting = _waiting(callback_id)
    address = waiting.row.redirect_uri
    if not waiting.is_one_click and request.form.get("typed", "") != address:
        return make_response(_callback(waiting, "That is not the address that was refused."), 422)
    try:
        add_redirect_uri(waiting.client.client_id, address)
    except ValueError as error:  # the settings may have changed since it was observed
        return make_response(_callback(waiting, str(error)), 422)
    remove_refused_callback(callback_id)
    flash(f"Approved for {waiting.client.name}: {address}")
    return _to_console()


@bp.post("/callbacks/<uuid:callback_id>/dismiss")
@unit_of_work
@admin_required
def dismiss(callback_id: UUID) -> Response:
    if dismiss_callback(callback_id):
        flash("Dismissed. It is not shown again, and it stays refused.")
    return _to_console()


@bp.get("/flows/<flow_id>")
@admin_required
def flow(flow_id: str) -> str:
    found = find_flow(flow_id)
    if found is None:
        abort(404, "There is no such flow, or it was too long ago to be kept.")
    return render_template("developer/flow.html", flow=found)


def _console(message: str | None = None) -> str:
    clients = newest_clients(SHOWN)
    return render_template(
        "developer/console.html",
        callbacks=list_refused_callbacks(),
        clients=clients,
        last_uses=last_uses([client.client_id for client in clients]),
        verification_tokens=list_verification_tokens(),
        flows=latest_flows(SHOWN),
        form=request.form,
        message=message,
    )


def _callback(waiting: ObservedCallback, message: str | None = None) -> str:
    _, sentence = redirect_difference(waiting.row.redirect_uri, waiting.client.redirect_uris)
    return render_template(
        "developer/callback.html",
        row=waiting.row,
        client=waiting.client,
        is_one_click=waiting.is_one_click,
        sentence=sentence,
        message=message,
    )


def _waiting(callback_id: UUID) -> ObservedCallback:
    found = find_refused_callback(callback_id)
    if found is None:
        abort(404, "Nothing waits here: it was approved or dismissed.")
    return found


def _to_console() -> Response:
    return redirect("/developer", 303)
