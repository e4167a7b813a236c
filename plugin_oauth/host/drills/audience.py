"""A token asked for somebody else's API (RFC 8707 section 2)."""

from dataclasses import replace

from plugin_oauth.host.drills.ground import authorize, check_refused, make_drill, new_code
from plugin_oauth.host.remarks import Failure, info
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.token_endpoint import authorization_code_request, find_error

FOREIGN = "https://stand-in.invalid/mcp"
SOURCE = "RFC 8707 section 2"
EXCHANGE = "RFC 8707 section 2.2"


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


def play_foreign_token(run: OAuthRun) -> Playing:
    yield from ()
    request, code = new_code(run)
    client = replace(run.client, resource=FOREIGN)
    answer = authorization_code_request(run.wire, client, code, request)
    errors = {"invalid_target", "invalid_grant", "invalid_request"}
    check_refused(answer, errors, f"a code is exchanged for a token for {FOREIGN}", EXCHANGE)
    return f"refused with {find_error(answer)}"


DRILLS = (
    make_drill(
        "audience-foreign",
        play_foreign,
        Drill("resource=https://stand-in.invalid/mcp, another's API", "invalid_target", SOURCE),
    ),
)
MCP_DRILLS = (
    make_drill(
        "audience-foreign-token",
        play_foreign_token,
        Drill("a code, exchanged with another's API as resource", "invalid_target", EXCHANGE),
    ),
)
