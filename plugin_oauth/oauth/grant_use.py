"""When a person's authorization of a client was last used at a protected resource (last_use.py).

An access token younger than the precision is itself the proof of a use, so that a client that
refreshes in time costs nothing at all.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, update

from plugin_oauth.clock import now
from plugin_oauth.last_use import PRECISION, is_stale, note_use
from plugin_oauth.oauth.models import grants

_used = (
    update(grants)
    .where(
        grants.c.id == bindparam("used"),
        or_(grants.c.last_used_at.is_(None), grants.c.last_used_at <= bindparam("stale")),
    )
    .values(last_used_at=bindparam("moment"))
)


def note_grant_use(grant_id: UUID, last_used_at: datetime | None, issued_at: datetime) -> None:
    """Have the grant's last use written after this request, unless what is known is fresh."""
    if is_stale(last_used_at) and is_stale(issued_at):
        moment = now()
        note_use(_used, {"used": grant_id, "moment": moment, "stale": moment - PRECISION})
