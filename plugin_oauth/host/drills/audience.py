"""A token asked for somebody else's API (RFC 8707 section 2)."""

from plugin_oauth.host.drills.ground import authorize, make_drill
from plugin_oauth.host.remarks import Failure, info
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

FOREIGN = "https://stand-in.invalid/mcp"
SOURCE = "RFC 8707 section 2"


def play_foreign(run: OAuthRun) -> Playing:
    outcome = authorize(run, {"resource": FOREIGN})
    if outcome.find("code"):
        what = f"a token for {FOREIGN} is asked for, and granted"
        if run.client.resource:
            raise Failure(what, SOURCE)
        yield info(
            f"{what}: the server does not look at resource, nor does this host send it", SOURCE
        )
        return "granted"
    error = outcome.find("error")
    if error and error != "invalid_target":
        raise Failure(f"a foreign resource is refused with {error}, not invalid_target", SOURCE)
    return f"refused: {outcome.words}"


DRILLS = (
    make_drill(
        "audience-foreign",
        play_foreign,
        Drill("resource=https://stand-in.invalid/mcp, another's API", "invalid_target", SOURCE),
    ),
)
