"""Refresh tokens that come again, after a lost answer or from a thief (RFC 9700 section 4.14.2)."""

from plugin_oauth.host.drills.ground import (
    check_no_breakdown,
    check_opens,
    check_refused,
    is_open,
    make_drill,
    new_refresh_token,
    read_tokens,
    refreshed,
)
from plugin_oauth.host.remarks import Failure, Skipped, warn
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.token_endpoint import find_error, refresh_token_request

SOURCE = "RFC 9700 section 4.14.2"


def play_lost_answer(run: OAuthRun) -> Playing:
    old = new_refresh_token(run)
    refreshed(run, old)
    # The answer is lost on its way; the host has nothing but the old token, and repeats.
    answer = refresh_token_request(run.wire, run.client, old.refresh_token)
    check_no_breakdown(answer, "a refresh is repeated")
    if not answer.is_success:
        yield warn(
            f"the repeat is refused with {find_error(answer)}: one lost answer signs the user out; "
            "a short grace for the token just rotated prevents that",
            SOURCE,
        )
        return "no grace for a lost answer"
    tokens = read_tokens(run, answer)
    check_opens(run, tokens, "the access token of the repeat does not work")
    return "the repeat is answered, and its access token works"


def play_replay(run: OAuthRun) -> Playing:
    yield from ()
    first = new_refresh_token(run)
    second = refreshed(run, first)
    if second.refresh_token == first.refresh_token:
        raise Skipped("the refresh token is not rotated, so none is ever old")
    third = refreshed(run, second)
    # Two generations old: no lost answer explains it.
    answer = refresh_token_request(run.wire, run.client, first.refresh_token)
    check_refused(answer, {"invalid_grant"}, "the refresh token is two generations old", SOURCE)
    if is_open(run, third):
        raise Failure(
            "an old refresh token came again, and the newest access token still works: one of the "
            "two who hold them had stolen it",
            SOURCE,
        )
    return "invalid_grant, and the whole family ended"


DRILLS = (
    make_drill(
        "refresh-lost-answer",
        play_lost_answer,
        Drill(
            "the refresh token that was rotated a moment ago",
            "tokens that work, because the answer may have been lost",
            SOURCE,
        ),
    ),
    make_drill(
        "refresh-replay",
        play_replay,
        Drill(
            "a refresh token two generations old",
            "invalid_grant, and the end of every token of that sign-in",
            SOURCE,
        ),
    ),
)
