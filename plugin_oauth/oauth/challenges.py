"""What a protected resource tells a caller it refuses (RFC 6750 section 3, RFC 9449 section 7.1).

The challenge is the first thing a client reads: it leads to the resource's metadata (RFC 9728) and
names every scope of the operation, so that one more authorization is enough. It is in the scheme
that was used; who used none, or sent a bound token as Bearer, is told of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from authlib.oauth2.rfc6749 import OAuth2Error
from authlib.oauth2.rfc6750 import InsufficientScopeError, InvalidTokenError
from flask import request

from plugin_oauth.errors import Problem
from plugin_oauth.oauth.dpop import ALGORITHMS, InvalidDpopProofError, UseDpopNonceError
from plugin_oauth.oauth.resources import metadata_url


class BoundTokenError(InvalidTokenError):
    """A thief without the key sends a bound token as Bearer (RFC 9449 section 7.2)."""


def refusal(error: OAuth2Error, scope: str, resource: str | None) -> Problem:
    """Return the problem with its challenges; the error's own description goes to nobody."""
    scheme = request.headers.get("Authorization", "").partition(" ")[0].lower()
    to = Challenge(scope, resource)
    if isinstance(error, InsufficientScopeError):
        detail = (
            f"The access token does not allow this. It needs the scope {scope}: "
            "let the person sign in again and allow it."
        )
        challenge = to.by(scheme, "insufficient_scope", detail)
        return _challenged(403, "Insufficient scope", detail, [challenge])
    if isinstance(error, (InvalidDpopProofError, UseDpopNonceError)):
        challenge = to.by("dpop", error.error, error.description)
        problem = _challenged(401, "Invalid proof", error.description, [challenge])
        problem.headers += [h for h in error.get_headers() if h[0] == "DPoP-Nonce"]
        return problem
    if isinstance(error, BoundTokenError):
        detail = "The access token is bound to a key: send it as DPoP, with a proof."
        challenges = [to.by("bearer", "invalid_token", detail), to.by("dpop")]
        return _challenged(401, "Invalid token", detail, challenges)
    if isinstance(error, InvalidTokenError):
        detail = (
            "The access token is unknown, has expired, was revoked or is for something else: "
            "refresh it, or let the person sign in again."
        )
        challenge = to.by(scheme, "invalid_token", detail)
        return _challenged(401, "Invalid token", detail, [challenge])
    # No token at all, or another scheme: no error is named (RFC 6750 section 3.1).
    detail = "Send an access token: Authorization: Bearer ..."
    return _challenged(401, "Sign-in needed", detail, [to.by("bearer"), to.by("dpop")])


def _challenged(status: int, title: str, detail: str, challenges: Sequence[str]) -> Problem:
    problem = Problem(status, title, detail)
    problem.headers += [("WWW-Authenticate", challenge) for challenge in challenges]
    return problem


@dataclass(frozen=True, slots=True)
class Challenge:
    """What every challenge of one request says: the scopes it takes, and where to learn more."""

    scope: str
    resource: str | None

    def by(self, scheme: str, error: str | None = None, description: str | None = None) -> str:
        """Return the challenge of a scheme (RFC 6750 section 3, RFC 9449 7.1, RFC 9728 5.1).

        `resource_metadata` and `scope` come before the description: some clients take the first
        match of a pattern.
        """
        parameters = []
        if self.resource is not None:
            parameters.append(f'resource_metadata="{metadata_url(self.resource)}"')
        if self.scope:
            parameters.append(f'scope="{self.scope}"')
        if error is not None:
            parameters += [f'error="{error}"', f'error_description="{description}"']
        if scheme == "dpop":
            parameters.append(f'algs="{" ".join(ALGORITHMS)}"')
        return f"{'DPoP' if scheme == 'dpop' else 'Bearer'} {', '.join(parameters)}"
