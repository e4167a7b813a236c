"""Group A, where somebody has to sign in: the authorization server of a plugin or an Action."""

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

from plugin_oauth.host.authorization import AuthorizationRequest
from plugin_oauth.host.documents import read_json_object
from plugin_oauth.host.drills import authorization_code, redirect_uri, state, unknown_client
from plugin_oauth.host.drills.ground import authorize, new_code, read_tokens
from plugin_oauth.host.drills.token_request import JSON
from plugin_oauth.host.oauth_client import FORM, Client
from plugin_oauth.host.remarks import FORUM, Failure
from plugin_oauth.host.review.auth_rules import A
from plugin_oauth.host.review.drill_faults import drill_faults
from plugin_oauth.host.review.oauth_runs import find_sign_in, stranger
from plugin_oauth.host.review.rules import Fault, Level, fault, remark_fault
from plugin_oauth.host.review.sign_in import SignIn
from plugin_oauth.host.review.sources import ACTIONS_AUTHENTICATION, AUTHENTICATION
from plugin_oauth.host.review.subject import Kind, NotChecked, Subject, Where
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.token_endpoint import (
    NO_ERROR_CODE,
    authorization_code_request,
    check_token_status,
    find_error,
    process_token_response,
)

# What a server says that found no parameters in the body, or took it for another kind.
_UNREAD = {"invalid_request", "unsupported_grant_type", NO_ERROR_CODE}
_NO_STATE = "Missing `state` param in response from OAuth provider"


@A.rule(
    "008",
    Level.ERROR,
    "the token endpoint takes the content type that is declared",
    source=AUTHENTICATION,
    fix="Read the body as authorization_content_type says; OAuth libraries read only forms.",
    how="A code is exchanged, and where that is refused another in the other content type; without "
    "an account made-up ones are sent, and the refusals are compared.",
)
def check_content_type(subject: Subject) -> Iterator[Fault]:
    try:
        sign_in = find_sign_in(subject)
        sign_in.begin()
    except NotChecked:
        yield from _probe_content_type(subject)
        return
    try:
        check_token_status(sign_in.answer, sign_in.run.client)
    except Failure as failure:
        _check_other_type_is_taken(sign_in.run, failure)
        yield fault(failure, _token_endpoint(sign_in.run.client))


def _check_other_type_is_taken(run: OAuthRun, failure: Failure) -> None:
    """Raise NotChecked if it is not the content type that is refused, but the client, say."""
    request, code = new_code(run)
    other = FORM if run.client.content_type != FORM else JSON
    client = replace(run.client, content_type=other)
    answer = authorization_code_request(run.wire, client, code, request)
    if not answer.is_success:
        raise NotChecked(f"the code could not be exchanged in any form: {failure}")
    read_tokens(run, answer)


def _probe_content_type(subject: Subject) -> Iterator[Fault]:
    client = stranger(subject)
    request = AuthorizationRequest("", client.model.callback, "")
    try:
        as_declared, as_form = (
            authorization_code_request(subject.web, one, "made-up", request)
            for one in (client, replace(client, content_type=FORM))
        )
    except Failure as failure:
        yield fault(failure, _token_endpoint(client))
        return
    where, error = _token_endpoint(client), find_error(as_declared)
    if as_declared.is_redirect:
        yield Fault(f"{as_declared.url.text} redirects a token request", where)
        return
    if error == find_error(as_form) == NO_ERROR_CODE:
        reason = f"a made-up code is refused with {as_declared.status} {NO_ERROR_CODE}"
        raise NotChecked(f"{reason}, which does not tell what was read")
    is_unread = error in _UNREAD or as_declared.status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    if is_unread and find_error(as_form) != error:
        yield Fault(
            f"a token request as {client.content_type} is refused with {as_declared.status} "
            f"{error}, as a form with {find_error(as_form)}: the declared one is not read",
            where,
        )


@A.rule(
    "009",
    Level.ERROR,
    "a token response has access_token, token_type bearer and expires_in as an integer",
    source=f"{AUTHENTICATION}; RFC 6749 section 5.1",
    fix='Answer {"access_token": "...", "token_type": "bearer", "expires_in": 3600} as JSON, with '
    "Cache-Control: no-store.",
    how="A code is exchanged and the answer looked at.",
)
def check_token_response(subject: Subject) -> Iterator[Fault]:
    sign_in = find_sign_in(subject)
    where = _token_endpoint(sign_in.run.client)
    try:
        check_token_status(sign_in.answer, sign_in.run.client)
    except Failure as failure:
        raise NotChecked(f"the code could not be exchanged (A008): {failure}") from None
    try:
        for remark in process_token_response(sign_in.answer, sign_in.run.client):
            yield remark_fault(remark, where)
    except Failure as failure:
        yield fault(failure, where)


