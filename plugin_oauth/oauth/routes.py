"""The endpoints of the authorization server; each is one unit of work with one commit."""

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import Blueprint, Flask, Response, request
from werkzeug.wrappers import Response as WerkzeugResponse

from plugin_oauth import limits
from plugin_oauth.csrf import is_decision
from plugin_oauth.database import expect_writes, unit_of_work
from plugin_oauth.errors import error_page
from plugin_oauth.extensions import limiter
from plugin_oauth.oauth import account, device_page, openid_routes, registration_routes
from plugin_oauth.oauth.authorization import UnregisteredRedirectUriError
from plugin_oauth.oauth.authorization_page import answer_request, as_get_request
from plugin_oauth.oauth.flight_recorder import recorded, refuse
from plugin_oauth.oauth.prefetch import init_prefetch
from plugin_oauth.oauth.pushed_authorization import requested_authorization
from plugin_oauth.oauth.refused_callbacks import observe_refused_callback
from plugin_oauth.oauth.request import body_request
from plugin_oauth.oauth.server import authorization_server, init_server
from plugin_oauth.oauth.well_known import init_well_known

bp = Blueprint("oauth", __name__)


def init_oauth(app: Flask) -> None:
    """Add the authorization server to the app; its scopes must be known by now (init_scopes)."""
    init_server(app)
    init_prefetch(app)
    init_well_known(app)
    app.register_blueprint(bp)
    app.register_blueprint(account.bp)
    app.register_blueprint(device_page.bp)
    app.register_blueprint(openid_routes.bp)
    app.register_blueprint(registration_routes.bp)


@bp.route("/authorize", methods=["GET", "POST"])
@unit_of_work
@recorded("authorize")
def authorize() -> WerkzeugResponse | str | tuple[str, int]:
    """Check the request, then the person, then ask: errors come before a login page."""
    if request.method == "POST" and not is_decision(request):
        return as_get_request()
    expect_writes()
    try:
        grant = authorization_server().get_consent_grant(requested_authorization())
        return answer_request(grant)
    except OAuth2Error as error:
        return authorization_error(error)


def authorization_error(error: OAuth2Error) -> WerkzeugResponse | tuple[str, int]:
    """Return the error to the client, or to the person as long as the client is not proved."""
    if error.redirect_uri:
        return authorization_server().handle_error_response(None, error)
    if isinstance(error, UnregisteredRedirectUriError):
        observe_refused_callback(error.client, error.presented)
    refuse(error)
    return error_page(400, error.description, title="This sign-in request cannot go on"), 400


@bp.post("/par")
@limits.slow_down_failing_clients
@limiter.limit(limits.WAITING_REQUESTS, key_func=limits.by_address_and_waiting_client)
@unit_of_work
@recorded("par")
def push_authorization_request() -> Response:
    return endpoint_response("pushed_authorization_request")


@bp.post("/device_authorization")
@limits.slow_down_failing_clients
@limiter.limit(limits.WAITING_REQUESTS, key_func=limits.by_address_and_waiting_client)
@unit_of_work
@recorded("device_authorization")
def authorize_device() -> Response:
    return endpoint_response("device_authorization")


@bp.post("/token")
@limits.slow_down_failing_clients
@unit_of_work
@recorded("token")
def token() -> Response:
    try:
        protocol_request = body_request()
    except OAuth2Error as error:
        return authorization_server().handle_error_response(None, error)
    return no_store(authorization_server().create_token_response(protocol_request))


@bp.post("/revoke")
@limits.slow_down_failing_clients
@unit_of_work
@recorded("revoke")
def revoke() -> Response:
    return endpoint_response("revocation")


@bp.post("/introspect")
@limits.slow_down_failing_clients
@unit_of_work
def introspect() -> Response:
    return endpoint_response("introspection")


def endpoint_response(name: str) -> Response:
    """Return the answer of the endpoint of this name to the request's body."""
    try:
        protocol_request = body_request()
    except OAuth2Error as error:
        return no_store(authorization_server().handle_error_response(None, error))
    return no_store(authorization_server().create_endpoint_response(name, protocol_request))


def no_store(response: Response) -> Response:
    """Tokens and errors about them are kept by nobody on the way (RFC 6749 section 5.1)."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response
