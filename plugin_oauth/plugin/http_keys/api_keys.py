"""Personal API keys (PLUGIN_AUTH=user_http): made and revoked by the person they act for."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.plugin.http_keys.key import Key, check_name, find_key, key_scope, key_statements
from plugin_oauth.plugin.http_keys.models import ApiKey, api_keys
from plugin_oauth.secret_values import Kind, digest, make_secret
from plugin_oauth.users.models import User

MAXIMUM_KEYS = 20  # of one person

_statements = key_statements(api_keys, api_keys.c.digest == bindparam("presented"))


def find_api_key(presented: str) -> Key | None:
    return find_key(_statements, presented)


def create_api_key(user_id: UUID, name: str, scope: Sequence[str]) -> str:
    """Store a key of the user and return it, this once; raises ValueError."""
    check_name(name)
    allowed = key_scope(scope)
    # Locked, so that two forms sent at once cannot both make the last one.
    db.session.get(User, user_id, with_for_update=True)
    of_user = select(func.count()).select_from(ApiKey).where(ApiKey.user_id == user_id)
    if (db.session.scalar(of_user) or 0) >= MAXIMUM_KEYS:
        raise ValueError(f"You have {MAXIMUM_KEYS} keys already. Revoke one that you do not use.")
    key = make_secret(Kind.API_KEY)
    made = ApiKey(
        user_id=user_id, name=name.strip(), digest=digest(key), scope=allowed, created_at=now()
    )
    db.session.add(made)
    record_event(Event.API_KEY_CREATED, user_id=user_id)
    return key


def list_api_keys(user_id: UUID) -> Sequence[ApiKey]:
    """Return the user's keys, the newest first."""
    newest = (ApiKey.created_at.desc(), ApiKey.id)
    return db.session.scalars(
        select(ApiKey).where(ApiKey.user_id == user_id).order_by(*newest)
    ).all()


def revoke_api_key(user_id: UUID, key_id: UUID) -> bool:
    """Delete the user's key; return whether there was one."""
    mine = delete(ApiKey).where(ApiKey.id == key_id, ApiKey.user_id == user_id)
    was_there = db.session.scalar(mine.returning(ApiKey.id)) is not None
    if was_there:
        record_event(Event.API_KEY_REVOKED, user_id=user_id)
    return was_there
