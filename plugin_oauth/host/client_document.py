"""The host's own metadata document and keys, as ChatGPT publishes them.

Client ID Metadata Documents (draft-ietf-oauth-client-id-metadata-document): the URL of the document
is the client id. ChatGPT's names private_key_jwt and lists none beside it.
"""

import json
from collections.abc import Sequence

from joserfc.jwk import KeySet, RSAKey

from plugin_oauth.host.client_authentication import NONE, PRIVATE_KEY_JWT
from plugin_oauth.host.plugin_model import McpModel

DOCUMENT_PATH = "/oauth/client.json"
KEYS_PATH = "/oauth/jwks.json"
_KEY_BITS = 2048


def make_key() -> RSAKey:
    """Return a new key for RS256, named by its thumbprint (RFC 7638)."""
    key = RSAKey.generate_key(_KEY_BITS, {"use": "sig", "alg": "RS256"})
    key.ensure_kid()
    return key


def build_document(model: McpModel, base_url: str, redirect_uris: Sequence[str]) -> str:
    """Return the document of a client whose documents are below the base URL."""
    document = {
        "client_id": base_url + DOCUMENT_PATH,
        "client_name": model.client_name,
        "redirect_uris": list(redirect_uris),
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": model.auth_methods[0],
    }
    if PRIVATE_KEY_JWT in model.auth_methods:
        document |= {
            "token_endpoint_auth_methods_supported": [NONE, PRIVATE_KEY_JWT],
            "token_endpoint_auth_signing_alg": "RS256",
            "jwks_uri": base_url + KEYS_PATH,
        }
    return json.dumps(document)


def build_keys(key: RSAKey) -> str:
    """Return the public half as a JWK set (RFC 7517 section 5)."""
    return json.dumps(KeySet([key]).as_dict(private=False))
