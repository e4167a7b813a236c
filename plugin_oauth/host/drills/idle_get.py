"""The GET that an MCP host sends after a long silence (MCP 2025-11-25, Transports).

An answer of 401 to a good token makes the host sign in again and again.
"""

from http import HTTPStatus

from plugin_oauth.host.drills.ground import make_drill, new_tokens
from plugin_oauth.host.mcp_client import listen_request
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.remarks import FORUM, Failure, Skipped
from plugin_oauth.host.story import Drill, Playing

SOURCE = f"MCP 2025-11-25, Transports; {FORUM}, topic 1367543"

# A stream stays open; whoever has not refused by then has begun one.
_SECONDS = 3


def play_idle_get(run: McpRun) -> Playing:
    yield from ()
    if "session" not in vars(run):
        raise Skipped("nothing was agreed on with the server")
    tokens = new_tokens(run)
    try:
        answer = listen_request(run.wire, run.session, tokens, seconds=_SECONDS)
    except Failure:
        return f"no refusal within {_SECONDS} s, as with a stream that stays open"
    is_stream = answer.is_success and answer.media_type == "text/event-stream"
    if answer.status != HTTPStatus.METHOD_NOT_ALLOWED and not is_stream:
        raise Failure(
            f"GET with a good token is answered with {answer.status}, neither 405 nor a stream",
            SOURCE,
        )
    return f"answered with {answer.status}"


DRILLS = (
    make_drill(
        "idle-get",
        play_idle_get,
        Drill("GET for an event stream, with a good token", "405, or a stream", SOURCE),
    ),
)
