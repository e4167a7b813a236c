"""The clients a person has allowed to act for them: listed, and disconnected at once.

Last use is the later of two times: that of the family's newest token, which is exact and costs
nothing, and that of the last call with one, which is kept to five minutes (last_use.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.models import Client, codes, consents, device_codes, grants, tokens
from plugin_oauth.oauth.redirect_uris import redirect_host
from plugin_oauth.oauth.scopes import scope_table
from plugin_oauth.oauth.tokens import end_family

MAXIMUM_SHOWN = 200  # grants


@dataclass(frozen=True, slots=True)
class ConnectedApp:
    """One client as the person sees it; without a live family it may come back without asking."""

    client_id: str
    name: str
    is_verified: bool
    is_live: bool
    hosts: list[str]
    sentences: list[str]
    first_used_at: datetime
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """What a family, or a remembered consent, holds, and since when."""

    scope: str
    first: datetime
    last: datetime


_newest_token = (
    select(func.max(tokens.c.issued_at))
    .where(tokens.c.grant_id == grants.c.id)
    .correlate(grants)
    .scalar_subquery()
)


def list_connected_apps(user_id: UUID) -> list[ConnectedApp]:
    """Return the clients that may act for the user, the one used last first."""
    families = _live_families(user_id)
    remembered = _remembered(user_id)
    ids = {*families, *remembered}
    apps = [
        _connected(client, families.get(client.client_id, []), remembered.get(client.client_id))
        for client in db.session.scalars(select(Client).where(Client.client_id.in_(ids)))
    ]
    return sorted(apps, key=lambda app: app.last_used_at, reverse=True)


def _live_families(user_id: UUID) -> dict[str, list[Use]]:
    query = (
        select(grants, _newest_token.label("issued_at"))
        .where(*_live(user_id))
        .order_by(grants.c.created_at.desc(), grants.c.id)
        .limit(MAXIMUM_SHOWN)
    )
    found: dict[str, list[Use]] = {}
    for row in db.session.execute(query):
        last = max(time for time in (row.created_at, row.issued_at, row.last_used_at) if time)
        found.setdefault(row.client_id, []).append(Use(row.scope, row.created_at, last))
    return found


def _remembered(user_id: UUID) -> dict[str, Use]:
    rows = db.session.execute(select(consents).where(consents.c.user_id == user_id))
    return {row.client_id: Use(row.scope, row.updated_at, row.updated_at) for row in rows}


def _connected(client: Client, families: list[Use], remembered: Use | None) -> ConnectedApp:
    uses = families or [use for use in (remembered,) if use]
    held = {name for use in uses for name in use.scope.split()}
    return ConnectedApp(
        client_id=client.client_id,
        name=client.name,
        is_verified=client.is_verified,
        is_live=bool(families),
        hosts=list(dict.fromkeys(map(redirect_host, client.redirect_uris))),
        sentences=[scope.sentence for name, scope in scope_table().items() if name in held],
        first_used_at=min(use.first for use in uses),
        last_used_at=max(use.last for use in uses),
    )


def newest_clients(limit: int) -> Sequence[Client]:
    """Return the newest clients, the newest first."""
    newest = select(Client).order_by(Client.created_at.desc(), Client.client_id).limit(limit)
    return db.session.scalars(newest).all()


def last_uses(client_ids: Sequence[str]) -> dict[str, datetime]:
    """Return when each of these clients was last used by anybody; one never used is left out."""
    used = func.max(func.coalesce(grants.c.last_used_at, grants.c.created_at))
    query = select(grants.c.client_id, used).where(grants.c.client_id.in_(client_ids))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(grants.c.client_id))}


def disconnect(user_id: UUID, client_id: str) -> None:
    """End everything this user has allowed this client, and forget that it was allowed.

    A code or a device that still waits would begin a new family a moment later: they go first.
    """
    if db.session.get(Client, client_id) is None:
        return
    for waiting in (codes, device_codes):
        db.session.execute(
            update(waiting)
            .where(
                waiting.c.user_id == user_id,
                waiting.c.client_id == client_id,
                waiting.c.used_at.is_(None),
            )
            .values(used_at=now())
        )
    is_theirs = (consents.c.user_id == user_id, consents.c.client_id == client_id)
    db.session.execute(delete(consents).where(*is_theirs))
    record_event(Event.CONSENT_WITHDRAWN, user_id=user_id, client_id=client_id)
    live = select(grants.c.id).where(*_live(user_id), grants.c.client_id == client_id)
    for grant_id in db.session.scalars(live).all():
        end_family(grant_id, "disconnected by the user")


def _live(user_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        grants.c.user_id == user_id,
        grants.c.revoked_at.is_(None),
        grants.c.expires_at > now(),
    )
