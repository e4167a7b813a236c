"""What is over goes, in small batches, each a transaction of its own.

    expired codes               at once; a used one stays while its grant lives, to see replay
    tokens of ended grants      a day after the end
    ended grants                UNUSED_CLIENT_LIFETIME after the end: until then they tell that
                                their client was used
    registered clients          UNUSED_CLIENT_LIFETIME without a grant; never a developer's
    flows, refused callbacks    flows.py, refused_callbacks.py
    audit events                AUDIT_LIFETIME
    everything else             expired, or ended

Deleting is by key out of a bounded selection that others' locks are left out of, so that a purge
never waits for a request, and no request long for a purge.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy import ColumnElement, Table, and_, delete, exists, or_, select

from plugin_oauth.audit import purge_events
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.flows import purge_flows
from plugin_oauth.oauth.models import (
    Client,
    InitialAccessToken,
    codes,
    device_codes,
    grants,
    pushed_requests,
    spent_ids,
    tokens,
)
from plugin_oauth.oauth.refused_callbacks import purge_refused_callbacks
from plugin_oauth.users.models import BrowserSession

BATCH = 500  # rows a transaction
BATCH_OF_CLIENTS = 20  # also run by registration requests
DAY = timedelta(days=1)

Step = Callable[[], int]

clients = cast(Table, Client.__table__)
sessions = cast(Table, BrowserSession.__table__)
initial_access_tokens = cast(Table, InitialAccessToken.__table__)


def purge(steps: Mapping[str, Step] | None = None) -> dict[str, int]:
    """Remove everything that is over, committing batch by batch; return how many rows of what.

    Other rooms add steps of their own, each of which removes some rows and returns how many.
    """
    return {name: _exhaust(step) for name, step in (STEPS | dict(steps or {})).items()}


def _exhaust(step: Step) -> int:
    removed = 0
    while count := step():
        db.session.commit()
        removed += count
    db.session.commit()
    return removed


def purge_codes() -> int:
    moment = now()
    lives = exists().where(grants.c.id == codes.c.grant_id, _is_live(moment))
    return _remove(codes, (codes.c.expires_at <= moment) & (codes.c.used_at.is_(None) | ~lives))


def purge_tokens() -> int:
    ended = select(grants.c.id).where(_ended_before(now() - DAY))
    return _remove(tokens, tokens.c.grant_id.in_(ended))


def purge_grants() -> int:
    has_token = exists().where(tokens.c.grant_id == grants.c.id)
    return _remove(grants, _ended_before(_unused_since()) & ~has_token)


def purge_unused_clients() -> int:
    """Remove some clients that registered themselves and that nobody has used for long.

    Locked first: a sign-in of the same moment holds its client's row until it has written its code,
    so that the deletion, which looks again, sees it.
    """
    unused = and_(
        clients.c.is_verified.is_(False),
        clients.c.created_at <= _unused_since(),
        *(
            ~exists().where(table.c.client_id == clients.c.client_id)
            for table in (grants, codes, device_codes, pushed_requests)
        ),
    )
    return _remove(clients, unused, BATCH_OF_CLIENTS)


def _unused_since() -> datetime:
    return now() - timedelta(seconds=current_app.config["UNUSED_CLIENT_LIFETIME"])


def _is_live(moment: datetime) -> ColumnElement[bool]:
    return and_(grants.c.revoked_at.is_(None), grants.c.expires_at > moment)


def _ended_before(moment: datetime) -> ColumnElement[bool]:
    return or_(grants.c.revoked_at <= moment, grants.c.expires_at <= moment)


def expired(table: Table) -> Step:
    """Return the step that removes the rows of a table whose expires_at has come."""
    return lambda: _remove(table, table.c.expires_at <= now())


def _remove(table: Table, is_over: ColumnElement[bool], batch: int = BATCH) -> int:
    """Delete some rows that are over and return how many; whatever changed meanwhile stays."""
    key = next(iter(table.primary_key.columns))
    chosen = select(key).where(is_over).limit(batch).with_for_update(skip_locked=True)
    keys = db.session.scalars(chosen).all()
    if not keys:
        return 0
    deleted: Any = db.session.execute(delete(table).where(key.in_(keys), is_over))
    return int(deleted.rowcount)


STEPS: dict[str, Step] = {
    "authorization codes": purge_codes,
    "tokens": purge_tokens,
    "grants": purge_grants,
    "spent ids": expired(spent_ids),
    "pushed requests": expired(pushed_requests),
    "device codes": expired(device_codes),
    "initial access tokens": expired(initial_access_tokens),
    "browser sessions": lambda: _remove(
        sessions, or_(sessions.c.expires_at <= now(), sessions.c.revoked_at.is_not(None))
    ),
    "registered clients": purge_unused_clients,
    "flows": purge_flows,
    "refused callbacks": purge_refused_callbacks,
    "audit events": purge_events,
}
