"""What the authorization server stores. Of every secret there is a digest and nothing else.

The one exception is a refresh answer kept for repeats, sealed under a key that the database does
not hold (sealing.py). Keys are digests or random ids: no sequence, no index led by a time.
"""

from datetime import datetime
from typing import cast
from uuid import UUID

from authlib.oauth2.rfc6749 import ClientMixin
from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin_oauth.database import Base
from plugin_oauth.oauth.redirect_uris import is_same_redirect_uri

CLIENT_ID_LENGTH = 255  # a client's metadata document is named by its URL
CHALLENGE_LENGTH = 128  # RFC 7636 section 4.2

DIGEST = LargeBinary(32)


class Client(ClientMixin, Base):
    """A client (RFC 6749 section 2). What a host needs beyond the standard is data in its row."""

    __tablename__ = "client"

    client_id: Mapped[str] = mapped_column(String(CLIENT_ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    host: Mapped[str] = mapped_column(String(16))
    secret_digest: Mapped[bytes | None] = mapped_column(DIGEST)
    auth_methods: Mapped[list[str]] = mapped_column(JSON)
    token_request_formats: Mapped[list[str]] = mapped_column(JSON)
    requires_pkce: Mapped[bool]
    redirect_uris: Mapped[list[str]] = mapped_column(JSON)
    grant_types: Mapped[list[str]] = mapped_column(JSON)
    scope: Mapped[str] = mapped_column(Text)
    service_account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime]

    @property
    def is_public(self) -> bool:
        """Whether it has no credentials of its own (RFC 6749 section 2.1)."""
        return self.auth_methods == ["none"]

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str | None:
        """The redirect URI of a request that names none; only a single one is a default."""
        return self.redirect_uris[0] if len(self.redirect_uris) == 1 else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return any(is_same_redirect_uri(known, redirect_uri) for known in self.redirect_uris)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """Authlib's ready mixin lets every method pass outside the token endpoint; not ours."""
        return method in self.auth_methods

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and self.check_grant_type("authorization_code")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.grant_types


class AuthorizationCode(Base):
    """An authorization code (RFC 6749 section 4.1.2); a used one stays, so that replay is seen."""

    __tablename__ = "authorization_code"

    digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.client_id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    redirect_uri: Mapped[str] = mapped_column(Text)
    # Whether the authorization request named it: only then the token request must (section 4.1.3).
    redirect_uri_was_sent: Mapped[bool]
    scope: Mapped[str] = mapped_column(Text)
    code_challenge: Mapped[str | None] = mapped_column(String(CHALLENGE_LENGTH))
    auth_time: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    # The family that its redemption begins; no foreign key, because it does not exist before.
    grant_id: Mapped[UUID]


class Grant(Base):
    """One user's authorization of one client: the family of all tokens that come from it."""

    __tablename__ = "oauth_grant"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.client_id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(Text)
    auth_time: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(32))


class Token(Base):
    """An access token, and the refresh token handed out with it if there was one.

    `parent_digest` names the row whose refresh token was rotated into this one. It is unique: a
    refresh token has one successor, the database sees to it.
    """

    __tablename__ = "token"

    access_digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    refresh_digest: Mapped[bytes | None] = mapped_column(DIGEST, unique=True)
    parent_digest: Mapped[bytes | None] = mapped_column(DIGEST, unique=True)
    grant_id: Mapped[UUID] = mapped_column(
        ForeignKey("oauth_grant.id", ondelete="CASCADE"), index=True
    )
    scope: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    rotated_at: Mapped[datetime | None]
    sealed_answer: Mapped[bytes | None] = mapped_column(LargeBinary)


class Consent(Base):
    """What a user has allowed a client before, so that a known client need not ask again."""

    __tablename__ = "consent"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.client_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    scope: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]


# The hot statements are Core statements on these tables: a single row read through the unit of work
# costs five times as much.
codes = cast(Table, AuthorizationCode.__table__)
grants = cast(Table, Grant.__table__)
tokens = cast(Table, Token.__table__)
consents = cast(Table, Consent.__table__)
