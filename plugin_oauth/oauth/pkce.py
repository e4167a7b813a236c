"""Proof Key for Code Exchange (RFC 7636), S256 only.

`plain` proves nothing to whoever saw the authorization request (RFC 9700 section 2.1.1).
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc7636 import CodeChallenge

from plugin_oauth.oauth.flight_recorder import explain

# fullmatch, never `$`, which lets a line end through.
VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}")  # base64url of 32 bytes, unpadded


class S256CodeChallenge(CodeChallenge):
    """Authlib's extension, narrowed to S256 and to checks that a line end does not pass."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:  # noqa: ARG002 -- Authlib's signature
        """Raise InvalidRequestError if the challenge is missing where due, or not S256."""
        parameters = grant.request.payload.data
        challenge, method = (
            parameters.get("code_challenge"),
            parameters.get("code_challenge_method"),
        )
        if challenge is None and method is None:
            if grant.client.requires_pkce:
                explain("pkce_missing")
                raise InvalidRequestError("code_challenge is missing: this client must use PKCE.")
            return
        if method != "S256":
            explain("pkce_not_s256")
            raise InvalidRequestError("code_challenge_method must be S256.")
        if challenge is None or not CHALLENGE.fullmatch(challenge):
            explain("pkce_challenge_malformed")
            raise InvalidRequestError("code_challenge must be 43 characters of base64url.")

    def validate_code_verifier(self, grant: Any, result: object) -> None:  # noqa: ARG002 -- Authlib's signature
        """Raise InvalidGrantError unless the verifier fits the challenge of the code."""
        verifier = grant.request.form.get("code_verifier")
        challenge = grant.request.authorization_code.code_challenge
        if challenge is None and verifier is None:
            return
        if challenge is None:
            # A downgrade: somebody took the challenge out on the way (RFC 9700 section 4.8.2).
            explain("pkce_verifier_without_challenge")
            raise InvalidGrantError("The authorization request had no code_challenge.")
        if verifier is None:
            explain("pkce_verifier_missing")
            raise InvalidRequestError("code_verifier is missing.")
        if not VERIFIER.fullmatch(verifier):
            explain("pkce_verifier_malformed")
            raise InvalidGrantError("code_verifier must be 43 to 128 unreserved characters.")
        if not hmac.compare_digest(make_challenge(verifier), challenge):
            explain("pkce_verifier_wrong")
            raise InvalidGrantError("code_verifier does not fit the code_challenge.")


def make_challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 section 4.2)."""
    hashed = hashlib.sha256(verifier.encode("ascii")).digest()
    return urlsafe_b64encode(hashed).rstrip(b"=").decode("ascii")
