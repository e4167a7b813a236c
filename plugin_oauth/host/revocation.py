"""Token revocation (RFC 7009). ChatGPT never revoked; users do, and the tokens must be dead."""

from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlencode

from plugin_oauth.host.client_authentication import prove
from plugin_oauth.host.oauth_client import FORM, Client, Tokens
from plugin_oauth.host.remarks import Failure, Remark, warn
from plugin_oauth.host.token_endpoint import find_error
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer, Wire


def revocation_request(wire: Wire, client: Client, endpoint: Url, tokens: Tokens) -> Answer:
    """Revoke the refresh token, or the access token where there is no other."""
    # An assertion names the token endpoint at every other one too (RFC 7523 section 3).
    proof, headers = prove(client.credentials, client.token_url.text, wire.masking)
    fields = {
        "token": tokens.refresh_token or tokens.access_token,
        "token_type_hint": tokens.strongest,
        **proof,
    }
    return wire.send(
        "POST",
        endpoint.text,
        seconds=client.model.call_seconds,
        headers={
            "user-agent": client.model.user_agent,
            "content-type": FORM,
            **headers,
        },
        content=urlencode(fields),
    )


def process_revocation_response(answer: Answer) -> None:
    """Raise Failure unless the revocation is confirmed."""
    if answer.status != HTTPStatus.OK:
        raise Failure(
            f"the revocation endpoint answers {answer.status}, not 200", "RFC 7009 section 2.2"
        )


def process_revoked_refresh_response(answer: Answer) -> Iterator[Remark]:
    """Yield what is doubtful about the refusal of a revoked token; raises Failure if it is none."""
    if answer.is_success:
        raise Failure("the revoked refresh token still works", "RFC 7009 section 2.1")
    error = find_error(answer)
    if error != "invalid_grant":
        yield warn(f"the error is {error!r}, not invalid_grant", "RFC 6749 section 5.2")
