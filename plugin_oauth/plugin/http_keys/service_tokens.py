"""Service tokens (PLUGIN_AUTH=service_http): one a host, made and rotated by the developer.

A host's requests act for an account of its own, so that two hosts do not see each other's data.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, bindparam, delete, or_, select

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.plugin.definition import current_plugin
from plugin_oauth.plugin.http_keys.key import Key, check_name, find_key, key_scope, key_statements
from plugin_oauth.plugin.http_keys.models import ServiceToken, service_tokens
from plugin_oauth.secret_values import Kind, digest, make_secret
from plugin_oauth.users.accounts import create_service_account
from plugin_oauth.users.models import User

_statements = key_statements(
    service_tokens,
    or_(
        service_tokens.c.digest == bindparam("presented"),
        and_(
            service_tokens.c.previous_digest == bindparam("presented"),
            service_tokens.c.previous_ends_at > bindparam("moment"),
        ),
    ),
)


def find_service_token(presented: str) -> Key | None:
    return find_key(_statements, presented)


def create_service_token(name: str, scope: Sequence[str] = ()) -> tuple[ServiceToken, str]:
    """Store a token and its account; return it and its value, which is shown this once.

    Without a scope it may do what an app may that asks for none. Raises ValueError.
    """
    check_name(name)
    if db.session.scalar(select(ServiceToken).where(ServiceToken.name == name)):
        raise ValueError(f"There is a service token with the name {name} already.")
    allowed = key_scope(scope or current_plugin().default_scope.split())
    token = make_secret(Kind.SERVICE_TOKEN)
    account = create_service_account()
    made = ServiceToken(
        name=name, user_id=account.id, scope=allowed, digest=digest(token), created_at=now()
    )
    db.session.add(made)
    db.session.flush()
    record_event(Event.SERVICE_TOKEN_CREATED, user_id=account.id)
    return made, token


def list_service_tokens() -> Sequence[ServiceToken]:
    return db.session.scalars(select(ServiceToken).order_by(ServiceToken.name)).all()


def rotate_service_token(name: str, overlap: int = 0) -> str:
    """Give the host a new token and return it; the old one counts for `overlap` more seconds.

    Two count at most: the one before the old one ends now. Raises ValueError.
    """
    found = get_service_token(name)
    token = make_secret(Kind.SERVICE_TOKEN)
    overlaps = overlap > 0 and found.digest is not None
    found.previous_digest = found.digest if overlaps else None
    found.previous_ends_at = now() + timedelta(seconds=overlap) if overlaps else None
    found.digest = digest(token)
    record_event(Event.SERVICE_TOKEN_ROTATED, user_id=found.user_id)
    return token


def revoke_service_token(name: str) -> None:
    """Refuse the token from now on; what its account has stays. Raises ValueError."""
    found = get_service_token(name)
    found.digest = found.previous_digest = found.previous_ends_at = None
    record_event(Event.SERVICE_TOKEN_REVOKED, user_id=found.user_id)


def delete_service_token(name: str) -> None:
    """Remove the token with its account and everything that is its own. Raises ValueError."""
    found = get_service_token(name)
    record_event(Event.SERVICE_TOKEN_DELETED, user_id=found.user_id)
    db.session.execute(delete(User).where(User.id == found.user_id))


def get_service_token(name: str) -> ServiceToken:
    """Return the token of this name; raises ValueError if there is none."""
    found = db.session.scalar(select(ServiceToken).where(ServiceToken.name == name))
    if found is None:
        raise ValueError(f"There is no service token with the name {name}.")
    return found
