"""A reader elsewhere: it has a token, and of us only the keys that we publish."""

from typing import Any

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jwt import Token

ALGORITHMS = ["ES256", "RS256"]


def published(http: FlaskClient) -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = http.get("/jwks.json").get_json()["keys"]
    return keys


def read_published(http: FlaskClient, token: str) -> Token:
    """Return the token with its signature verified under a published key; raises if none fits."""
    keys = KeySet.import_key_set({"keys": published(http)})
    return jwt.decode(token, keys, algorithms=ALGORITHMS)
