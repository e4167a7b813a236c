"""Accounts: made, found and authenticated by e-mail and password."""

import re
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from plugin_oauth.audit import Event, count_failed_sign_in, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import begin_writing, db, expect_reads
from plugin_oauth.users.models import EMAIL_LENGTH, User
from plugin_oauth.users.passwords import (
    MAXIMUM_LENGTH,
    MINIMUM_LENGTH,
    hash_password,
    is_outdated,
    is_password,
)

# One @, something on both sides, nothing invisible: whether mail arrives only a mail can tell.
EMAIL = re.compile(r"[^@\s\"<>(),:;\\\[\]]+@[^@\s\"<>(),:;\\\[\]]+")


class AccountError(ValueError):
    """The account cannot be made; the text is for the person and names the field."""


def normalize_email(email: str) -> str:
    """Return the form in which e-mails are stored and compared: no blanks around, lower case."""
    return email.strip().lower()


def check_email(email: str) -> None:
    """Raise AccountError if this cannot be an e-mail address; expects its normal form."""
    if len(email) > EMAIL_LENGTH or not EMAIL.fullmatch(email) or not email.isprintable():
        raise AccountError("Enter an e-mail address, like ada@example.com.")


def check_new_password(password: str) -> None:
    """Raise AccountError if the password is too short or too long."""
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
        raise AccountError(f"Choose a password of {MINIMUM_LENGTH} to {MAXIMUM_LENGTH} characters.")


def create_user(email: str, password: str, *, is_admin: bool = False) -> User:
    """Add an account and return it; raises AccountError if it cannot be or exists already."""
    email = normalize_email(email)
    check_email(email)
    check_new_password(password)
    user = User(
        email=email, password_hash=hash_password(password), is_admin=is_admin, created_at=now()
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        raise AccountError("There is an account with this e-mail already.") from None
    record_event(Event.ACCOUNT_CREATED, user_id=user.id)
    return user


def create_service_account() -> User:
    """Add and return an account nobody can sign in to: a client's own (RFC 6749 section 4.4)."""
    user = User(created_at=now())
    db.session.add(user)
    db.session.flush()
    return user


def find_user(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == normalize_email(email)))


def authenticate(email: str, password: str) -> User | None:
    """Return the user whose password this is, or None, in the same time whatever is wrong."""
    # Trying a password takes 20 ms, and on SQLite whoever may write keeps all others out.
    expect_reads()
    user = find_user(email)
    begin_writing()
    is_right = is_password(password, user.password_hash if user else None)
    if user is not None and is_right and user.disabled_at is None:
        if is_outdated(user.password_hash):
            user.password_hash = hash_password(password)
        return user
    count_failed_sign_in(user.id if user else None)
    return None


def is_own_password(user_id: UUID, password: str) -> bool:
    """Tell whether this is the password of the account; a failure is counted like a sign-in's."""
    user = db.session.get(User, user_id)
    if user is not None and is_password(password, user.password_hash):
        return True
    count_failed_sign_in(user_id)
    return False


def change_password(user_id: UUID, password: str) -> None:
    """Give the account a new password; raises AccountError if it is too short or too long."""
    check_new_password(password)
    new_hash = hash_password(password)
    db.session.execute(update(User).where(User.id == user_id).values(password_hash=new_hash))
    record_event(Event.PASSWORD_CHANGED, user_id=user_id)


def delete_account(user_id: UUID) -> None:
    """Remove the account and, by the foreign keys, everything that is its own."""
    db.session.execute(delete(User).where(User.id == user_id))
    record_event(Event.ACCOUNT_DELETED, user_id=user_id)
