"""The user says no (RFC 6749 section 4.1.2.1)."""

from plugin_oauth.host.drills.ground import authorize, check_no_code, make_drill
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

SOURCE = "RFC 6749 section 4.1.2.1"


def play_denial(run: OAuthRun) -> Playing:
    yield from ()
    # OpenID Connect's prompt has those ask again who remember; others ignore it.
    outcome = authorize(run, {"prompt": "consent", "state": "a-state"}, allow=False)
    if not outcome.was_asked:
        raise Skipped(f"no page with a button to deny was shown, but {outcome.words}")
    check_no_code(outcome, "the user denies", SOURCE)
    if outcome.find("error") != "access_denied":
        raise Failure(f"a user who denies ends with {outcome.words}, not access_denied", SOURCE)
    if outcome.find("state") != "a-state":
        raise Failure("the callback of a denial has not the state that was sent", SOURCE)
    return "the callback has error=access_denied and the state"


DRILLS = (
    make_drill(
        "denial",
        play_denial,
        Drill(
            "a user who presses Deny", "a callback with error=access_denied and the state", SOURCE
        ),
    ),
)
