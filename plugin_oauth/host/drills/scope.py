"""Reconnects without a scope, as ChatGPT sent them in November 2025 (RFC 6749 section 3.3)."""

from functools import partial

from plugin_oauth.host.drills.ground import check_opens, make_drill, new_tokens
from plugin_oauth.host.remarks import FORUM
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

SOURCE = f"RFC 6749 section 3.3; {FORUM}, topic 1366784"


def play_scope(scope: str | None, run: OAuthRun) -> Playing:
    yield from ()
    tokens = new_tokens(run, {"scope": scope})
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
