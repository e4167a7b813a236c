"""Revocation, of one's own token, of one that never was, and of another's (RFC 7009)."""

from dataclasses import replace
from http import HTTPStatus

from plugin_oauth.host.client_authentication import BASIC, Credentials
from plugin_oauth.host.drills.ground import (
    check_opens,
    is_open,
    make_drill,
    new_tokens,
)
from plugin_oauth.host.metadata import find_endpoint
from plugin_oauth.host.oauth_client import Tokens
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.revocation import process_revocation_response, revocation_request
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing


def play_access_token(run: OAuthRun) -> Playing:
    yield from ()
    endpoint = find_endpoint(run.metadata, "revocation_endpoint")
    tokens = new_tokens(run)
    alone = Tokens(tokens.access_token)
    process_revocation_response(revocation_request(run.wire, run.client, endpoint, alone))
    if is_open(run, tokens):
        raise Failure("the access token still works after its revocation", "RFC 7009 section 2.1")
    return "the access token is dead at once"


def play_unknown(run: OAuthRun) -> Playing:
    yield from ()
    endpoint = find_endpoint(run.metadata, "revocation_endpoint")
    answer = revocation_request(run.wire, run.client, endpoint, Tokens("a-token-that-never-was"))
    if answer.status != HTTPStatus.OK:
        raise Failure(
            f"the revocation of a token that never was is answered with {answer.status}, not 200",
            "RFC 7009 section 2.2",
        )
    return "answered with 200, like any other"


def play_stranger(run: OAuthRun) -> Playing:
    yield from ()
    endpoint, target = find_endpoint(run.metadata, "revocation_endpoint"), run.target
    if not target.developer_client_id:
        raise Skipped("there is no second client: no developer's client was given")
    tokens = new_tokens(run)
    stranger = Credentials(target.developer_client_id, BASIC, target.developer_client_secret)
    client = replace(run.client, credentials=stranger)
    revocation_request(run.wire, client, endpoint, tokens)
    check_opens(run, tokens, "another client revoked a token that is not its own")
    return "the token of this client still works"


DRILLS = (
    make_drill(
        "revoked-access-token",
        play_access_token,
        Drill("a call with an access token just revoked", "401", "RFC 7009 section 2.1"),
    ),
    make_drill(
        "revoke-unknown",
        play_unknown,
        Drill("the revocation of a token that never was", "200", "RFC 7009 section 2.2"),
    ),
    make_drill(
        "revoke-of-another-client",
        play_stranger,
        Drill(
            "the revocation of a token by a client it was not issued to",
            "a refusal, or nothing done; the token lives",
            "RFC 7009 section 2.1",
        ),
    ),
)
