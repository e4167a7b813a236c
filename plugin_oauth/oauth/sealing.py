"""What is kept for the holder of a secret alone, sealed: the place it lies in tells nothing.

The refresh answer for a repeat lies in the database, a new API key in a cookie on its way.

The key comes from the presented secret itself, 256 random bits that are stored nowhere, and never
from its digest, which is in the database. No server secret takes part, so a change of keys breaks
nothing. What it is about, as associated data, stops sealed texts from being swapped.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
INFO = b"plugin_oauth refresh answer v1"


def seal(secret: str, text: bytes, about: bytes) -> bytes:
    """Return the text encrypted for whoever presents the secret again."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(secret)).encrypt(nonce, text, about)


def unseal(secret: str, sealed: bytes, about: bytes) -> bytes | None:
    """Return the text, or None if it was not sealed under this secret and about this."""
    try:
        return AESGCM(_key(secret)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
    except InvalidTag:
        return None


def _key(secret: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=INFO).derive(secret.encode())
