"""The verification-token endpoint: a developer hands over what a host asked to see in the manifest.

Every call needs a bearer token with scope plugin.admin. The manifest shows a change at once.
"""

from flask import Blueprint, Response, jsonify

from plugin_oauth.database import unit_of_work
from plugin_oauth.errors import Problem
from plugin_oauth.oauth.bearer import authenticate
from plugin_oauth.plugin.api import NO_STORE, Answer
from plugin_oauth.plugin.arguments import read_arguments
from plugin_oauth.plugin.models import VerificationToken
from plugin_oauth.plugin.schemas import (
    VerificationTokenArguments,
    VerificationTokenListSchema,
    VerificationTokenSchema,
)
from plugin_oauth.plugin.scopes import PLUGIN_ADMIN
from plugin_oauth.plugin.verification_tokens import (
    find_verification_token,
    list_verification_tokens,
    remove_verification_token,
    set_verification_token,
)

bp = Blueprint("developer", __name__, url_prefix="/developer/verification-tokens")


@bp.get("")
@unit_of_work
def show_all() -> Answer:
    authenticate([PLUGIN_ADMIN.name])
    data = {"verification_tokens": list_verification_tokens()}
    return jsonify(VerificationTokenListSchema().dump(data)), 200, NO_STORE


@bp.get("/<service>")
@unit_of_work
def show(service: str) -> Answer:
    authenticate([PLUGIN_ADMIN.name])
    return _record(find_verification_token(service), 200)


@bp.put("/<service>")
@unit_of_work
def put(service: str) -> Answer:
    """Answer 201 if the service is new (RFC 9110 section 9.3.4), else 200."""
    authenticate([PLUGIN_ADMIN.name])
    arguments = read_arguments(VerificationTokenArguments(), {"service": service})
    is_new = set_verification_token(**arguments)
    return _record(find_verification_token(service), 201 if is_new else 200)


@bp.delete("/<service>")
@unit_of_work
def delete(service: str) -> Response:
    authenticate([PLUGIN_ADMIN.name])
    if not remove_verification_token(service):
        raise _not_found()
    return Response(status=204)


def _record(token: VerificationToken | None, status: int) -> Answer:
    if token is None:
        raise _not_found()
    return jsonify(VerificationTokenSchema().dump(token)), status, NO_STORE


def _not_found() -> Problem:
    return Problem(
        404, "Not Found", "No verification token is kept for this service; PUT one here."
    )
