"""State (RFC 6749 section 4.1.2): the callback brings what was sent to the letter, or none.

A server that writes the state into the callback as it came lets anybody who can choose it add
parameters, a code of their own first of all.
"""

from plugin_oauth.host.drills.ground import Outcome, authorize, make_drill
from plugin_oauth.host.remarks import FORUM, Failure
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

SOURCE = "RFC 6749 section 4.1.2"

# Printable ASCII, which is all that a state may have (appendix A.5), and what URLs are made of.
ODD = 'a b+c%20&code=forged&error="<x>"#'


def play_forged(run: OAuthRun) -> Playing:
    yield from ()
    outcome = authorize(run, {"state": ODD})
    _check_at_callback(outcome)
    if outcome.parameters.get("code") == ["forged"] or len(outcome.parameters.get("code", [])) > 1:
        raise Failure(
            "the state is written into the callback as it came: it brought a code of its own",
            "RFC 6749 section 10.14",
        )
    if outcome.parameters.get("state") != [ODD]:
        raise Failure(f"the state came back as {outcome.find('state')!r}, not {ODD!r}", SOURCE)
    return "blanks, ampersands and quotes came back to the letter"


def play_missing(run: OAuthRun) -> Playing:
    yield from ()
    outcome = authorize(run, {"state": None})
    _check_at_callback(outcome)
    if "state" in outcome.parameters:
        raise Failure(
            f"the callback has a state, {outcome.find('state')!r}, though none was sent", SOURCE
        )
    return "the callback has no state either"


def _check_at_callback(outcome: Outcome) -> None:
    if not outcome.find("code"):
        raise Failure(f"the sign-in ends with {outcome.words}", f"{SOURCE}; {FORUM}, topic 296963")


DRILLS = (
    make_drill(
        "state-forged",
        play_forged,
        Drill(
            "a state of blanks, ampersands and quotes that holds a code of its own",
            "the state back to the letter, and no code but the server's",
            SOURCE,
        ),
    ),
    make_drill(
        "state-missing",
        play_missing,
        Drill("an authorization request without state", "a callback without state", SOURCE),
    ),
)
