"""A creation that is tried again is done once (draft-ietf-httpapi-idempotency-key-header-07).

    the id is new                              the thing is made
    the same id, the same arguments            the first answer again, whatever became of the thing
    the same id, other arguments               422
    the same id while the first is at work     waits for its end, then as above

Hosts try a call up to ten times when they get no answer. One INSERT decides who is first; the
others wait for its transaction and find its row. An id is one person's, counts for a day at least,
and is forgotten by the purge after that.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from plugin_oauth.database import db
from plugin_oauth.plugin.arguments import make_refusal
from plugin_oauth.plugin.models import Creation
from plugin_oauth.secret_values import digest

LIFETIME = timedelta(days=1)

USED = "This id was used with other arguments: give a new one for another request."

creations = cast(Table, Creation.__table__)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, as far as the arguments of the request do not tell it again."""

    item_id: UUID
    at: datetime
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CreationRequest:
    """A creation of this kind that a person's host named by an id, and what it was told."""

    user_id: UUID
    kind: str
    request_id: str
    told: Mapping[str, object]


def begin_creation(request: CreationRequest, made: Made) -> Made:
    """Return what the first request of this id made: it is `made` if this one is the first.

    Raises a 422 Problem if the first was told something else.
    """
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    arguments_digest = digest(json.dumps(request.told, default=str, sort_keys=True))
    statement = dialect.insert(creations).values(
        digest=digest(f"{request.kind}\0{request.user_id}\0{request.request_id}"),
        user_id=request.user_id,
        arguments_digest=arguments_digest,
        item_id=made.item_id,
        due_on=made.due_on,
        expires_at=made.at + LIFETIME,
    )
    # An update that changes nothing, for DO NOTHING returns no row.
    same = {"digest": statement.excluded.digest}
    found = db.session.execute(
        statement.on_conflict_do_update(index_elements=["digest"], set_=same).returning(
            creations.c.arguments_digest,
            creations.c.item_id,
            creations.c.expires_at,
            creations.c.due_on,
        )
    ).one()
    if found.arguments_digest != arguments_digest:
        raise make_refusal({"request_id": [USED]})
    return Made(found.item_id, found.expires_at - LIFETIME, found.due_on)
