"""Authorization server metadata (RFC 8414), read off the classes that implement it.

Built once when the app starts: the document is the same for every request.
"""

import hashlib
import json
from typing import Any

from flask import Flask, Response, current_app, request

from plugin_oauth.oauth.pkce import S256CodeChallenge
from plugin_oauth.oauth.scopes import advertised_scopes
from plugin_oauth.oauth.server import ENDPOINTS, GRANTS

_KEY = "plugin_oauth_metadata"

MAXIMUM_AGE = 300  # seconds


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
        "code_challenge_methods_supported": S256CodeChallenge.SUPPORTED_CODE_CHALLENGE_METHOD,
        "service_documentation": f"{issuer}/docs",
        "op_policy_uri": f"{issuer}/privacy",
        "op_tos_uri": f"{issuer}/terms",
        "ui_locales_supported": ["en"],
    }
    for endpoint in ENDPOINTS:
        name = f"{endpoint.ENDPOINT_NAME}_endpoint"
        document[name] = f"{issuer}/{ENDPOINT_PATHS[endpoint.ENDPOINT_NAME]}"
        document[f"{name}_auth_methods_supported"] = endpoint.CLIENT_AUTH_METHODS
    if app.config["ISS_PARAMETER"]:
        document["authorization_response_iss_parameter_supported"] = True
    return document


ENDPOINT_PATHS = {"revocation": "revoke"}


def _collected(attribute: str) -> list[str]:
    """The values of an attribute over all grants, each once, in the order of the list."""
    values = (value for grant, _ in GRANTS for value in sorted(getattr(grant, attribute, ())))
    return list(dict.fromkeys(values))


def init_metadata(app: Flask) -> None:
    with app.app_context():
        app.extensions[_KEY] = json.dumps(build_metadata(app), indent=2).encode()


def metadata_response() -> Response:
    """Return the document as bytes made at the start, with an ETag."""
    body: bytes = current_app.extensions[_KEY]
    response = Response(body, content_type="application/json")
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.cache_control.public = True
    response.cache_control.max_age = MAXIMUM_AGE
    response.make_conditional(request)
    return response
