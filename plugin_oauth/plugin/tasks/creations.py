"""A creation that is tried again is done once (draft-ietf-httpapi-idempotency-key-header-07).

    the id is new                              the task is made
    the same id, the same arguments            the first answer again, whatever became of the task
    the same id, other arguments               422
    the same id while the first is at work     waits for its end, then as above

Hosts try a call up to ten times when they get no answer. One INSERT decides who is first; the
others wait for its transaction and find its row. An id is one person's, counts for a day at least,
and is forgotten by the purge after that.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.plugin.arguments import make_refusal
from plugin_oauth.plugin.tasks.models import Task, TaskCreation
from plugin_oauth.secret_values import digest

LIFETIME = timedelta(days=1)

USED = "This id was used for a task of other arguments: give a new one for another task."

creations = cast(Table, TaskCreation.__table__)


def begin_creation(task: Task, request_id: str, told: Mapping[str, object]) -> bool:
    """Return whether this request is the first of its id; if not, the task becomes the first's.

    `told` are the arguments; raises a 422 Problem if they are not those of the first request.
    """
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    arguments_digest = digest(json.dumps(told, default=str, sort_keys=True))
    statement = dialect.insert(creations).values(
        digest=digest(f"{task.user_id}\0{request_id}"),
        user_id=task.user_id,
        arguments_digest=arguments_digest,
        task_id=task.id,
        due_on=task.due_on,
        expires_at=now() + LIFETIME,
    )
    # An update that changes nothing, for DO NOTHING returns no row.
    same = {"digest": statement.excluded.digest}
    found = db.session.execute(
        statement.on_conflict_do_update(index_elements=["digest"], set_=same).returning(
            creations.c.arguments_digest, creations.c.task_id, creations.c.due_on
        )
    ).one()
    if found.arguments_digest != arguments_digest:
        raise make_refusal({"request_id": [USED]})
    is_first: bool = found.task_id == task.id
    task.id, task.due_on = found.task_id, found.due_on
    return is_first
