"""Consent: what a person is asked, and when a client that was allowed before need not ask again.

Never skipped for a public client: anybody can claim to be it, so only the person can tell whether
this request is theirs (RFC 9700 section 2.1, RFC 8252 section 8.6).
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.models import Client, consents
from plugin_oauth.oauth.redirect_uris import redirect_host
from plugin_oauth.oauth.scopes import covers, scope_table


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """What the consent page shows."""

    client: Client
    host: str
    sentences: list[str]
    was_allowed_before: bool


def consent_question(
    client: Client, redirect_uri: str, scope: str, user_id: UUID
) -> ConsentQuestion:
    """Return what the person decides about: who asks, where they go next, one sentence a scope."""
    table = scope_table()
    return ConsentQuestion(
        client=client,
        host=redirect_host(redirect_uri),
        sentences=[table[name].sentence for name in scope.split()],
        was_allowed_before=covers(remembered_scope(client, user_id), scope),
    )


def may_skip_consent(client: Client, scope: str, user_id: UUID) -> bool:
    """Tell whether the user has allowed all of this before, to a client that can prove itself."""
    return not client.is_public and covers(remembered_scope(client, user_id), scope)


def remembered_scope(client: Client, user_id: UUID) -> str:
    """Return the scope that the user has allowed the client before, empty if none."""
    found = db.session.scalar(
        select(consents.c.scope).where(
            consents.c.user_id == user_id, consents.c.client_id == client.client_id
        )
    )
    return found or ""


def remember_consent(client: Client, scope: str, user_id: UUID) -> None:
    """Add the scope to what the user has allowed the client; two decisions at once both stand."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    first = {"user_id": user_id, "client_id": client.client_id, "scope": "", "updated_at": now()}
    db.session.execute(dialect.insert(consents).values(first).on_conflict_do_nothing())
    mine = (consents.c.user_id == user_id, consents.c.client_id == client.client_id)
    # Locked, so that a decision of the same moment waits here and adds to this one.
    held = db.session.scalar(select(consents.c.scope).where(*mine).with_for_update())
    merged = " ".join(dict.fromkeys(f"{held} {scope}".split()))
    db.session.execute(update(consents).where(*mine).values(scope=merged, updated_at=now()))
