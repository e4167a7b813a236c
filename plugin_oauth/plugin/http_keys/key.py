"""What both kinds of keys have in common: how one is found, named and given its scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, Update, bindparam, or_, select, update

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.last_use import PRECISION, is_stale, note_use
from plugin_oauth.plugin.definition import current_plugin
from plugin_oauth.plugin.http_keys.models import NAME_LENGTH
from plugin_oauth.request_text import is_clean
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import CurrentUser, User


@dataclass(frozen=True, slots=True)
class Key:
    """A live key, with the user it acts for."""

    id: UUID
    user: CurrentUser
    scope: str


@dataclass(frozen=True, slots=True)
class KeyStatements:
    """The two statements on a table of keys: the one that finds, and the one that notes a use."""

    find: Select[Any]
    use: Update


def key_statements(table: Table, is_presented: ColumnElement[bool]) -> KeyStatements:
    """Return the statements for this table; they bind `presented`, a digest, and `moment`."""
    columns = (
        table.c.id,
        table.c.user_id,
        User.email,
        User.is_admin,
        table.c.scope,
        table.c.last_used_at,
    )
    joined = select(*columns).join(User, User.id == table.c.user_id)
    is_fresh_no_more = or_(
        table.c.last_used_at.is_(None), table.c.last_used_at <= bindparam("stale")
    )
    return KeyStatements(
        find=joined.where(is_presented, User.disabled_at.is_(None)),
        use=update(table)
        .where(table.c.id == bindparam("used"), is_fresh_no_more)
        .values(last_used_at=bindparam("moment")),
    )


def find_key(statements: KeyStatements, presented: str) -> Key | None:
    """Return the live key that was presented, or None; its use is noted after the request."""
    moment = now()
    parameters = {"presented": digest(presented), "moment": moment}
    row = db.session.execute(statements.find, parameters).one_or_none()
    if row is None:
        return None
    if is_stale(row.last_used_at):
        note_use(statements.use, {"used": row.id, "moment": moment, "stale": moment - PRECISION})
    return Key(row.id, CurrentUser(row.user_id, row.email, row.is_admin), row.scope)


def check_name(name: str) -> None:
    """Raise ValueError, with a sentence for people, if nothing can be called so."""
    if not name.strip() or len(name) > NAME_LENGTH or not is_clean(name):
        raise ValueError(f"Give it a name of 1 to {NAME_LENGTH} characters.")


def key_scope(names: Sequence[str]) -> str:
    """Return the scope of a key; raises ValueError if it is empty or has an unknown name.

    Only the scopes of operations: no key tells who somebody is, and none administers the plugin.
    """
    known = [scope.name for scope in current_plugin().scopes]
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"There is no scope {unknown[0]}. Known: {', '.join(known)}.")
    if not names:
        raise ValueError("Choose at least one thing that it may do.")
    return " ".join(name for name in known if name in names)
