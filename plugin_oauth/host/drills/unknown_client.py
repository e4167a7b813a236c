"""A client that nobody registered: a page, never a redirect (RFC 6749 section 4.1.2.1)."""

import uuid

from plugin_oauth.host.drills.ground import authorize, make_drill
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

SOURCE = "RFC 6749 section 4.1.2.1"


def play_unknown_client(run: OAuthRun) -> Playing:
    yield from ()
    outcome = authorize(run, {"client_id": f"unknown-{uuid.uuid4()}"})
    if outcome.answer.is_redirect:
        raise Failure(f"a client that is not registered is answered with {outcome.words}", SOURCE)
    if outcome.answer.is_success:
        raise Failure("a client that is not registered is shown a page with status 200", SOURCE)
    return f"an error page with status {outcome.answer.status}"


DRILLS = (
    make_drill(
        "client-unknown",
        play_unknown_client,
        Drill("a client id that nobody registered", "an error page, and never a redirect", SOURCE),
    ),
)
