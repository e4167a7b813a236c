"""Ten refreshes at once, as hosts with several workers send them (RFC 9700 section 4.14.2).

The host keeps one answer of the ten, whichever came last, so every token that was given must work.
"""

from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Barrier

from plugin_oauth.host.drills.ground import is_open, make_drill, new_refresh_token, read_tokens
from plugin_oauth.host.oauth_client import Tokens
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.token_endpoint import refresh_token_request
from plugin_oauth.host.wire import Answer

AT_ONCE = 10
SOURCE = "RFC 9700 section 4.14.2"


def play_parallel(run: OAuthRun) -> Playing:
    yield from ()
    old = new_refresh_token(run)
    start = Barrier(AT_ONCE)

    def refresh(_number: int) -> Answer:
        start.wait()
        return refresh_token_request(run.wire, run.client, old.refresh_token)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(refresh, range(AT_ONCE)))
    for answer in answers:
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Failure(f"one of {AT_ONCE} refreshes is answered with {answer.status}", SOURCE)
    good = {tokens.access_token: tokens for tokens in _read_all(run, answers)}
    if not good:
        raise Failure(f"all {AT_ONCE} refreshes are refused: the user is signed out", SOURCE)
    dead = [tokens for tokens in good.values() if not is_open(run, tokens)]
    if dead:
        raise Failure(
            f"{len(good)} access tokens were given, and {len(dead)} of them do not work: whichever "
            "the host keeps, it is signed out",
            SOURCE,
        )
    count = sum(answer.is_success for answer in answers)
    return f"{count} of {AT_ONCE} were answered, and every access token works ({len(good)} in all)"


def _read_all(run: OAuthRun, answers: list[Answer]) -> list[Tokens]:
    return [read_tokens(run, answer) for answer in answers if answer.is_success]


DRILLS = (
    make_drill(
        "refresh-parallel",
        play_parallel,
        Drill(
            f"the same refresh token {AT_ONCE} times at once",
            "at least one good answer, and every token that was given works",
            SOURCE,
        ),
    ),
)
