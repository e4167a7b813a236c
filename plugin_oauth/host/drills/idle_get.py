"""The GET that an MCP host sends after a long silence (MCP 2025-11-25, Transports).

An answer of 401 to a good token makes the host sign in again and again.
"""

from http import HTTPStatus

from plugin_oauth.host.drills.ground import make_drill, new_tokens
from plugin_oauth.host.remarks import FORUM, Failure, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

SOURCE = f"MCP 2025-11-25, Transports; {FORUM}, topic 1367543"


def play_idle_get(run: OAuthRun) -> Playing:
    yield from ()
    if not run.client.resource:
        raise Skipped("this host speaks no MCP")
    tokens = new_tokens(run)
    answer = run.wire.send(
        "GET",
        run.client.resource,
        seconds=run.model.call_seconds,
        headers={
            "user-agent": run.model.user_agent,
            "accept": "text/event-stream",
            "authorization": tokens.authorization,
        },
    )
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
