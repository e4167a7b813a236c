"""Redirect URIs that are not the registered one: a page, never a redirect (RFC 6749 4.1.2.1)."""

from http import HTTPStatus
from urllib.parse import urlsplit

from plugin_oauth.host.drills.ground import authorize, make_drill
from plugin_oauth.host.remarks import Failure, warn
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

SOURCE = "RFC 9700 section 2.1; RFC 6749 section 4.1.2.1"


def mistakes(uri: str) -> dict[str, str]:
    """Return URIs that are nearly this one, by what is different. All must be refused."""
    parts = urlsplit(uri)
    return {
        "a longer path": f"{uri}/x",
        "a path that climbs": f"{uri}/../x",
        "another query": f"{uri}?x=1",
        "a fragment": f"{uri}#x",
        "another host": parts._replace(netloc="stand-in.invalid").geturl(),
        "another host after user info": parts._replace(
            netloc=f"{parts.netloc}@stand-in.invalid"
        ).geturl(),
        "a longer host": parts._replace(netloc=f"{parts.netloc}.stand-in.invalid").geturl(),
        "a scheme of scripts": "javascript:alert(1)",
    }


def play_mismatch(run: OAuthRun) -> Playing:
    tried = mistakes(run.redirect_uri)
    for difference, uri in tried.items():
        outcome = authorize(run, {"redirect_uri": uri})
        what = f"a redirect URI with {difference}"
        if outcome.answer.is_redirect:
            location = outcome.answer.headers.get("location", "")
            raise Failure(f"{what} is answered with a redirect to {location}", SOURCE)
        if outcome.answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Failure(f"{what} is answered with {outcome.answer.status}", SOURCE)
        if outcome.answer.is_success:
            yield warn(f"{what} is refused by a page with status 200", "RFC 9110 section 15.5")
    return f"{len(tried)} of them, each refused by a page"


DRILLS = (
    make_drill(
        "redirect-mismatch",
        play_mismatch,
        Drill(
            "redirect URIs that differ from the registered one in one thing",
            "an error page for each, and never a redirect",
            SOURCE,
        ),
    ),
)
