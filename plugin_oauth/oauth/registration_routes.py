"""The endpoints of registration and of a registered client's configuration."""

from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import Blueprint, Response, jsonify, request

from plugin_oauth import limits
from plugin_oauth.database import unit_of_work
from plugin_oauth.extensions import limiter
from plugin_oauth.oauth import registration, registration_management
from plugin_oauth.oauth.clients import delete_client
from plugin_oauth.oauth.flight_recorder import recorded
from plugin_oauth.oauth.purge import purge_unused_clients
from plugin_oauth.oauth.server import authorization_server

bp = Blueprint("registration", __name__)


@bp.post("/register")
@limiter.limit(limits.REGISTRATIONS_OF_A_NETWORK, key_func=limits.by_network)
@unit_of_work
@recorded("register")
def register() -> Response:
    try:
        registration.check_may_register()
        answer = registration.register_client(registration.read_body())
    except OAuth2Error as error:
        return refusal(error)
    purge_unused_clients()  # a small batch: whoever adds a row clears some away
    return as_json(answer, 201)


@bp.route("/register/<client_id>", methods=["GET", "PUT"])
@limiter.limit(
    limits.CLIENT_FAILURES, key_func=limits.by_network, deduct_when=limits.is_unauthorized
)
@unit_of_work
@recorded("register")
def configure(client_id: str) -> Response:
    try:
        client = registration_management.authenticate(client_id)
        if request.method == "PUT":
            document = registration.read_body()
            return as_json(registration_management.replace_client(client, document))
        return as_json(registration_management.read_client(client))
    except OAuth2Error as error:
        return refusal(error)


@bp.delete("/register/<client_id>")
@limiter.limit(
    limits.CLIENT_FAILURES, key_func=limits.by_network, deduct_when=limits.is_unauthorized
)
@unit_of_work
@recorded("register")
def remove(client_id: str) -> Response:
    try:
        delete_client(registration_management.authenticate(client_id).client_id)
    except OAuth2Error as error:
        return refusal(error)
    return no_store(Response(status=204))


def refusal(error: OAuth2Error) -> Response:
    return no_store(authorization_server().handle_error_response(None, error))


def as_json(answer: dict[str, Any], status: int = 200) -> Response:
    response = jsonify(answer)
    response.status_code = status
    return no_store(response)


def no_store(response: Response) -> Response:
    """Secrets are kept by nobody on the way."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response
