"""Many calls in a short time: 429 says when to come again (RFC 6585 section 4)."""

from http import HTTPStatus

from plugin_oauth.host.drills.ground import check_opens, make_drill, new_tokens
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.wire import Answer

CALLS = 30
LONGEST_WAIT = 60
SOURCE = "RFC 6585 section 4"


def play_storm(run: OAuthRun) -> Playing:
    yield from ()
    tokens = new_tokens(run)
    for number in range(1, CALLS + 1):
        answer = run.probe(tokens)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Failure(f"call {number} of {CALLS} is answered with {answer.status}", SOURCE)
        if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
            continue
        seconds = read_retry_after(answer)
        run.target.wait(seconds)
        check_opens(run, tokens, f"{seconds} s after the 429, as it was told to wait, it is shut")
        return f"429 at call {number}, open again after {seconds} s as told"
    return f"{CALLS} calls in a row, none refused"


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
            f"{CALLS} calls in a row",
            "answers, or 429 with a Retry-After after which it is open again",
            SOURCE,
        ),
    ),
)
