"""Token requests in other forms: tokens or an error in JSON, no page (RFC 6749 section 5.2)."""

import json
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from urllib.parse import urlencode

from plugin_oauth.host.client_authentication import BASIC, POST, make_basic
from plugin_oauth.host.drills.ground import (
    check_no_breakdown,
    check_refused,
    make_drill,
    new_code,
    read_tokens,
)
from plugin_oauth.host.oauth_client import FORM
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.token_endpoint import NO_ERROR_CODE, authorization_code_request, find_error
from plugin_oauth.host.wire import Answer

JSON = "application/json"
SOURCE = "RFC 6749 section 5.2"


def play_content_type(content_type: str, run: OAuthRun) -> Playing:
    yield from ()
    if run.client.content_type == content_type:
        raise Skipped(f"this host sends {content_type} anyway")
    request, code = new_code(run)
    client = replace(run.client, content_type=content_type)
    answer = authorization_code_request(run.wire, client, code, request)
    return _check_oauth_answer(run, answer, content_type)


def play_basic(run: OAuthRun) -> Playing:
    yield from ()
    credentials = run.client.credentials
    if credentials.method not in {POST, BASIC}:
        raise Skipped("this client has no secret")
    request, code = new_code(run)
    other = BASIC if credentials.method == POST else POST
    client = replace(run.client, credentials=replace(credentials, method=other))
    answer = authorization_code_request(run.wire, client, code, request)
    # RFC 6749 section 5.2: whoever tried the header is told that it is the header that failed.
    challenge = answer.headers.get("www-authenticate", "")
    if answer.status == HTTPStatus.UNAUTHORIZED and other == BASIC and "asic" not in challenge:
        raise Failure("401 to HTTP Basic has no WWW-Authenticate: Basic", SOURCE)
    return _check_oauth_answer(run, answer, other)


def play_two_methods(run: OAuthRun) -> Playing:
    yield from ()
    credentials = run.client.credentials
    if credentials.method not in {POST, BASIC}:
        raise Skipped("this client has no secret")
    request, code = new_code(run)
    fields = _code_fields(code, request.redirect_uri) | {
        "client_id": credentials.client_id,
        "client_secret": credentials.secret,
    }
    basic = make_basic(credentials.client_id, credentials.secret, run.wire.masking)
    answer = _post(run, urlencode(fields), FORM, {"authorization": f"Basic {basic}"})
    check_refused(
        answer,
        {"invalid_request", "invalid_client"},
        "the client proves itself in the header and in the body",
        "RFC 6749 section 2.3",
    )
    return "refused"


def play_unknown_grant(run: OAuthRun) -> Playing:
    yield from ()
    fields = {"grant_type": "urn:stand-in:made-up", "client_id": run.client.credentials.client_id}
    if run.client.credentials.method in {POST, BASIC}:
        fields["client_secret"] = run.client.credentials.secret
    as_json = run.client.content_type == JSON
    body = json.dumps(fields) if as_json else urlencode(fields)
    answer = _post(run, body, run.client.content_type)
    errors = {"unsupported_grant_type", "invalid_request", "invalid_client", "unauthorized_client"}
    check_refused(answer, errors, "the grant type is made up", SOURCE)
    return f"refused with {find_error(answer)}"


def play_broken_body(run: OAuthRun) -> Playing:
    yield from ()
    for body in ("{", "[]", "\x00=%ff%00", "a" * 100_000):
        answer = _post(run, body, run.client.content_type)
        if answer.is_success:
            raise Failure("a body that says nothing is answered with 200", SOURCE)
        check_no_breakdown(answer, f"the body is {body[:8]!r}")
    return "four bodies that say nothing, each refused"


def play_get(run: OAuthRun) -> Playing:
    """Codes in a query end up in logs, so the endpoint must not look there."""
    yield from ()
    request, code = new_code(run)
    fields = _code_fields(code, request.redirect_uri) | {
        "client_id": run.client.credentials.client_id,
        "client_secret": run.client.credentials.secret,
    }
    answer = run.wire.send(
        "GET",
        f"{run.client.token_url.text}?{urlencode(fields)}",
        seconds=run.model.call_seconds,
        headers={"user-agent": run.model.user_agent, "accept": JSON},
    )
    if answer.is_success and "access_token" in answer.text:
        raise Failure("the token endpoint gives tokens for a GET", "RFC 6749 section 3.2")
    check_no_breakdown(answer, "the token request is a GET")
    return f"refused with {answer.status}"


def _code_fields(code: str, redirect_uri: str) -> dict[str, str]:
    return {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}


def _post(
    run: OAuthRun, body: str, content_type: str, headers: dict[str, str] | None = None
) -> Answer:
    return run.wire.send(
        "POST",
        run.client.token_url.text,
        seconds=run.model.call_seconds,
        headers={
            "user-agent": run.model.user_agent,
            "accept": JSON,
            "content-type": content_type,
            **(headers or {}),
        },
        content=body,
    )


def _check_oauth_answer(run: OAuthRun, answer: Answer, form: str) -> str:
    """Return which it was, tokens or an error in JSON; raises Failure if it is neither."""
    check_no_breakdown(answer, f"the token request is sent as {form}")
    if answer.is_success:
        read_tokens(run, answer)
        return f"{form} is taken, too"
    error = find_error(answer)
    if error == NO_ERROR_CODE:
        raise Failure(
            f"the refusal of {form} is {answer.status} {answer.media_type} {error}: no client can "
            "read that",
            SOURCE,
        )
    return f"{form} is refused with {answer.status} {error}"


def _drill(sends: str, expects: str, source: str = SOURCE) -> Drill:
    return Drill(sends, expects, source)


EITHER = "tokens, or an error in JSON; never a page and never a 500"

DRILLS = (
    make_drill("token-form", partial(play_content_type, FORM), _drill("a form", EITHER)),
    make_drill("token-json", partial(play_content_type, JSON), _drill("a JSON body", EITHER)),
    make_drill(
        "token-other-proof",
        play_basic,
        _drill("the client's secret in the header for the body, or in the body for it", EITHER),
    ),
    make_drill(
        "token-two-proofs",
        play_two_methods,
        _drill(
            "the client's secret in the header and in the body",
            "invalid_request",
            "RFC 6749 section 2.3 and 5.2",
        ),
    ),
    make_drill(
        "token-grant-unknown",
        play_unknown_grant,
        _drill("a grant type that does not exist", "unsupported_grant_type"),
    ),
    make_drill(
        "token-broken-body",
        play_broken_body,
        _drill("half JSON, NUL bytes, 100,000 letters", "an error of the 4xx, never a 500"),
    ),
    make_drill(
        "token-get",
        play_get,
        _drill("a token request by GET", "no tokens", "RFC 6749 section 3.2"),
    ),
)
