"""The client credentials grant (RFC 6749 section 4.4): the client acts for itself.

It has an account of its own, so that what it stores is its own and nobody else's. No refresh token
(section 4.4.3): it can ask again.
"""

from authlib.oauth2.rfc6749 import UnauthorizedClientError
from authlib.oauth2.rfc6749 import grants as authlib_grants

from plugin_oauth.oauth.auth_methods import CONFIDENTIAL_METHODS
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.proved_key import proved_key
from plugin_oauth.oauth.resources import resolve_resource
from plugin_oauth.oauth.scopes import resolve_client_scope
from plugin_oauth.oauth.tokens import TokenAnswer, begin_family


class ClientCredentialsGrant(authlib_grants.ClientCredentialsGrant):
    """Authlib's grant; the scope is capped by what is registered, because nobody consents."""

    TOKEN_ENDPOINT_AUTH_METHODS = list(CONFIDENTIAL_METHODS)

    def validate_requested_scope(self) -> None:
        self.request.scope = resolve_client_scope(self.request.payload.scope, self.client.scope)

    def create_token_response(self) -> tuple[int, TokenAnswer, list[tuple[str, str]]]:
        client: Client = self.client
        if client.service_account_id is None:
            raise UnauthorizedClientError("This client has no account of its own.")
        resource = resolve_resource(self.request.payload.datalist["resource"])
        family = Family(
            client.client_id, client.service_account_id, self.request.scope, resource=resource
        )
        jkt = proved_key()
        answer = begin_family(family, with_refresh_token=False, dpop_jkt=jkt)
        return 200, answer, self.TOKEN_RESPONSE_HEADER
