"""Verification tokens: what each host gave the developer, kept for the manifest to show.

A host that finds its token in the manifest knows that whoever registered the plugin also runs it
(OpenAI, "Plugin authentication").
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.plugin.models import VerificationToken

APPS_CHALLENGE = "openai-apps"  # served by domain_challenge.py, no part of the manifest


def manifest_tokens() -> Mapping[str, str]:
    """Return what the manifest shows: each service's token."""
    kept = {found.service: found.token for found in list_verification_tokens()}
    return {service: token for service, token in kept.items() if service != APPS_CHALLENGE}


def list_verification_tokens() -> Sequence[VerificationToken]:
    """Return all of them, by the name of the service."""
    query = select(VerificationToken).order_by(VerificationToken.service)
    return db.session.scalars(query).all()


def find_verification_token(service: str) -> VerificationToken | None:
    return db.session.get(VerificationToken, service, populate_existing=True)


def set_verification_token(service: str, token: str) -> bool:
    """Keep the service's token, in place of an older one; return whether the service is new."""
    values = {"service": service, "token": token, "updated_at": now()}
    is_new = True
    try:
        # Insert first: of two that come at once, the database lets one in and the other updates.
        with db.session.begin_nested():
            db.session.execute(insert(VerificationToken).values(values))
    except IntegrityError:
        is_same = VerificationToken.service == service
        db.session.execute(update(VerificationToken).where(is_same).values(values))
        is_new = False
    record_event(Event.VERIFICATION_TOKEN_SET)
    return is_new


def remove_verification_token(service: str) -> bool:
    """Forget the service's token; return whether there was one."""
    statement = delete(VerificationToken).where(VerificationToken.service == service)
    was_there = db.session.scalar(statement.returning(VerificationToken.service)) is not None
    if was_there:
        record_event(Event.VERIFICATION_TOKEN_REMOVED)
    return was_there
