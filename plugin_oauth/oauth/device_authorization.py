"""Device authorization requests (RFC 8628 sections 3.1 and 3.2): a device gets two codes.

POST /device_authorization, the checks in the order they run:

    client authentication    as at the token endpoint
    check_may_use_devices    unauthorized_client
    resolve_scope            invalid_scope
    resolve_resource         invalid_target

With the long code the device polls the token endpoint (device_code.py); the short one a person
types at /device (device_page.py).
"""

import hmac
import secrets
from datetime import timedelta
from typing import Any

from authlib.consts import default_json_headers
from authlib.oauth2.rfc6749 import UnauthorizedClientError
from authlib.oauth2.rfc6749.endpoint import Endpoint
from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.auth_methods import AUTH_METHODS
from plugin_oauth.oauth.flight_recorder import current_flow_id
from plugin_oauth.oauth.models import Client, device_codes
from plugin_oauth.oauth.request import ProtocolRequest
from plugin_oauth.oauth.resources import resolve_resource
from plugin_oauth.oauth.scopes import resolve_scope
from plugin_oauth.secret_values import Kind, digest, make_secret

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"
LIFETIME = timedelta(minutes=10)
INTERVAL = 5  # seconds between two polls

# Section 6.1: no vowels, so that no word is spelled, and nothing that looks like something else.
# Eight of twenty letters are 34 bits, which the limits of /device and ten minutes make enough.
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
USER_CODE_LENGTH = 8


class DeviceAuthorizationEndpoint(Endpoint):
    """Answers a device with its codes, and with the address that a person goes to."""

    ENDPOINT_NAME = "device_authorization"
    CLIENT_AUTH_METHODS = list(AUTH_METHODS)

    def create_endpoint_response(
        self, request: ProtocolRequest
    ) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        client = self.server.authenticate_client(
            request, self.CLIENT_AUTH_METHODS, self.ENDPOINT_NAME
        )
        check_may_use_devices(client)
        scope = resolve_scope(request.payload.scope, client.scope)
        resource = resolve_resource(request.payload.datalist["resource"])
        device_code = make_secret(Kind.DEVICE_CODE)
        user_code = save_device_code(device_code, client, scope, resource)
        page = f"{current_app.config['BASE_URL']}/device"
        answer = {
            "device_code": device_code,
            "user_code": user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?user_code={user_code}",
            "expires_in": int(LIFETIME.total_seconds()),
            "interval": INTERVAL,
        }
        return 200, answer, default_json_headers


def check_may_use_devices(client: Client) -> None:
    """Raise UnauthorizedClientError if the client was not registered for this grant."""
    if not client.check_grant_type(GRANT_TYPE):
        raise UnauthorizedClientError("This client may not use the device grant.")


def save_device_code(device_code: str, client: Client, scope: str, resource: str) -> str:
    """Store the digests of the code and of a new user code, and return the user code.

    Should a user code be taken, another one is drawn: the database tells, not a look before.
    """
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    moment = now()
    row = {
        "digest": digest(device_code),
        "client_id": client.client_id,
        "scope": scope,
        "resource": resource,
        "interval": INTERVAL,
        "next_poll_at": moment,
        "expires_at": moment + LIFETIME,
        "flow_id": current_flow_id(),
    }
    while True:
        user_code = make_user_code()
        statement = (
            dialect.insert(device_codes)
            .values(**row, user_code_digest=user_code_digest(user_code))
            .on_conflict_do_nothing(index_elements=["user_code_digest"])
            .returning(device_codes.c.digest)
        )
        if db.session.execute(statement).one_or_none() is not None:
            return user_code


def make_user_code() -> str:
    """Return a code as it is shown: WDJB-MJHT."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(USER_CODE_LENGTH))
    half = USER_CODE_LENGTH // 2
    return f"{letters[:half]}-{letters[half:]}"


def normalize_user_code(typed: str) -> str:
    """Return the code as it is shown, out of what a person types: any case, any punctuation."""
    letters = [letter for letter in typed.upper() if letter in ALPHABET][:USER_CODE_LENGTH]
    half = USER_CODE_LENGTH // 2
    return f"{''.join(letters[:half])}-{''.join(letters[half:])}"


def user_code_digest(user_code: str) -> bytes:
    """Return what is stored of a user code: keyed, because 34 bits are soon tried."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"device user code {user_code}".encode(), "sha256")
