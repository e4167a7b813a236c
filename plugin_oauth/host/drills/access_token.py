"""Access tokens that are none (RFC 6750)."""

from plugin_oauth.host.challenge import check_invalid_token, require_challenge
from plugin_oauth.host.drills.ground import make_drill, new_tokens
from plugin_oauth.host.oauth_client import Tokens
from plugin_oauth.host.plugin_run import ApiRun
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

MADE_UP = Tokens("a-token-that-never-was")


def play_made_up(run: OAuthRun) -> Playing:
    yield from check_invalid_token(require_challenge(run.probe(MADE_UP)))
    return "401 with a Bearer challenge"


def play_in_query(run: ApiRun) -> Playing:
    yield from ()
    tokens = new_tokens(run)
    joint = "&" if "?" in run.action.url else "?"
    answer = run.wire.send(
        run.action.operation.method,
        f"{run.action.url}{joint}access_token={tokens.access_token}",
        seconds=run.model.call_seconds,
        headers={"user-agent": run.model.user_agent, **run.action.conversation.headers},
    )
    if answer.is_success:
        raise Failure(
            "an access token in the query opens the API: addresses end up in logs and histories",
            "RFC 9700 section 4.3.2",
        )
    return f"refused with {answer.status}"


OAUTH_DRILLS = (
    make_drill(
        "access-token-made-up",
        play_made_up,
        Drill(
            "a call with a token that never was",
            '401 with error="invalid_token" in its challenge',
            "RFC 6750 section 3.1",
        ),
    ),
)
API_DRILLS = (
    make_drill(
        "access-token-in-query",
        play_in_query,
        Drill("a good access token in the query of a call", "401", "RFC 9700 section 4.3.2"),
    ),
)
