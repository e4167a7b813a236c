"""One-time ids: an assertion, a proof or a pushed request counts once, whoever comes first.

One INSERT decides; the loser's changes nothing. Kept until the id's own expiry, after which its
bearer is refused for that.
"""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from plugin_oauth.database import db
from plugin_oauth.oauth.models import spent_ids
from plugin_oauth.secret_values import digest


def spend(kind: str, owner: str, one_time_id: str, expires_at: datetime) -> bool:
    """Return True for the first that brings this owner's id of this kind, False for all others."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    key = digest(f"{kind}\0{owner}\0{one_time_id}")
    statement = (
        dialect.insert(spent_ids)
        .values(digest=key, expires_at=expires_at)
        .on_conflict_do_nothing(index_elements=["digest"])
        .returning(spent_ids.c.digest)
    )
    return db.session.execute(statement).one_or_none() is not None
