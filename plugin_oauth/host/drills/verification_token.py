"""Verification tokens that do not match, or that a stranger would place."""

import json

from plugin_oauth.host.developer import SOURCE
from plugin_oauth.host.drills.ground import make_drill
from plugin_oauth.host.manifest import manifest_request, process_manifest_response
from plugin_oauth.host.plugin_run import PluginRun
from plugin_oauth.host.registration import check_verification_tokens
from plugin_oauth.host.remarks import AUTHENTICATION, Failure, Skipped
from plugin_oauth.host.story import Drill, Playing

OTHER = "0000-a-token-that-was-never-given-out"


def play_mismatch(run: PluginRun) -> Playing:
    yield from ()
    if run.developer is None:
        raise Skipped("no developer's client was given")
    service = run.model.verification_service
    right = run.developer.find_token(service)
    run.developer.save_token(service, OTHER)
    try:
        shown = _shown(run)
        if shown != OTHER:
            raise Failure(
                f"the manifest shows {shown!r} where the developer put {OTHER!r}: the host refuses "
                "it until it shows what was placed",
                AUTHENTICATION,
                f'Please add the "{service}" token to your manifest file.',
            )
    finally:
        run.developer.save_token(service, right)
    if right is not None:
        answer = manifest_request(run.wire, run.model, run.target.origin)
        check_verification_tokens(process_manifest_response(answer), {service: right})
    return "the manifest showed the wrong token at once, and the right one again afterwards"


def play_stranger(run: PluginRun) -> Playing:
    yield from ()
    service = run.model.verification_service
    before = _shown(run)
    answer = run.wire.send(
        "PUT",
        f"{run.manifest.url.origin}/developer/verification-tokens/{service}",
        seconds=run.model.call_seconds,
        headers={"content-type": "application/json", "accept": "application/json"},
        content=json.dumps({"token": OTHER}),
    )
    if _shown(run) != before:
        raise Failure("anybody can change the manifest: no developer proved themselves", SOURCE)
    if answer.is_success:
        raise Failure(f"a change by nobody is answered with {answer.status}", SOURCE)
    return f"refused with {answer.status}, and the manifest is what it was"


def _shown(run: PluginRun) -> object:
    """Return the token that the manifest shows to this host."""
    document = process_manifest_response(manifest_request(run.wire, run.model, run.target.origin))
    auth = document.get("auth")
    tokens = auth.get("verification_tokens") if isinstance(auth, dict) else None
    return tokens.get(run.model.verification_service) if isinstance(tokens, dict) else None


DRILLS = (
    make_drill(
        "verification-mismatch",
        play_mismatch,
        Drill(
            "another token placed by the developer, then the right one again",
            "a manifest that shows at once what was placed",
            AUTHENTICATION,
        ),
    ),
    make_drill(
        "verification-stranger",
        play_stranger,
        Drill("a token placed by nobody who proved anything", "a refusal", SOURCE),
    ),
)
