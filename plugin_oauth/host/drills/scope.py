"""Reconnects without a scope, as ChatGPT sent them in November 2025 (RFC 6749 section 3.3)."""

from functools import partial

from plugin_oauth.host.drills.ground import authorize, check_opens, make_drill, read_tokens
from plugin_oauth.host.remarks import FORUM, Failure
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.token_endpoint import authorization_code_request

SOURCE = f"RFC 6749 section 3.3; {FORUM}, topic 1366784"


def play_scope(scope: str | None, run: OAuthRun) -> Playing:
    yield from ()
    outcome = authorize(run, {"scope": scope})
    code = outcome.find("code")
    if not code:
        raise Failure(f"a sign-in without a scope ends with {outcome.words}", SOURCE)
    run.wire.masking.conceal(code)
    answer = authorization_code_request(run.wire, run.client, code, outcome.request)
    tokens = read_tokens(run, answer)
    check_opens(run, tokens, "the token of a sign-in without a scope does not open the API")
    return "a default scope, and its token opens the API"


DRILLS = (
    make_drill(
        "scope-missing",
        partial(play_scope, None),
        Drill(
            "a sign-in without the scope parameter",
            "a token with a default scope that opens the API",
            SOURCE,
        ),
    ),
    make_drill(
        "scope-empty",
        partial(play_scope, ""),
        Drill(
            "a sign-in with an empty scope, as a manifest may declare it",
            "a token with a default scope that opens the API",
            SOURCE,
        ),
    ),
)
