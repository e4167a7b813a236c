"""Proof Key for Code Exchange (RFC 7636), S256 only."""

import base64
import hashlib
import secrets

METHOD = "S256"


def make_verifier() -> str:
    """Return a new code verifier of 43 characters (section 4.1)."""
    return secrets.token_urlsafe(32)


def challenge(verifier: str) -> str:
    """Return the code challenge (section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