@A.rule(
    "010",
    Level.WARNING,
    "who lets access tokens expire gives a refresh_token",
    source=f"{FORUM}, topic 156658",
    fix="Give a refresh_token with every access token that expires.",
    how="A code is exchanged and the answer looked at.",
)
def check_refresh_token(subject: Subject) -> Iterator[Fault]:
    sign_in = find_sign_in(subject)
    tokens = sign_in.tokens
    response = read_json_object(sign_in.answer, source="RFC 6749 section 5.1")
    if "expires_in" in response and not tokens.refresh_token:
        sentence = "there is expires_in and no refresh_token: people sign in again and again"
        yield Fault(sentence, _token_endpoint(sign_in.run.client))


@A.rule(
    "011",
    Level.ERROR,
    "state comes back as it was sent, also with an error",
    source=f"{AUTHENTICATION}; {FORUM}, topic 296963",
    fix="Put the state of the request, encoded for a URL, into every redirect to the callback.",
    how="A state of blanks, ampersands and quotes is sent, with a request that is granted and with "
    "one that is refused.",
)
def check_state(subject: Subject) -> Iterator[Fault]:
    sign_in, where = _begun(subject)
    yield from drill_faults(state.play_forged, sign_in.run, where)
    outcome = authorize(sign_in.run, {"response_type": "made-up"})
    if outcome.destination and outcome.find("state") != outcome.request.state:
        sentence = "the callback of a refused request has not the state that was sent"
        yield Fault(sentence, where, host_words=_NO_STATE)


@A.rule(
    "012",
    Level.ERROR,
    "redirect URIs are compared to the letter; a wrong one, or an unknown client, gets a page",
    source="RFC 6749 section 4.1.2.1; RFC 9700 section 2.1",
    fix="Compare the whole string; never redirect to what is not registered.",
    how="A client that nobody made is sent, and redirect URIs that differ in one thing.",
)
def check_redirect_uri(subject: Subject) -> Iterator[Fault]:
    sign_in, where = _begun(subject)
    yield from drill_faults(unknown_client.play_unknown_client, sign_in.run, where)
    yield from drill_faults(redirect_uri.play_mismatch, sign_in.run, where)


@A.rule(
    "013",
    Level.ERROR,
    "a code works once, and with its own redirect URI",
    source="RFC 6749 section 4.1.2 and 4.1.3",
    fix="Take the code by one statement, end its tokens when it comes again, and compare what it "
    "is bound to.",
    how="A code is sent twice, and one with another redirect URI. The end of its life is not "
    "waited for, nor is it sent by another client: see the drills of e2e.",
)
def check_code(subject: Subject) -> Iterator[Fault]:
    sign_in, _ = _begun(subject)
    where = _token_endpoint(sign_in.run.client)
    sign_in.require_tokens()
    yield from drill_faults(authorization_code.play_replay, sign_in.run, where)
    yield from drill_faults(authorization_code.play_other_redirect, sign_in.run, where)


@A.rule(
    "014",
    Level.WARNING,
    "an empty scope is taken for the default",
    source=f"{FORUM}, topic 527074",
    fix="Grant the default scope where scope is empty.",
    how="An authorization request is sent with scope=, as a manifest may declare it.",
)
def check_empty_scope(subject: Subject) -> Iterator[Fault]:
    sign_in, where = _begun(subject)
    outcome = authorize(sign_in.run, {"scope": ""})
    if not outcome.find("code"):
        yield Fault(f"a sign-in with an empty scope ends with {outcome.words}", where)


@A.rule(
    "015",
    Level.WARNING,
    "people come back to chatgpt.com and to chat.openai.com",
    source=ACTIONS_AUTHENTICATION,
    fix="Register both callbacks of the GPT.",
    how="A sign-in is begun for each of the two callbacks.",
)
def check_callbacks(subject: Subject) -> Iterator[Fault]:
    if subject.kind is not Kind.OPENAPI:
        raise NotChecked("it concerns GPTs; give the address of the OpenAPI document")
    sign_in, where = _begun(subject)
    run = sign_in.run
    for callback in run.target.redirect_uris(run.model):
        outcome = authorize(run, {"redirect_uri": callback})
        if not outcome.find("code"):
            host = urlsplit(callback).hostname
            yield Fault(f"a sign-in that leads back to {host} ends with {outcome.words}", where)


def _begun(subject: Subject) -> tuple[SignIn, Where]:
    """Return a sign-in that works, and the place of the authorization endpoint."""
    sign_in = find_sign_in(subject)
    sign_in.begin()
    return sign_in, Where("authorization endpoint", sign_in.run.client.authorization_url.text)


def _token_endpoint(client: Client) -> Where:
    return Where("token endpoint", client.token_url.text)
