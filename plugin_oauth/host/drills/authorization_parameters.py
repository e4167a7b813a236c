"""Authorization requests that ask for too much, or say a thing twice (RFC 6749 section 3.1)."""

from http import HTTPStatus

from plugin_oauth.host.drills.ground import Outcome, authorize, check_no_code, make_drill
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing


def play_token_in_redirect(run: OAuthRun) -> Playing:
    yield from ()
    outcome = authorize(run, {"response_type": "token"})
    check_no_code(outcome, "a token is asked for in a redirect", "RFC 9700 section 2.1.2")
    return check_no_breakdown(outcome)


def play_twice(run: OAuthRun) -> Playing:
    yield from ()
    outcome = authorize(run, also="&state=another")
    check_no_code(outcome, "the request has two states", "RFC 6749 section 3.1")
    return check_no_breakdown(outcome)


def check_no_breakdown(outcome: Outcome) -> str:
    """Return where the refusal ended in words; raises Failure if the server broke instead."""
    if outcome.answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Failure(f"the request ends with {outcome.words}", "RFC 6749 section 4.1.2.1")
    return f"refused: {outcome.words}"


DRILLS = (
    make_drill(
        "response-type-token",
        play_token_in_redirect,
        Drill(
            "response_type=token, the implicit grant",
            "an error, and no token in any redirect",
            "RFC 9700 section 2.1.2",
        ),
    ),
    make_drill(
        "parameter-twice",
        play_twice,
        Drill("two states in one request", "an error, and no code", "RFC 6749 section 3.1"),
    ),
)
