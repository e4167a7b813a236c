"""The device grant at the token endpoint (RFC 8628 sections 3.4 and 3.5): polled, redeemed once.

Checks, in the order they run, with the error each gives:

    client authentication          invalid_client
    grant type of the client       unauthorized_client
    device code known, its client  invalid_grant
    not expired                    expired_token
    the person has decided         authorization_pending; slow_down if the poll comes too early
    and has allowed it             access_denied
    the take                       invalid_grant
"""

from datetime import timedelta
from typing import Any

from authlib.oauth2.rfc6749 import (
    AccessDeniedError,
    InvalidGrantError,
    InvalidRequestError,
    OAuth2Error,
    UnauthorizedClientError,
)
from authlib.oauth2.rfc8628 import DeviceCodeGrant as AuthlibDeviceCodeGrant
from authlib.oauth2.rfc8628.errors import (
    AuthorizationPendingError,
    ExpiredTokenError,
    SlowDownError,
)
from sqlalchemy import bindparam, exists, select, update

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.auth_methods import AUTH_METHODS
from plugin_oauth.oauth.device_authorization import GRANT_TYPE
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.flight_recorder import join_flow
from plugin_oauth.oauth.id_token import make_id_token, wants_id_token
from plugin_oauth.oauth.models import device_codes
from plugin_oauth.oauth.proved_key import proved_key
from plugin_oauth.oauth.resources import narrow_resource
from plugin_oauth.oauth.tokens import TokenAnswer, begin_family
from plugin_oauth.secret_values import digest
from plugin_oauth.users.models import User

SLOWER = 5  # seconds more between two polls, each time one comes too early (section 3.5)

_find = select(device_codes).where(
    device_codes.c.digest == bindparam("presented"), device_codes.c.client_id == bindparam("client")
)
_poll = (
    update(device_codes)
    .where(
        device_codes.c.digest == bindparam("presented"),
        device_codes.c.next_poll_at <= bindparam("moment"),
    )
    .values(next_poll_at=bindparam("next"))
    .returning(device_codes.c.digest)
)
_slow_down = (
    update(device_codes)
    .where(device_codes.c.digest == bindparam("presented"))
    .values(interval=bindparam("seconds"), next_poll_at=bindparam("next"))
)
_take = (
    update(device_codes)
    .where(
        device_codes.c.digest == bindparam("presented"),
        device_codes.c.used_at.is_(None),
        exists().where(User.id == device_codes.c.user_id, User.disabled_at.is_(None)),
    )
    .values(used_at=bindparam("moment"))
    .returning(device_codes.c.digest)
)


class DeviceCodeGrant(AuthlibDeviceCodeGrant):
    """Authlib's grant with the errors of the standard for a foreign code, and on our storage."""

    GRANT_TYPE = GRANT_TYPE
    TOKEN_ENDPOINT_AUTH_METHODS = list(AUTH_METHODS)

    def validate_token_request(self) -> None:
        """Find the device; raises as listed above, up to the expiry."""
        client = self.request.client = self.authenticate_token_endpoint_client()
        if not client.check_grant_type(self.GRANT_TYPE):
            raise UnauthorizedClientError("This client may not use the device grant.")
        device_code = self.request.form.get("device_code")
        if device_code is None:
            raise InvalidRequestError("device_code is missing.")
        key = {"presented": digest(device_code), "client": client.client_id}
        self.device = db.session.execute(_find, key).one_or_none()
        if self.device is None:
            raise InvalidGrantError("There is no such device code for this client.")
        join_flow(self.device.flow_id)
        if self.device.expires_at <= now():
            raise ExpiredTokenError("The device code has expired: begin again.")

    def create_token_response(self) -> tuple[int, TokenAnswer, list[tuple[str, str]]]:
        """Take the code and begin its family, or count the poll; raises as listed above."""
        device: Any = self.device
        if device.decided_at is None:
            raise count_poll(device)
        if device.user_id is None:
            raise AccessDeniedError("The user did not allow it.")
        resource = narrow_resource(self.request.payload.datalist["resource"], device.resource)
        jkt = proved_key()
        taken = db.session.execute(_take, {"presented": device.digest, "moment": now()})
        if taken.one_or_none() is None:
            raise InvalidGrantError("The device code was used before.")
        family = Family(
            device.client_id,
            device.user_id,
            device.scope,
            resource=device.resource,
            auth_time=device.auth_time,
        )
        answer = begin_family(
            family,
            with_refresh_token=self.request.client.check_grant_type("refresh_token"),
            resource=resource,
            dpop_jkt=jkt,
        )
        if wants_id_token(device.scope):
            answer["id_token"] = make_id_token(
                self.request.client,
                device.user_id,
                auth_time=device.auth_time,
                nonce=None,
                access_token=answer["access_token"],
            )
        return 200, answer, self.TOKEN_RESPONSE_HEADER


def count_poll(device: Any) -> OAuth2Error:
    """Note a poll that came before the decision, and return its error.

    One that comes too early makes the next wait longer, for good: otherwise a device in a tight
    loop would cost us most.
    """
    moment = now()
    key = {"presented": device.digest}
    on_time = key | {"moment": moment, "next": moment + timedelta(seconds=device.interval)}
    if db.session.execute(_poll, on_time).one_or_none() is not None:
        return AuthorizationPendingError("The user has not decided yet.")
    seconds = device.interval + SLOWER
    slower = key | {"seconds": seconds, "next": moment + timedelta(seconds=seconds)}
    db.session.execute(_slow_down, slower)
    return SlowDownError(f"Wait {seconds} seconds between two polls.")
