"""What the authorization server stores. Of every secret there is a digest and nothing else.

The one exception is a refresh answer kept for repeats, sealed under a key that the database does
not hold (sealing.py). Keys are digests or random ids: no sequence, no index led by a time.
"""

from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from authlib.oauth2.rfc6749 import ClientMixin
from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Table, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plugin_oauth.database import Base
from plugin_oauth.oauth.redirect_uris import is_same_redirect_uri

CLIENT_ID_LENGTH = 255  # a client's metadata document is named by its URL
CHALLENGE_LENGTH = 128  # RFC 7636 section 4.2
FLOW_ID_LENGTH = 6
THUMBPRINT_LENGTH = 43  # base64url of SHA-256 (RFC 7638)

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
    # The resources whose tokens it may look into (RFC 7662), blanks between; empty for most.
    resource_server_for: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Whether the developer of this server vouches for its name; a self-registered one only says it.
    is_verified: Mapped[bool] = mapped_column(default=False, server_default=text("true"))
    created_at: Mapped[datetime]
    # The secret before the present one, which still counts until its end.
    previous_secret_digest: Mapped[bytes | None] = mapped_column(DIGEST)
    previous_secret_ends_at: Mapped[datetime | None]
    # What a self-registered client shows to read and change its own row (RFC 7592).
    registration_token_digest: Mapped[bytes | None] = mapped_column(DIGEST)
    # Its public keys (RFC 7523): as registered, or as last fetched from jwks_uri.
    jwks: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    jwks_uri: Mapped[str | None] = mapped_column(Text)
    jwks_fetched_at: Mapped[datetime | None]
    jwks_expires_at: Mapped[datetime | None]
    # A client named by its metadata document: the last copy, and how long it counts as fresh.
    document_fetched_at: Mapped[datetime | None]
    document_expires_at: Mapped[datetime | None]
    # OpenID Connect: what signs its ID tokens, and where people may go on to after signing out.
    id_token_signed_response_alg: Mapped[str] = mapped_column(
        String(16), default="ES256", server_default="ES256"
    )
    post_logout_redirect_uris: Mapped[list[str]] = mapped_column(
        JSON, default=list, server_default="[]"
    )
    # The rest of what it registered (RFC 7591 section 2), given back as it was.
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")

    @property
    def is_public(self) -> bool:
        """Whether it may act without credentials of its own (RFC 6749 section 2.1)."""
        return "none" in self.auth_methods

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
    # What the tokens will be for (RFC 8707), blanks between; empty is every resource.
    resource: Mapped[str] = mapped_column(Text, server_default="")
    nonce: Mapped[str | None] = mapped_column(Text)  # OpenID Connect Core section 3.1.2.1
    # The key that the client will prove at the token endpoint (RFC 9449 section 10).
    dpop_jkt: Mapped[str | None] = mapped_column(String(THUMBPRINT_LENGTH))
    code_challenge: Mapped[str | None] = mapped_column(String(CHALLENGE_LENGTH))
    auth_time: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    # The family that its redemption begins; no foreign key, because it does not exist before.
    grant_id: Mapped[UUID]
    # The flow it was given out in (flight_recorder.py), if one was recorded.
    flow_id: Mapped[str | None] = mapped_column(String(FLOW_ID_LENGTH))


class PushedRequest(Base):
    """An authorization request that waits for its user (RFC 9126); gone once it is decided."""

    __tablename__ = "pushed_request"

    digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.client_id", ondelete="CASCADE"), index=True
    )
    # Pairs of name and value, as they were sent, without the client's credentials.
    parameters: Mapped[list[list[str]]] = mapped_column(JSON)
    opened_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    # The flow it was pushed in (flight_recorder.py), if one was recorded.
    flow_id: Mapped[str | None] = mapped_column(String(FLOW_ID_LENGTH))


