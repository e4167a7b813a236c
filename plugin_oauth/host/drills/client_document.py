"""Client documents that must not be believed (draft-ietf-oauth-client-id-metadata-document-01).

The client id is an address, so whoever can have a document fetched can call himself anything. That
private addresses are not reached for cannot be seen from outside.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from plugin_oauth.host.client_document import DOCUMENT_PATH, KEYS_PATH
from plugin_oauth.host.document_server import DRIP_SECONDS, DocumentServer
from plugin_oauth.host.drills.ground import authorize, check_no_code, make_drill
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.story import Drill, Playing

DRAFT = "draft-ietf-oauth-client-id-metadata-document-01"
# The draft recommends 5 KiB.
LONG = 1_000_000


def play_other_id(run: McpRun) -> Playing:
    yield from ()
    site, base = _site(run)
    site.publish({"/other-id.json": site.documents[DOCUMENT_PATH]})
    _check_refused(run, base + "/other-id.json", "a document names another client_id than its URL")
    return "refused"


def play_other_redirect(run: McpRun) -> Playing:
    yield from ()
    path = "/other-redirect.json"
    url = _publish(run, path, {"redirect_uris": ["https://stand-in.invalid/callback"]})
    _check_refused(run, url, "a redirect URI is not in the client's document")
    return "refused"


def play_moved(run: McpRun) -> Playing:
    yield from ()
    site, base = _site(run)
    url = _publish(run, "/moved-here.json", {"client_id": base + "/moved.json"})
    site.redirect("/moved.json", url)
    _check_refused(run, base + "/moved.json", "a document is behind a redirect")
    return "the redirect is not followed"


def play_long(run: McpRun) -> Playing:
    yield from ()
    url = _publish(run, "/long.json", {"client_name": "x" * LONG})
    _check_refused(run, url, f"a document has more than {LONG:,} bytes")
    return "not read to its end"


def play_slow(run: McpRun) -> Playing:
    yield from ()
    url = _publish(run, "/slow.json", {})
    _site(run)[0].drip("/slow.json")
    _check_refused(run, url, f"a document drips in for {DRIP_SECONDS} s")
    return "not waited for"


def _site(run: McpRun) -> tuple[DocumentServer, str]:
    """Return the stand-in's site and its address; raises Skipped where it has none."""
    if run.documents is None:
        raise Skipped("this client is not known by a document of its own")
    return run.documents, run.client.credentials.client_id.removesuffix(DOCUMENT_PATH)


def _publish(run: McpRun, path: str, changes: Mapping[str, object]) -> str:
    """Publish a document that is right but for the changes; return its address."""
    site, base = _site(run)
    document = json.loads(site.documents[DOCUMENT_PATH]) | {"client_id": base + path} | changes
    site.publish({path: json.dumps(document), KEYS_PATH: site.documents[KEYS_PATH]})
    return base + path


def _check_refused(run: McpRun, client_id: str, what: str) -> None:
    """Raise Failure unless a client of this id is refused by a page."""
    credentials = replace(run.client.credentials, client_id=client_id)
    outcome = authorize(run, client=replace(run.client, credentials=credentials))
    check_no_code(outcome, what, DRAFT)
    if outcome.answer.is_redirect or outcome.answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Failure(f"{what}, and is answered with {outcome.words}", "RFC 6749 section 4.1.2.1")


def _drill(sends: str, section: str) -> Drill:
    return Drill(sends, "an error page, and no code", f"{DRAFT} {section}")


DRILLS = (
    make_drill(
        "document-of-another",
        play_other_id,
        _drill("a client whose document names another client_id", "section 4.1"),
    ),
    make_drill(
        "document-redirect-uri",
        play_other_redirect,
        _drill("a redirect URI that is not in the client's document", "section 4.5"),
    ),
    make_drill(
        "document-moved",
        play_moved,
        _drill("a client whose document is behind a redirect", "section 4"),
    ),
    make_drill(
        "document-long",
        play_long,
        _drill("a document of a megabyte", "section 6.6"),
    ),
    make_drill(
        "document-slow",
        play_slow,
        _drill(f"a document that drips in for {DRIP_SECONDS} seconds", "section 6.6"),
    ),
)
