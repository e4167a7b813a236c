"""Initial access tokens (RFC 7591 section 3): who may register where not everybody may.

Good for any number of registrations until it expires or is revoked; stored as a digest, under a
name by which a developer can take it back.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.models import InitialAccessToken
from plugin_oauth.request_text import is_clean
from plugin_oauth.secret_values import Kind, digest, make_secret

NAME_LENGTH = 100


def create_initial_access_token(name: str, lifetime: int) -> str:
    """Store a token of that many seconds and return it, this once; raises ValueError."""
    if not name.strip() or len(name) > NAME_LENGTH or not is_clean(name):
        raise ValueError(f"An initial access token has a name of 1 to {NAME_LENGTH} characters.")
    if db.session.scalar(select(InitialAccessToken).where(InitialAccessToken.name == name)):
        raise ValueError(f"There is an initial access token with the name {name} already.")
    token = make_secret(Kind.INITIAL_ACCESS_TOKEN)
    made = now()
    db.session.add(
        InitialAccessToken(
            digest=digest(token),
            name=name,
            created_at=made,
            expires_at=made + timedelta(seconds=lifetime),
        )
    )
    db.session.flush()
    return token


def is_initial_access_token(token: str) -> bool:
    """Tell whether a client may be registered with this."""
    found = db.session.get(InitialAccessToken, digest(token))
    return found is not None and now() < found.expires_at


def list_initial_access_tokens() -> Sequence[InitialAccessToken]:
    return db.session.scalars(select(InitialAccessToken).order_by(InitialAccessToken.name)).all()


def revoke_initial_access_token(name: str) -> None:
    """Take the token of this name back; raises ValueError if there is none."""
    found = db.session.scalar(select(InitialAccessToken).where(InitialAccessToken.name == name))
    if found is None:
        raise ValueError(f"There is no initial access token with the name {name}.")
    db.session.delete(found)
