"""The authorization server: Authlib's engine, the one list of what it can do, and its redirects."""

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlencode

from authlib.integrations.flask_oauth2 import AuthorizationServer as AuthlibServer
from authlib.oauth2.rfc6749 import AccessDeniedError, InvalidRequestError, OAuth2Error
from flask import Flask, Response, current_app

from plugin_oauth.oauth import flight_recorder
from plugin_oauth.oauth.authorization_code import AuthorizationCodeGrant
from plugin_oauth.oauth.client_auth import authenticate_client, find_client
from plugin_oauth.oauth.client_credentials import ClientCredentialsGrant
from plugin_oauth.oauth.client_metadata import init_client_metadata
from plugin_oauth.oauth.device_authorization import DeviceAuthorizationEndpoint
from plugin_oauth.oauth.device_code import DeviceCodeGrant
from plugin_oauth.oauth.introspection import IntrospectionEndpoint
from plugin_oauth.oauth.pkce import S256CodeChallenge
from plugin_oauth.oauth.pushed_authorization import PushedAuthorizationRequestEndpoint
from plugin_oauth.oauth.refresh_token import RefreshTokenGrant
from plugin_oauth.oauth.request import ProtocolRequest
from plugin_oauth.oauth.revocation import RevocationEndpoint

_KEY = "plugin_oauth_server"

Redirect = tuple[int, str, list[tuple[str, str]]]

# Everything the server can do. The metadata document, and nothing else, is read off these classes.
GRANTS: tuple[tuple[Any, list[Any]], ...] = (
    (AuthorizationCodeGrant, [S256CodeChallenge(required=True)]),
    (RefreshTokenGrant, []),
    (ClientCredentialsGrant, []),
    (DeviceCodeGrant, []),
)
ENDPOINTS = (
    RevocationEndpoint,
    IntrospectionEndpoint,
    PushedAuthorizationRequestEndpoint,
    DeviceAuthorizationEndpoint,
)


class UnsupportedGrantTypeError(OAuth2Error):
    """RFC 6749 section 5.2; Authlib's own class repeats the input in its description."""

    error = "unsupported_grant_type"

    def __init__(self) -> None:
        known = ", ".join(grant.GRANT_TYPE for grant, _ in GRANTS)
        super().__init__(f"The grant_type must be one of {known}.")


class AuthorizationServer(AuthlibServer):
    """Authlib's server with our client authentication, our request and our redirects."""

    def create_oauth2_request(self, request: ProtocolRequest) -> ProtocolRequest:
        return request

    def authenticate_client(
        self, request: ProtocolRequest, methods: Sequence[str], endpoint: str = "token"
    ) -> Any:
        return authenticate_client(request, methods, endpoint)

    def get_authorization_grant(self, request: ProtocolRequest) -> AuthorizationCodeGrant:
        """There is one; the response type is judged after the client: then errors can go home."""
        return AuthorizationCodeGrant(request, self)

    def get_token_grant(self, request: ProtocolRequest) -> Any:
        if request.payload.grant_type is None:
            raise InvalidRequestError("grant_type is missing.")
        for grant_class, extensions in self._token_grants:
            if request.payload.grant_type == grant_class.GRANT_TYPE:
                grant = grant_class(request, self)
                for extension in extensions or ():
                    extension(grant)
                return grant
        raise UnsupportedGrantTypeError()

    def create_token_response(self, request: ProtocolRequest) -> Response:
        """Return the answer of the token endpoint, a token or the error (RFC 6749 section 5)."""
        try:
            grant = self.get_token_grant(request)
            grant.validate_token_request()
            return self.handle_response(*grant.create_token_response())
        except OAuth2Error as error:
            return self.handle_error_response(request, error)

    def handle_response(self, status: int, payload: Any, headers: Any) -> Response:
        return cast(Response, super().handle_response(status, payload, headers))

    def handle_error_response(
        self, request: ProtocolRequest | None, error: OAuth2Error
    ) -> Response:
        """Return the error as JSON, or as a redirect once the redirect URI is proved."""
        flight_recorder.refuse(error)
        if error.redirect_uri:
            parameters = [pair for pair in error.get_body() if pair[0] != "state"]
            return self.handle_response(
                *self.redirect_to_client(error.redirect_uri, parameters, error.state)
            )
        return cast(Response, super().handle_error_response(request, error))

    def denied(self, redirect_uri: str, request: ProtocolRequest) -> Redirect:
        """Return the redirect that tells the client that the user said no."""
        error = AccessDeniedError("The user did not allow it.")
        return self.redirect_to_client(redirect_uri, error.get_body(), request.payload.state)

    def redirect_to_client(
        self, redirect_uri: str, parameters: list[tuple[str, str]], state: str | None
    ) -> Redirect:
        """Return the one redirect of this server: every answer, success or error, carries `iss`.

        RFC 9207 section 2 against mix-up; 303 because a 307 would send a login form's fields on
        (RFC 9700 section 4.12).
        """
        flight_recorder.decided()
        if state is not None:
            parameters = [*parameters, ("state", state)]
        if current_app.config["ISS_PARAMETER"]:
            parameters = [*parameters, ("iss", current_app.config["BASE_URL"])]
        location = f"{redirect_uri}{_joint(redirect_uri)}{urlencode(parameters)}"
        return 303, "", [("Location", location), ("Cache-Control", "no-store")]


def _joint(uri: str) -> str:
    """What joins a query to the URI as text; a parser bends an app's own scheme."""
    if "?" not in uri:
        return "?"
    return "" if uri.endswith(("?", "&")) else "&"


def init_server(app: Flask) -> None:
    server = AuthorizationServer()
    server.init_app(app, query_client=find_client)
    for grant, extensions in GRANTS:
        server.register_grant(grant, extensions)
    for endpoint in ENDPOINTS:
        server.register_endpoint(endpoint)
    app.extensions[_KEY] = server
    init_client_metadata(app, [grant.GRANT_TYPE for grant, _ in GRANTS])


def authorization_server() -> AuthorizationServer:
    """Return the current app's authorization server."""
    return cast(AuthorizationServer, current_app.extensions[_KEY])
