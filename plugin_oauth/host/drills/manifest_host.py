"""A manifest that leads to a sibling: its host is the one asked, whatever proxies' headers say."""

import json

from plugin_oauth.host.drills.ground import make_drill
from plugin_oauth.host.manifest import check_redirect, process_manifest_response
from plugin_oauth.host.plugin_run import PluginRun
from plugin_oauth.host.remarks import PRODUCTION, Failure
from plugin_oauth.host.story import Drill, Playing

SIBLING = "sibling.stand-in.invalid"


def play_sibling(run: PluginRun) -> Playing:
    yield from ()
    answer = run.wire.send(
        "GET",
        run.target.origin + run.model.manifest_path,
        seconds=run.model.document_seconds,
        headers={
            "user-agent": run.model.user_agent,
            "x-forwarded-host": SIBLING,
            "x-original-host": SIBLING,
            "forwarded": f"host={SIBLING}",
        },
    )
    if answer.is_redirect:
        check_redirect(answer.url, answer.location)
        return f"redirected to {answer.location.text}, below the host"
    document = process_manifest_response(answer)
    if SIBLING in json.dumps(document):
        raise Failure(
            f"the manifest names {SIBLING}, which stood in a header that anybody can send: a cache "
            "would send everybody there",
            PRODUCTION,
        )
    return "the manifest names its own host only"


DRILLS = (
    make_drill(
        "manifest-sibling",
        play_sibling,
        Drill(
            "a request for the manifest with another host in the headers of proxies",
            "the same manifest, or a redirect to a child of the host",
            PRODUCTION,
        ),
    ),
)
