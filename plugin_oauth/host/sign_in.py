"""The steps of the sign-in, the same for every profile: activate, exchange, refresh, revoke.

What differs is data: the client's (oauth_client.py) and the model's (plugin_model.py). A step that
remarks on nothing begins with `yield from ()`: it is a generator like the others.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager

from plugin_oauth.host import activation, revocation, token_endpoint
from plugin_oauth.host import metadata as server_metadata
from plugin_oauth.host.authorization import (
    AuthorizationRequest,
    make_authorization_request,
    process_authorization_response,
)
from plugin_oauth.host.browser import Browser
from plugin_oauth.host.oauth_client import Client, Tokens
from plugin_oauth.host.remarks import Failure, Remark, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Playing


def activate(run: OAuthRun) -> Playing:
    """A person signs in and allows; the code is in the callback URL."""
    run.attempt, run.code = yield from authorize(run, run.client, run.redirect_uri)
    proved = "the state that was sent" if run.model.checks_state else "a state nobody looked at"
    return f"{run.client.authorization_url.text} to the callback, with a code and {proved}"


def authorize(
    run: OAuthRun, client: Client, redirect_uri: str
) -> Generator[Remark, None, tuple[AuthorizationRequest, str]]:
    """Return a request and the code it was answered with, in a browser that is new; raises Failure.

    Raises BadTarget if nobody was named who could sign in.
    """
    request = make_authorization_request(client, redirect_uri)
    visit = log_in(run, client, request)
    with host_says(run.login_failure_words):
        code = yield from process_authorization_response(visit.callback, request, client)
    run.wire.masking.conceal(code)
    yield from activation.check_visit(visit)
    return request, code


def log_in(run: OAuthRun, client: Client, request: AuthorizationRequest) -> activation.Visit:
    """Have a person sign in: in their own browser, or with the password that was given."""
    if run.target.browser:
        return activation.Visit(run.target.browser.visit(request), is_seen=False)
    browser = Browser(
        run.wire,
        origin=client.authorization_url.origin,
        callback=request.redirect_uri,
        seconds=run.model.call_seconds,
    )
    return activation.log_in(browser, request.url, run.target.person)


def exchange_code(run: OAuthRun) -> Playing:
    """The code becomes tokens."""
    with host_says(run.login_failure_words):
        answer = token_endpoint.authorization_code_request(
            run.wire, run.client, run.code, run.attempt
        )
        tokens = yield from token_endpoint.process_token_response(answer, run.client)
    run.keep_tokens(tokens)
    yield from token_endpoint.check_refresh_token(tokens)
    return f"{answer.url.text} took {run.client.content_type}; token_type, expires_in, no-store"


def refresh(run: OAuthRun) -> Playing:
    """The refresh token becomes a new access token."""
    old = run.tokens
    if not old.refresh_token:
        raise Skipped("the code exchange gave no refresh token")
    answer = token_endpoint.refresh_token_request(run.wire, run.client, old.refresh_token)
    new = yield from token_endpoint.process_token_response(answer, run.client)
    # Without a new refresh token the old one stays good (RFC 6749 section 6).
    run.keep_tokens(Tokens(new.access_token, new.refresh_token or old.refresh_token))
    rotated = run.tokens.refresh_token != old.refresh_token
    return f"a new access token; the refresh token {'was rotated' if rotated else 'stays the same'}"


def revoke(run: OAuthRun) -> Playing:
    """The user disconnects: the strongest token is revoked."""
    yield from ()
    endpoint = server_metadata.find_endpoint(run.metadata, "revocation_endpoint")
    answer = revocation.revocation_request(run.wire, run.client, endpoint, run.tokens)
    revocation.process_revocation_response(answer)
    return f"{endpoint.text} revoked the {run.tokens.strongest}"


def refresh_revoked(run: OAuthRun) -> Playing:
    """A revoked refresh token is refused."""
    if not run.tokens.refresh_token:
        raise Skipped("there is no refresh token")
    answer = token_endpoint.refresh_token_request(run.wire, run.client, run.tokens.refresh_token)
    yield from revocation.process_revoked_refresh_response(answer)
    return f"{answer.url.text} refused the revoked refresh token"


@contextmanager
def host_says(words: str) -> Iterator[None]:
    """Add the words the host showed to a failure that has none."""
    try:
        yield
    except Failure as failure:
        remark = failure.remark
        raise Failure(remark.sentence, remark.source, remark.host_words or words) from None
