"""The refresh answer kept for a repeat, sealed so that the database alone reveals nothing.

The key comes from the presented refresh token itself, 256 random bits that are stored nowhere, and
never from its digest, which is in the database. No server secret takes part, so a change of keys
breaks nothing. The digest as associated data stops answers from being swapped between rows.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
INFO = b"plugin_oauth refresh answer v1"


def seal(token: str, answer: bytes, digest: bytes) -> bytes:
    """Return the answer encrypted for whoever presents the token again."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(token)).encrypt(nonce, answer, digest)


def unseal(token: str, sealed: bytes, digest: bytes) -> bytes | None:
    """Return the answer, or None if it was not sealed under this token and digest."""
    try:
        return AESGCM(_key(token)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], digest)
    except InvalidTag:
        return None


def _key(token: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=INFO).derive(token.encode())
