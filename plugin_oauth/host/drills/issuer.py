"""The issuer in the callback (RFC 9207): in every one or in none, and always the same."""

from plugin_oauth.host.documents import show
from plugin_oauth.host.drills.ground import Outcome, authorize, make_drill
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

SOURCE = "RFC 9207 section 2"
PROMISE = "authorization_response_iss_parameter_supported"


def play_issuer(run: OAuthRun) -> Playing:
    yield from ()
    if not run.metadata:
        raise Skipped("there is no metadata that could promise an issuer")
    outcomes = {
        "a callback with a code": authorize(run),
        "a callback with an error": authorize(run, {"response_type": "made-up"}),
    }
    for what, outcome in outcomes.items():
        _check(run, what, outcome)
    if run.metadata.get(PROMISE) is not True:
        raise Skipped("the metadata promises no iss, and no callback has one")
    return f"{run.metadata['issuer']} in a callback with a code and in one with an error"


def _check(run: OAuthRun, what: str, outcome: Outcome) -> None:
    is_promised = run.metadata.get(PROMISE) is True
    if outcome.destination is None:
        return  # refused by a page: no client hears of it
    values, issuer = outcome.parameters.get("iss"), run.metadata.get("issuer")
    if values and values != [issuer]:
        raise Failure(
            f"{what} names the issuer {values[0]!r}, the metadata {show(issuer)}",
            "RFC 9207 section 2.4",
        )
    if is_promised and not values:
        raise Failure(f"{what} has no iss, though the metadata promises it", "RFC 9207 section 3")
    if values and not is_promised:
        raise Failure(f"{what} has an iss that the metadata does not promise", "RFC 9207 section 3")


DRILLS = (
    make_drill(
        "issuer",
        play_issuer,
        Drill(
            "one request that is granted and one that is refused",
            "iss in both callbacks, equal to the metadata's issuer, if the metadata promises it",
            SOURCE,
        ),
    ),
)
