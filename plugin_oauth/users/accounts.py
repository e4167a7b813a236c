"""Accounts: made, found and authenticated by e-mail and password."""

import re

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.users.models import EMAIL_LENGTH, User
from plugin_oauth.users.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH, hash_password, is_password

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
    user = find_user(email)
    is_right = is_password(password, user.password_hash if user else None)
    return user if user is not None and is_right and user.disabled_at is None else None
