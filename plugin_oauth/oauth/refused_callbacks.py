"""Callbacks that clients of known hosts were refused for: seen by a developer, approved by a click.

A host may change where it calls back (a GPT's id changes when it is edited, ChatGPT has two hosts),
and then every sign-in fails until the new address is registered. Anybody can send a request with an
address of their own and somebody else's public client id, so what is kept is hostile:

    who is kept     clients made for a host, addresses that could be registered, without a query
    how many        MAXIMUM_KEPT of a client; one new address of a client in INTERVAL
    how often       a repeat is counted at most once in INTERVAL
    one click       ChatGPT's own hosts, for a plugin or an action; everything else is typed in

Approving adds exactly the address that was shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.models import Client, RefusedCallback, refused_callbacks
from plugin_oauth.oauth.redirect_uris import check_redirect_uri

OBSERVED_HOSTS = frozenset({"plugin", "action", "mcp"})
ONE_CLICK_HOSTS = frozenset({"plugin", "action"})
CHATGPT_CALLBACK = re.compile(
    r"https://(chat\.openai\.com|chatgpt\.com)/aip/[A-Za-z0-9_-]{1,100}/oauth/callback"
)
MAXIMUM_KEPT = 10  # of a client
MAXIMUM_LENGTH = 500
INTERVAL = timedelta(seconds=10)
MAXIMUM_AGE = timedelta(days=90)
MAXIMUM_SHOWN = 200
PURGE_BATCH = 500


@dataclass(frozen=True, slots=True)
class ObservedCallback:
    """A refused callback with the client it was sent for, as a developer sees it."""

    row: RefusedCallback
    client: Client

    @property
    def is_one_click(self) -> bool:
        """Whether only ChatGPT can receive what is sent there; which GPT, a developer compares."""
        is_chatgpt = CHATGPT_CALLBACK.fullmatch(self.row.redirect_uri) is not None
        return self.client.host in ONE_CLICK_HOSTS and is_chatgpt


def observe_refused_callback(client: Client, redirect_uri: str) -> None:
    """Keep a refused address for the developer, within the bounds above."""
    if client.host not in OBSERVED_HOSTS or not _is_keepable(redirect_uri):
        return
    rows = db.session.execute(
        select(refused_callbacks.c.redirect_uri, refused_callbacks.c.first_seen_at)
        .where(refused_callbacks.c.client_id == client.client_id)
        .order_by(refused_callbacks.c.last_seen_at.desc(), refused_callbacks.c.id)
    ).all()
    if any(row.redirect_uri == redirect_uri for row in rows):
        _count_again(client.client_id, redirect_uri)
    elif all(now() - row.first_seen_at >= INTERVAL for row in rows):
        _keep(client.client_id, redirect_uri)
        _forget(client.client_id, [row.redirect_uri for row in rows[MAXIMUM_KEPT - 1 :]])


def _is_keepable(redirect_uri: str) -> bool:
    """Tell whether the address could be registered; a query could carry a secret."""
    if len(redirect_uri) > MAXIMUM_LENGTH or "?" in redirect_uri:
        return False
    try:
        check_redirect_uri(redirect_uri)
    except ValueError:
        return False
    return True


def _count_again(client_id: str, redirect_uri: str) -> None:
    db.session.execute(
        update(refused_callbacks)
        .where(
            refused_callbacks.c.client_id == client_id,
            refused_callbacks.c.redirect_uri == redirect_uri,
            refused_callbacks.c.last_seen_at <= now() - INTERVAL,
        )
        .values(times=refused_callbacks.c.times + 1, last_seen_at=now())
    )


def _keep(client_id: str, redirect_uri: str) -> None:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    key = {"client_id": client_id, "redirect_uri": redirect_uri}
    seen = {"times": 1, "first_seen_at": now(), "last_seen_at": now()}
    db.session.execute(
        dialect.insert(refused_callbacks)
        .values(id=uuid4(), **key, **seen)
        .on_conflict_do_nothing(index_elements=list(key))
    )


def _forget(client_id: str, redirect_uris: Sequence[str]) -> None:
    if redirect_uris:
        db.session.execute(
            delete(refused_callbacks).where(
                refused_callbacks.c.client_id == client_id,
                refused_callbacks.c.redirect_uri.in_(redirect_uris),
            )
        )


def list_refused_callbacks() -> list[ObservedCallback]:
    """Return what waits for a developer, the one seen last first."""
    rows = db.session.execute(
        select(RefusedCallback, Client)
        .join(Client, Client.client_id == RefusedCallback.client_id)
        .where(RefusedCallback.dismissed_at.is_(None))
        .order_by(RefusedCallback.last_seen_at.desc(), RefusedCallback.id)
        .limit(MAXIMUM_SHOWN)
    )
    return [ObservedCallback(row, client) for row, client in rows]


def find_refused_callback(callback_id: UUID) -> ObservedCallback | None:
    """Return one that waits, or None."""
    row = db.session.get(RefusedCallback, callback_id)
    if row is None or row.dismissed_at is not None:
        return None
    return ObservedCallback(row, db.session.get_one(Client, row.client_id))


def dismiss_callback(callback_id: UUID) -> bool:
    """Show it no more, also when it is sent again; return whether it waited."""
    waiting = (RefusedCallback.id == callback_id, RefusedCallback.dismissed_at.is_(None))
    statement = update(RefusedCallback).where(*waiting).values(dismissed_at=now())
    return db.session.scalar(statement.returning(RefusedCallback.id)) is not None


def remove_refused_callback(callback_id: UUID) -> None:
    """Forget it: it is registered now."""
    db.session.execute(delete(RefusedCallback).where(RefusedCallback.id == callback_id))


def purge_refused_callbacks(batch: int = PURGE_BATCH) -> int:
    """Delete at most one batch of those not seen for MAXIMUM_AGE; return how many."""
    table = refused_callbacks
    old = select(table.c.id).where(table.c.last_seen_at < now() - MAXIMUM_AGE).limit(batch)
    gone = delete(table).where(table.c.id.in_(old)).returning(table.c.id)
    return len(db.session.scalars(gone).all())
