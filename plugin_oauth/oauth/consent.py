"""Consent: what a person is asked, and when a client that was allowed before need not ask again.

Never skipped for a public client, which anybody can claim to be, nor for one that registered
itself: only the person can tell whether this request is theirs (RFC 6749 section 10.2, RFC 8252
section 8.6).
"""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.decision import SCOPE_FIELD
from plugin_oauth.oauth.models import Client, consents
from plugin_oauth.oauth.redirect_uris import LOOPBACK, redirect_host
from plugin_oauth.oauth.scopes import covers, scope_table


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """One scope on the consent page: a box to tick."""

    field: str
    sentence: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """What the consent page shows; a device has no host to go to."""

    client: Client
    host: str | None
    is_loopback: bool
    scopes: list[ScopeChoice]
    was_asked_before: bool
    lasts: int  # seconds

    @property
    def was_allowed_before(self) -> bool:
        return not any(scope.is_new for scope in self.scopes)

    @property
    def document_host(self) -> str | None:
        """Where the client's metadata document stands, if that is how it is named."""
        client_id = self.client.client_id
        is_url = client_id.startswith(("https://", "http://"))  # http: on this machine alone
        return urlsplit(client_id).hostname if is_url else None


def consent_question(
    client: Client, redirect_uri: str | None, scope: str, user_id: UUID
) -> ConsentQuestion:
    """Return what the person decides about: who asks for what, what of it is new, and for how long.

    `redirect_uri` is None for a device, which nobody goes back to.
    """
    table = scope_table()
    held = remembered_scope(client, user_id)
    keeps = client.check_grant_type("refresh_token")
    return ConsentQuestion(
        client=client,
        host=redirect_host(redirect_uri) if redirect_uri else None,
        is_loopback=bool(redirect_uri and LOOPBACK.fullmatch(redirect_uri)),
        scopes=[
            ScopeChoice(f"{SCOPE_FIELD}{name}", table[name].sentence, not covers(held, name))
            for name in scope.split()
        ],
        was_asked_before=bool(held),
        lasts=current_app.config["REFRESH_TOKEN_LIFETIME" if keeps else "ACCESS_TOKEN_LIFETIME"],
    )


def may_skip_consent(client: Client, scope: str, user_id: UUID) -> bool:
    """Tell whether the user has allowed all of this before, to a client that can prove itself."""
    if client.is_public or not client.is_verified:
        return False
    return covers(remembered_scope(client, user_id), scope)


def remembered_scope(client: Client, user_id: UUID) -> str:
    """Return the scope that the user has allowed the client before, empty if none."""
    found = db.session.scalar(
        select(consents.c.scope).where(
            consents.c.user_id == user_id, consents.c.client_id == client.client_id
        )
    )
    return found or ""


def remember_consent(client: Client, asked: str, allowed: str, user_id: UUID) -> None:
    """Add what was allowed to what was allowed before; two decisions at once both stand.

    The last word on a scope counts: one that was asked for and not ticked is forgotten.
    """
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    first = {"user_id": user_id, "client_id": client.client_id, "scope": "", "updated_at": now()}
    db.session.execute(dialect.insert(consents).values(first).on_conflict_do_nothing())
    mine = (consents.c.user_id == user_id, consents.c.client_id == client.client_id)
    # Locked, so that a decision of the same moment waits here and adds to this one.
    held = db.session.scalar(select(consents.c.scope).where(*mine).with_for_update()) or ""
    kept = [name for name in held.split() if name not in asked.split()]
    merged = " ".join(dict.fromkeys([*kept, *allowed.split()]))
    db.session.execute(update(consents).where(*mine).values(scope=merged, updated_at=now()))
    record_event(Event.CONSENT_GIVEN, user_id=user_id, client_id=client.client_id)
