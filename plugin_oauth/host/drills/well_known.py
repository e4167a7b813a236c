"""Documents in their path forms: JSON or 404, never a page (RFC 8414 and 9728, section 3.1).

A single-page app that serves its page for every path makes a host read HTML there, and say that the
server does not implement OAuth.
"""

from http import HTTPStatus

from plugin_oauth.host.documents import read_json_object
from plugin_oauth.host.drills.ground import make_drill
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

NAMES = ("oauth-protected-resource", "oauth-authorization-server", "openid-configuration")
PATHS = ("", "/mcp", "/a-path-that-never-was")
SOURCE = "RFC 9728 section 3.1; RFC 8414 section 3.1"


def play_html(run: OAuthRun) -> Playing:
    yield from ()
    found = 0
    for name in NAMES:
        for path in PATHS:
            url = f"{run.client.token_url.origin}/.well-known/{name}{path}"
            headers = {"user-agent": run.model.user_agent, "accept": "application/json"}
            answer = run.wire.send("GET", url, seconds=run.model.document_seconds, headers=headers)
            if answer.is_redirect or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise Failure(
                    f"{url} is answered with {answer.status}, neither 200 nor 404", SOURCE
                )
            if answer.is_success:
                read_json_object(answer, source=SOURCE)
                found += 1
    return f"{found} documents, {len(NAMES) * len(PATHS) - found} refusals, no page"


DRILLS = (
    make_drill(
        "html-for-json",
        play_html,
        Drill(
            "requests for metadata at paths that may not exist",
            "JSON, or a refusal; never a page with status 200",
            SOURCE,
        ),
    ),
)