class DeviceCode(Base):
    """A device that waits for its user's decision (RFC 8628); a used one stays until it expires."""

    __tablename__ = "device_code"

    digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    # Keyed, because a code that a person can type has too few bits for a plain digest.
    user_code_digest: Mapped[bytes] = mapped_column(DIGEST, unique=True)
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.client_id", ondelete="CASCADE"), index=True
    )
    # What was asked for, and after the decision what was allowed.
    scope: Mapped[str] = mapped_column(Text)
    resource: Mapped[str] = mapped_column(Text)
    interval: Mapped[int]  # seconds between two polls; it grows with every one that comes too early
    next_poll_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    # Undecided: None; a no: no user; a yes: the person, and the login it was said in.
    decided_at: Mapped[datetime | None]
    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    auth_time: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    # The flow it was given out in (flight_recorder.py), if one was recorded.
    flow_id: Mapped[str | None] = mapped_column(String(FLOW_ID_LENGTH))


class Grant(Base):
    """One user's authorization of one client: the family of all tokens that come from it."""

    __tablename__ = "oauth_grant"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.client_id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(Text)
    resource: Mapped[str] = mapped_column(Text, server_default="")
    auth_time: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(32))
    last_used_at: Mapped[datetime | None]  # coarsely (last_use.py)
    # The flow of the sign-in it came from (flight_recorder.py), if one was recorded.
    flow_id: Mapped[str | None] = mapped_column(String(FLOW_ID_LENGTH))


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
    resource: Mapped[str] = mapped_column(Text, server_default="")
    # The thumbprint of the key that must be proved with it (RFC 9449 section 6), None for Bearer.
    dpop_jkt: Mapped[str | None] = mapped_column(String(THUMBPRINT_LENGTH))
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


class SigningKey(Base):
    """A key that signs ID tokens and signed access tokens; the private half is sealed."""

    __tablename__ = "signing_key"

    kid: Mapped[str] = mapped_column(String(32), primary_key=True)
    algorithm: Mapped[str] = mapped_column(String(16))
    public_jwk: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed_private_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class InitialAccessToken(Base):
    """What a developer hands to whoever may register a client (RFC 7591 section 3)."""

    __tablename__ = "initial_access_token"

    digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SpentId(Base):
    """An id that counts once and has been used (spent_ids.py)."""

    __tablename__ = "spent_id"

    digest: Mapped[bytes] = mapped_column(DIGEST, primary_key=True)
    expires_at: Mapped[datetime]


class Flow(Base):
    """One attempt at an endpoint, or several requests of one sign-in (flight_recorder.py)."""

    __tablename__ = "flow"

    id: Mapped[str] = mapped_column(String(FLOW_ID_LENGTH), primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(32))
    client_id: Mapped[str | None] = mapped_column(String(CLIENT_ID_LENGTH))
    began_at: Mapped[datetime]
    # Names an authorization request that is still going on in one browser; None when it is decided.
    attempt_digest: Mapped[bytes | None] = mapped_column(DIGEST, index=True)


class FlowStep(Base):
    """One step of a flow: what was decided, why, and what was seen of the request."""

    __tablename__ = "flow_step"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    flow_id: Mapped[str] = mapped_column(ForeignKey("flow.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    step: Mapped[str] = mapped_column(String(32))
    decision: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(64))
    sentence: Mapped[str] = mapped_column(Text)
    seen: Mapped[dict[str, str]] = mapped_column(JSON)


class RefusedCallback(Base):
    """A redirect URI that a client of a known host was refused for, kept for a developer to see."""

    __tablename__ = "refused_callback"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.client_id", ondelete="CASCADE"))
    redirect_uri: Mapped[str] = mapped_column(String(500))
    times: Mapped[int]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("client_id", "redirect_uri"),)


# The hot statements are Core statements on these tables: a single row read through the unit of work
# costs five times as much.
codes = cast(Table, AuthorizationCode.__table__)
grants = cast(Table, Grant.__table__)
tokens = cast(Table, Token.__table__)
consents = cast(Table, Consent.__table__)
spent_ids = cast(Table, SpentId.__table__)
pushed_requests = cast(Table, PushedRequest.__table__)
device_codes = cast(Table, DeviceCode.__table__)
flows = cast(Table, Flow.__table__)
flow_steps = cast(Table, FlowStep.__table__)
refused_callbacks = cast(Table, RefusedCallback.__table__)
