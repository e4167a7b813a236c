"""The authorization code grant (RFC 6749 section 4.1), redeemed exactly once.

At the token endpoint the checks run in this order; the code is taken last, when possession is
proved, so that a thief without the verifier can neither use a code nor burn it:

    client authentication         invalid_client
    grant type of the client      unauthorized_client
    code known, live, its client  invalid_grant
    redirect URI                  invalid_grant
    PKCE verifier                 invalid_grant
    resource                      invalid_target
    DPoP proof                    invalid_dpop_proof, use_dpop_nonce
    the take                      invalid_grant, and the family of a replayed code ends
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from authlib.oauth2.rfc6749 import InvalidGrantError, OAuth2Error
from authlib.oauth2.rfc6749 import grants as authlib_grants
from flask import current_app
from sqlalchemy import bindparam, insert, select, update

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.auth_methods import AUTH_METHODS
from plugin_oauth.oauth.authorization import validate_authorization_request
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.flight_recorder import (
    current_flow_id,
    explain,
    explain_redirect_uri,
    join_flow,
    note,
)
from plugin_oauth.oauth.id_token import make_id_token, wants_id_token
from plugin_oauth.oauth.models import Client, codes
from plugin_oauth.oauth.proved_key import proved_key
from plugin_oauth.oauth.request import ProtocolRequest
from plugin_oauth.oauth.resources import narrow_resource
from plugin_oauth.oauth.scopes import without_admin
from plugin_oauth.oauth.tokens import begin_family, end_family
from plugin_oauth.secret_values import Kind, digest, make_secret
from plugin_oauth.users.models import CurrentUser, User
from plugin_oauth.users.session import SignedIn


@dataclass(frozen=True, slots=True)
class PresentedCode:
    """A code out of the database, with what it is bound to."""

    digest: bytes
    client_id: str
    user_id: UUID
    redirect_uri: str | None
    scope: str
    resource: str
    nonce: str | None
    dpop_jkt: str | None
    code_challenge: str | None
    auth_time: datetime
    grant_id: UUID

    def get_redirect_uri(self) -> str | None:
        """The URI that the token request must name, or None if it need not."""
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


_find_code = (
    select(codes)
    .join(User, User.id == codes.c.user_id)
    .where(codes.c.digest == bindparam("presented"), User.disabled_at.is_(None))
)
_take_code = (
    update(codes)
    .where(codes.c.digest == bindparam("presented"), codes.c.used_at.is_(None))
    .values(used_at=bindparam("moment"))
    .returning(codes.c.digest)
)
_insert_code = insert(codes)


class AuthorizationCodeGrant(authlib_grants.AuthorizationCodeGrant):
    """Authlib's grant on our checks and our storage."""

    TOKEN_ENDPOINT_AUTH_METHODS = list(AUTH_METHODS)
    redirect_uri: str | None

    def validate_authorization_request(self) -> str:
        """Return the proved redirect URI; the checks run once, also when Authlib asks again."""
        if self.redirect_uri is None:
            self.redirect_uri = validate_authorization_request(self)
        return self.redirect_uri

    @staticmethod
    def validate_no_multiple_request_parameter(request: ProtocolRequest) -> None:
        """Repeats are judged in validate_authorization_request, when the error can be sent home."""

    def narrow_scope(self, user: CurrentUser) -> None:
        """Take administration out of the scope unless the user administers; may raise."""
        if user.is_admin:
            return
        try:
            self.request.scope = without_admin(self.request.scope)
        except OAuth2Error as error:
            error.redirect_uri, error.state = self.redirect_uri, self.request.payload.state
            raise

    def create_authorization_response(
        self, redirect_uri: str, grant_user: SignedIn | None
    ) -> tuple[int, str, list[tuple[str, str]]]:
        """Store a code and return the redirect that carries it (RFC 6749 section 4.1.2)."""
        if grant_user is None:
            return self.server.denied(redirect_uri, self.request)  # type: ignore[no-any-return]
        code = make_secret(Kind.AUTHORIZATION_CODE)
        save_code(code, self.request, redirect_uri, grant_user)
        return self.server.redirect_to_client(  # type: ignore[no-any-return]
            redirect_uri, [("code", code)], self.request.payload.state
        )

    def query_authorization_code(self, code: str, client: Client) -> PresentedCode | None:
        """Return the code if it is the client's and was used before or has not expired.

        A used one is returned on purpose: its replay must be seen, after possession is proved.
        """
        row = db.session.execute(_find_code, {"presented": digest(code)}).one_or_none()
        if row is None:
            explain("code_unknown")
            return None
        if row.client_id != client.client_id:
            explain("code_of_another_client")
            return None
        join_flow(row.flow_id)
        if row.used_at is None and row.expires_at <= now():
            explain("code_expired")
            return None
        if self._must_name_redirect_uri(row):
            self._explain_redirect_uri(row.redirect_uri)
        return PresentedCode(
            digest=row.digest,
            client_id=row.client_id,
            user_id=row.user_id,
            redirect_uri=row.redirect_uri if self._must_name_redirect_uri(row) else None,
            scope=row.scope,
            resource=row.resource,
            nonce=row.nonce,
            dpop_jkt=row.dpop_jkt,
            code_challenge=row.code_challenge,
            auth_time=row.auth_time,
            grant_id=row.grant_id,
        )

    def _explain_redirect_uri(self, redirect_uri: str) -> None:
        """Say in what the redirect URI differs, which Authlib refuses next."""
        sent = self.request.payload.redirect_uri
        if sent is None:
            explain("redirect_uri_missing_at_token")
        elif sent != redirect_uri:
            explain_redirect_uri(sent, [redirect_uri])

    def _must_name_redirect_uri(self, row: Any) -> bool:
        """OAuth 2.1 drops the parameter where PKCE proves possession; if sent, it must match."""
        if self.request.payload.redirect_uri is not None:
            return True
        return bool(row.redirect_uri_was_sent and row.code_challenge is None)

    def create_token_response(self) -> tuple[int, dict[str, str | int], list[tuple[str, str]]]:
        """Take the code and begin its family; raises InvalidGrantError if it was taken before."""
        code: PresentedCode = self.request.authorization_code
        resource = narrow_resource(self.request.payload.datalist["resource"], code.resource)
        jkt = proved_key(code.dpop_jkt)
        taken = db.session.execute(_take_code, {"presented": code.digest, "moment": now()})
        if taken.one_or_none() is None:
            end_family(code.grant_id, "authorization code replayed")
            explain("code_replayed")
            raise InvalidGrantError("The authorization code was used before.")
        family = Family(
            code.client_id, code.user_id, code.scope, code.grant_id, code.resource, code.auth_time
        )
        answer = begin_family(
            family,
            with_refresh_token=self.request.client.check_grant_type("refresh_token"),
            resource=resource,
            dpop_jkt=jkt,
        )
        if wants_id_token(code.scope):
            answer["id_token"] = make_id_token(
                self.request.client,
                code.user_id,
                auth_time=code.auth_time,
                nonce=code.nonce,
                access_token=answer["access_token"],
            )
        return 200, answer, self.TOKEN_RESPONSE_HEADER


def save_code(code: str, request: ProtocolRequest, redirect_uri: str, person: SignedIn) -> None:
    """Store the digest of a code with everything that its redemption will be held against."""
    lifetime = timedelta(seconds=current_app.config["AUTHORIZATION_CODE_LIFETIME"])
    db.session.execute(
        _insert_code,
        {
            "digest": digest(code),
            "client_id": request.client.client_id,
            "user_id": person.user.id,
            "redirect_uri": redirect_uri,
            "redirect_uri_was_sent": request.payload.redirect_uri is not None,
            "scope": request.scope,
            "resource": request.resource,
            "nonce": request.payload.data.get("nonce"),
            "dpop_jkt": request.payload.data.get("dpop_jkt"),
            "code_challenge": request.payload.data.get("code_challenge"),
            "auth_time": person.auth_time,
            "expires_at": now() + lifetime,
            "grant_id": uuid4(),
            "flow_id": current_flow_id(),
        },
    )
    note("code", "code_issued", "A code is on its way to the client.")
