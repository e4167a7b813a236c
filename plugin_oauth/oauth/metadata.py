"""Authorization server metadata (RFC 8414), read off the classes that implement it.

OpenID Connect Discovery knows the same members and some more, so one document serves both.
"""

from typing import Any

from flask import Flask

from plugin_oauth.oauth import id_token, userinfo
from plugin_oauth.oauth.client_keys import ALGORITHMS as ASSERTION_ALGORITHMS
from plugin_oauth.oauth.dpop import ALGORITHMS as DPOP_ALGORITHMS
from plugin_oauth.oauth.pkce import S256CodeChallenge
from plugin_oauth.oauth.prompt import PROMPTS
from plugin_oauth.oauth.resources import PATHS, resource_uri
from plugin_oauth.oauth.scopes import advertised_scopes
from plugin_oauth.oauth.server import ENDPOINTS, GRANTS
from plugin_oauth.oauth.signing_keys import ALGORITHMS as SIGNING_ALGORITHMS


def build_metadata(app: Flask) -> dict[str, Any]:
    """Return the document of RFC 8414 section 2."""
    issuer = app.config["BASE_URL"]
    document: dict[str, Any] = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "scopes_supported": advertised_scopes(),
        "response_types_supported": _collected("RESPONSE_TYPES"),
        "response_modes_supported": ["query"],
        "grant_types_supported": [grant.GRANT_TYPE for grant, _ in GRANTS],
        "token_endpoint_auth_methods_supported": _collected("TOKEN_ENDPOINT_AUTH_METHODS"),
        "token_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
        "code_challenge_methods_supported": S256CodeChallenge.SUPPORTED_CODE_CHALLENGE_METHOD,
        "dpop_signing_alg_values_supported": DPOP_ALGORITHMS,
        "protected_resources": [resource_uri(path) for path in PATHS],
        **build_openid_metadata(issuer),
        "require_pushed_authorization_requests": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,  # true if it were left out
        "prompt_values_supported": list(PROMPTS),
        "service_documentation": f"{issuer}/docs",
        "op_policy_uri": f"{issuer}/privacy",
        "op_tos_uri": f"{issuer}/terms",
        "ui_locales_supported": ["en"],
    }
    for endpoint in ENDPOINTS:
        name = f"{endpoint.ENDPOINT_NAME}_endpoint"
        document[name] = f"{issuer}/{ENDPOINT_PATHS[endpoint.ENDPOINT_NAME]}"
        if endpoint.ENDPOINT_NAME in NAMES_METHODS:
            document[f"{name}_auth_methods_supported"] = endpoint.CLIENT_AUTH_METHODS
        document[f"{name}_auth_signing_alg_values_supported"] = ASSERTION_ALGORITHMS
    if app.config["DYNAMIC_REGISTRATION"] != "off":
        document["registration_endpoint"] = f"{issuer}/register"
    if app.config["CLIENT_ID_METADATA"]:
        document["client_id_metadata_document_supported"] = True
    if app.config["ISS_PARAMETER"]:
        document["authorization_response_iss_parameter_supported"] = True
    return document


def build_openid_metadata(issuer: str) -> dict[str, Any]:
    """Return what OpenID Connect adds (Discovery section 3, RP-Initiated Logout section 2.1)."""
    return {
        "jwks_uri": f"{issuer}/jwks.json",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "end_session_endpoint": f"{issuer}/end_session",
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": list(SIGNING_ALGORITHMS),
        "claim_types_supported": ["normal"],
        "claims_supported": list(dict.fromkeys((*id_token.CLAIMS, *userinfo.CLAIMS))),
        "claims_parameter_supported": False,
    }


ENDPOINT_PATHS = {
    "revocation": "revoke",
    "introspection": "introspect",
    "pushed_authorization_request": "par",
    "device_authorization": "device_authorization",
}
# RFC 8414 section 2 names the methods of these; at the others they are those of the token endpoint.
NAMES_METHODS = frozenset({"revocation", "introspection"})


def _collected(attribute: str) -> list[str]:
    """The values of an attribute over all grants, each once, in the order of the list."""
    values = (value for grant, _ in GRANTS for value in sorted(getattr(grant, attribute, ())))
    return list(dict.fromkeys(values))
