"""A server of Authlib's ready classes, as its documentation shows it, with lists for a database.

What our repairs stand against. Nothing here is ours, so that a repair upstream shows.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.integrations.sqla_oauth2 import (
    OAuth2AuthorizationCodeMixin,
    OAuth2ClientMixin,
    OAuth2TokenMixin,
)
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.test import TestResponse

ISSUER = "http://localhost"
REDIRECT_URI = "https://client.example/callback"
LOOPBACK_URI = "http://127.0.0.1:1234/callback"
SECRET = "a secret"


class PlainBase(DeclarativeBase):
    """Columns for the ready mixins; no table is ever made."""


class PlainClient(OAuth2ClientMixin, PlainBase):  # type: ignore[misc]  # Authlib has no types
    __tablename__ = "client"
    id: Mapped[int] = mapped_column(primary_key=True)


class PlainCode(OAuth2AuthorizationCodeMixin, PlainBase):  # type: ignore[misc]  # Authlib has no types
    __tablename__ = "code"
    id: Mapped[int] = mapped_column(primary_key=True)


class PlainToken(OAuth2TokenMixin, PlainBase):  # type: ignore[misc]  # Authlib has no types
    __tablename__ = "token"
    id: Mapped[int] = mapped_column(primary_key=True)

    def check_client(self, client: Any) -> bool:
        return bool(self.client_id == client.client_id)


def plain_client(client_id: str, method: str, secret: str | None) -> PlainClient:
    client = PlainClient(client_id=client_id, client_secret=secret)
    client.set_client_metadata(
        {
            "redirect_uris": [REDIRECT_URI, LOOPBACK_URI],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "scope": "a b",
            "token_endpoint_auth_method": method,
        }
    )
    return client


@dataclass
class PlainServer:
    """The server with its lists, and the steps of a flow against it."""

    codes: list[PlainCode] = field(default_factory=list)
    tokens: list[PlainToken] = field(default_factory=list)
    before_token: Any = None

    def __post_init__(self) -> None:
        made = [
            plain_client("basic", "client_secret_basic", SECRET),
            plain_client("post", "client_secret_post", SECRET),
            plain_client("public", "none", None),
            plain_client("no-secret", "client_secret_post", None),
        ]
        self.clients = {client.client_id: client for client in made}
        self.app = make_app(self)

    @property
    def http(self) -> FlaskClient:
        return self.app.test_client()

    def authorize(self, **changes: str) -> TestResponse:
        parameters = {"response_type": "code", "client_id": "post", "redirect_uri": REDIRECT_URI}
        return self.http.get("/authorize", query_string=parameters | changes)

    def code(self, **changes: str) -> str:
        return dict(parse_qsl(urlsplit(self.authorize(**changes).location).query))["code"]

    def redemption(self, code: str, **changes: str) -> dict[str, str]:
        credentials = {"client_id": "post", "client_secret": SECRET}
        body = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
        return body | credentials | changes

    def redeem(self, code: str, **changes: str) -> TestResponse:
        return self.http.post("/token", data=self.redemption(code, **changes))

    def call(self, token: str) -> TestResponse:
        return self.http.get("/api", headers={"Authorization": f"Bearer {token}"})


def make_app(store: PlainServer) -> Flask:
    """Return the app whose database is the store."""

    class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "none"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            store.codes.append(
                PlainCode(
                    code=code,
                    client_id=request.client.client_id,
                    redirect_uri=request.payload.redirect_uri,
                    scope=request.scope,
                    code_challenge=request.payload.data.get("code_challenge"),
                    code_challenge_method=request.payload.data.get("code_challenge_method"),
                )
            )

        def query_authorization_code(self, code: str, client: Any) -> PlainCode | None:
            known = (c for c in store.codes if (c.code, c.client_id) == (code, client.client_id))
            return next(known, None)

        def delete_authorization_code(self, code: PlainCode) -> None:
            if code in store.codes:
                store.codes.remove(code)

        def authenticate_user(self, _code: PlainCode) -> Any:
            if store.before_token is not None:
                store.before_token()
            return SimpleNamespace(id=1)

    class RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]  # Authlib has no types
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

        def authenticate_refresh_token(self, token: str) -> PlainToken | None:
            return next((known for known in store.tokens if known.refresh_token == token), None)

        def authenticate_user(self, _token: PlainToken) -> Any:
            return SimpleNamespace(id=1)

        def revoke_old_credential(self, _token: PlainToken) -> None:
            """Authlib: the server "MAY revoke the old refresh token"."""

    class Revocation(RevocationEndpoint):  # type: ignore[misc]  # Authlib has no types
        def query_token(self, token: str, hint: str | None) -> PlainToken | None:
            column = "refresh_token" if hint == "refresh_token" else "access_token"
            return next((t for t in store.tokens if getattr(t, column) == token), None)

        def revoke_token(self, token: PlainToken, _request: Any) -> None:
            store.tokens.remove(token)

    class Validator(BearerTokenValidator):  # type: ignore[misc]  # Authlib has no types
        def authenticate_token(self, token: str) -> PlainToken | None:
            return next((known for known in store.tokens if known.access_token == token), None)

    class Issuer(IssuerParameter):  # type: ignore[misc]  # Authlib has no types
        def get_issuer(self) -> str:
            return ISSUER

    def save_token(token: dict[str, Any], request: Any) -> None:
        row = PlainToken(client_id=request.client.client_id, **token)
        row.issued_at, row.access_token_revoked_at, row.refresh_token_revoked_at = 2**40, 0, 0
        store.tokens.append(row)

    app = Flask("plain")
    app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
    server = AuthorizationServer(app, store.clients.get, save_token)
    server.register_grant(CodeGrant, [CodeChallenge(required=True)])
    server.register_grant(RefreshGrant)
    server.register_endpoint(Revocation)
    server.register_extension(Issuer())
    require_oauth = ResourceProtector()
    require_oauth.register_token_validator(Validator())

    @app.get("/authorize")
    def authorize() -> Response:
        try:
            grant = server.get_consent_grant(end_user=SimpleNamespace(id=1))
        except OAuth2Error as error:
            refused: Response = server.handle_error_response(None, error)
            return refused
        user = SimpleNamespace(id=1)
        answer: Response = server.create_authorization_response(grant_user=user, grant=grant)
        return answer

    @app.post("/token")
    def token() -> Response:
        answer: Response = server.create_token_response()
        return answer

    @app.post("/revoke")
    def revoke() -> Response:
        answer: Response = server.create_endpoint_response("revocation")
        return answer

    @app.get("/api")
    @require_oauth("a b")  # type: ignore[untyped-decorator]  # Authlib has no types
    def api() -> str:
        return "ok"

    @app.get("/any")
    @require_oauth(["a", "b"])  # type: ignore[untyped-decorator]  # Authlib has no types
    def any_of() -> str:
        return "ok"

    return app
