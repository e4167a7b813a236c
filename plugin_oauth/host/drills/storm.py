"""Many calls at once: 429 says when to come again (RFC 6585 section 4)."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Barrier

from plugin_oauth.host.drills.ground import check_opens, make_drill, new_tokens
from plugin_oauth.host.oauth_client import Tokens
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.wire import Answer

CALLS = 30
AT_ONCE = 10
LONGEST_WAIT = 60
SOURCE = "RFC 6585 section 4"


def play_storm(run: OAuthRun) -> Playing:
    yield from ()
    tokens = new_tokens(run)
    answers = call_at_once(run, tokens)
    check_held(answers)
    refused = [answer for answer in answers if answer.status == HTTPStatus.TOO_MANY_REQUESTS]
    if not refused:
        return f"{CALLS} calls, {AT_ONCE} at a time, none refused"
    seconds = max(read_retry_after(answer) for answer in refused)
    run.target.wait(seconds)
    check_opens(run, tokens, f"{seconds} s after the 429, as it was told to wait, it is shut")
    return f"{len(refused)} of {CALLS} refused with 429, open again after {seconds} s as told"


def call_at_once(run: OAuthRun, tokens: Tokens) -> list[Answer]:
    """Return the answers of all calls; the first of them begin together."""
    start = Barrier(AT_ONCE)

    def call(number: int) -> Answer:
        if number < AT_ONCE:
            start.wait()
        return run.probe(tokens)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(call, range(CALLS)))


def check_held(answers: Iterable[Answer]) -> None:
    """Raise Failure if the server broke under the calls."""
    for answer in answers:
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Failure(f"one of {CALLS} calls is answered with {answer.status}", SOURCE)


def read_retry_after(answer: Answer) -> int:
    """Return how many seconds to wait; raises Failure without, Skipped for longer than a minute."""
    value = answer.headers.get("retry-after", "")
    if not (value.isascii() and value.isdigit()):
        raise Failure(
            f"a 429 has Retry-After {value!r}, not a number of seconds: the host comes again at "
            "once, and is refused again",
            SOURCE,
        )
    if len(value) > len(str(LONGEST_WAIT)) or int(value) > LONGEST_WAIT:
        raise Skipped(f"a 429 says to wait {value} s; nobody waits longer than {LONGEST_WAIT} s")
    return int(value)


DRILLS = (
    make_drill(
        "storm",
        play_storm,
        Drill(
            f"{CALLS} calls, {AT_ONCE} at a time",
            "answers, or 429 with a Retry-After after which it is open again",
            SOURCE,
        ),
    ),
)
