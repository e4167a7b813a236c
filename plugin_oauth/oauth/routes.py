"""The endpoints of the authorization server; each is one unit of work with one commit."""

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import Blueprint, Flask, Response, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from plugin_oauth import limits
from plugin_oauth.database import expect_writes, unit_of_work
from plugin_oauth.errors import error_page
from plugin_oauth.extensions import limiter
from plugin_oauth.headers import allow_redirect_of_form
from plugin_oauth.oauth.authorization_code import AuthorizationCodeGrant
from plugin_oauth.oauth.consent import consent_question, may_skip_consent, remember_consent
from plugin_oauth.oauth.metadata import init_metadata, metadata_response
from plugin_oauth.oauth.request import authorization_request, body_request
from plugin_oauth.oauth.server import authorization_server, init_server
from plugin_oauth.users.session import SignedIn, redirect_to_login, signed_in

bp = Blueprint("oauth", __name__)


def init_oauth(app: Flask) -> None:
    """Add the authorization server to the app; its scopes must be known by now (init_scopes)."""
    init_server(app)
    init_metadata(app)
    app.register_blueprint(bp)


@bp.get("/.well-known/oauth-authorization-server")
def metadata() -> Response:
    return metadata_response()


@bp.route("/authorize", methods=["GET", "POST"])
@unit_of_work
def authorize() -> WerkzeugResponse | str | tuple[str, int]:
    """Check the request, then the person, then ask: errors come before a login page."""
    expect_writes()
    try:
        grant = authorization_server().get_consent_grant(authorization_request())
        person = signed_in()
        if person is None:
            return redirect_to_login()
        grant.narrow_scope(person.user)
    except OAuth2Error as error:
        return authorization_error(error)
    return decide(grant, person)


def decide(grant: AuthorizationCodeGrant, person: SignedIn) -> WerkzeugResponse | str:
    """Return the consent page, or the redirect that the person's decision leads to."""
    client, scope, user_id = grant.client, grant.request.scope, person.user.id
    # A GET may have a body too, and nobody checks the form token of a GET.
    decision = request.form.get("decision") if request.method == "POST" else None
    if decision == "allow":
        remember_consent(client, scope, user_id)
        return respond(grant, person)
    if decision == "deny":
        return respond(grant, None)
    if request.method == "GET" and may_skip_consent(client, scope, user_id):
        return respond(grant, person)
    allow_redirect_of_form()
    redirect_uri = grant.validate_authorization_request()
    question = consent_question(client, redirect_uri, scope, user_id)
    return render_template("oauth/consent.html", question=question, user=person.user)


def respond(grant: AuthorizationCodeGrant, person: SignedIn | None) -> Response:
    """Return the redirect to the client: with a code for the person, or access_denied for None."""
    response: Response = authorization_server().create_authorization_response(
        grant.request, grant_user=person, grant=grant
    )
    return response


def authorization_error(error: OAuth2Error) -> WerkzeugResponse | tuple[str, int]:
    """Return the error to the client, or to the person as long as the client is not proved."""
    if error.redirect_uri:
        return authorization_server().handle_error_response(None, error)
    return error_page(400, error.description, title="This sign-in request cannot go on"), 400


@bp.post("/token")
@limiter.limit(
    limits.CLIENT_FAILURES,
    key_func=limits.by_address_and_client,
    deduct_when=limits.is_unauthorized,
)
@unit_of_work
def token() -> Response:
    try:
        protocol_request = body_request()
    except OAuth2Error as error:
        return authorization_server().handle_error_response(None, error)
    return no_store(authorization_server().create_token_response(protocol_request))


@bp.post("/revoke")
@limiter.limit(
    limits.CLIENT_FAILURES,
    key_func=limits.by_address_and_client,
    deduct_when=limits.is_unauthorized,
)
@unit_of_work
def revoke() -> Response:
    try:
        protocol_request = body_request()
    except OAuth2Error as error:
        return authorization_server().handle_error_response(None, error)
    return no_store(authorization_server().create_endpoint_response("revocation", protocol_request))


def no_store(response: Response) -> Response:
    """Tokens and errors about them are kept by nobody on the way (RFC 6749 section 5.1)."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response
