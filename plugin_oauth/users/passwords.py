"""Passwords: argon2id, and one cost for every answer.

The parameters are OWASP's for argon2id (19 MiB, 2 passes, 1 lane): about 20 ms on one core, and
small enough that a burst of logins does not exhaust memory.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 8  # ASVS 5.0 6.2.1
MAXIMUM_LENGTH = 128  # characters; longer ones only cost us time

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    return hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Tell whether this is the password; without a hash it costs the same and is always False.

    Otherwise the time of an answer would tell which e-mail addresses have an account.
    """
    if len(password) > MAXIMUM_LENGTH:
        password = ""
    try:
        return (
            hasher.verify(password_hash or _nobodys_hash(), password) and password_hash is not None
        )
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str | None) -> bool:
    """Tell whether the hash was made at another cost than today's."""
    return password_hash is not None and hasher.check_needs_rehash(password_hash)


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password, it only takes as long as a real one")
