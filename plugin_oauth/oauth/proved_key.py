"""The key a token is bound to at the token endpoint (RFC 9449 section 5), or none."""

from authlib.oauth2.rfc6749 import InvalidGrantError

from plugin_oauth.oauth.dpop import InvalidDpopProofError, check_proof, has_proof, spend_proof


def proved_key(expected: str | None = None) -> str | None:
    """Return the thumbprint of the key proved in this request, None for a Bearer token.

    `expected` is the key that the code or the refresh token is bound to. Raises
    InvalidDpopProofError if none is proved, InvalidGrantError if another one is.
    """
    if not has_proof():
        if expected is not None:
            raise InvalidDpopProofError("This is bound to a key: send a DPoP proof.")
        return None
    proof = check_proof()
    if expected is not None and proof.jkt != expected:
        raise InvalidGrantError("This is bound to another key.")
    spend_proof(proof)
    return proof.jkt
