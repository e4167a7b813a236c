"""Token revocation (RFC 7009): either token of a pair ends the whole family.

The hint is ignored: the search goes over both types anyway (section 2.1), and a wrong hint must not
leave a token alive. A public client revokes its own tokens by naming itself.
"""

from typing import Any

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7009 import RevocationEndpoint as AuthlibRevocationEndpoint

from plugin_oauth.oauth.auth_methods import AUTH_METHODS
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.tokens import TokenFamily, end_family, find_family


class RevocationEndpoint(AuthlibRevocationEndpoint):
    """Authlib's endpoint on our families. An unknown token is answered 200 (section 2.2)."""

    CLIENT_AUTH_METHODS = list(AUTH_METHODS)

    def check_params(self, request: Any, client: Client) -> None:  # noqa: ARG002 -- Authlib's signature
        """Raise InvalidRequestError if no token is named."""
        if "token" not in request.form:
            raise InvalidRequestError("token is missing.")

    def query_token(self, token_string: str, token_type_hint: str | None) -> TokenFamily | None:  # noqa: ARG002 -- Authlib's signature
        return find_family(token_string)

    def revoke_token(self, token: TokenFamily, request: Any) -> None:  # noqa: ARG002 -- Authlib's signature
        end_family(token.grant_id, "revoked by the client")
