"""Dynamic registration as hosts do it, without a scope, and as an attacker does (RFC 7591)."""

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

from plugin_oauth.host.drills.ground import authorize, make_drill
from plugin_oauth.host.dynamic_registration import (
    Registration,
    deletion_request,
    process_registration_response,
    registration_request,
)
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.metadata import find_endpoint
from plugin_oauth.host.remarks import Failure, Remark, Skipped, info
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.wire import Answer

SCRIPT = "javascript:alert(1)"


def play_without_scope(run: McpRun) -> Playing:
    uris = [run.redirect_uri]
    answer = _register(run, uris)
    registration = yield from process_registration_response(answer, uris)
    try:
        client = replace(run.client, credentials=registration.credentials, scope=_find_scope(run))
        outcome = authorize(run, client=client)
        run.wire.masking.conceal(outcome.find("code"))
        if not outcome.find("code"):
            raise Failure(
                "a client that registered without a scope asks for one that the server offers, and "
                f"ends with {outcome.words}",
                "RFC 7591 section 2",
            )
    finally:
        yield from delete(run, registration)
    return f"a sign-in with the scope {client.scope!r} is granted"


def play_bad_redirect(run: McpRun) -> Playing:
    answer = _register(run, [SCRIPT])
    if answer.is_success:
        registration = yield from process_registration_response(answer, [SCRIPT])
        yield from delete(run, registration)
        raise Failure(f"a client registers the redirect URI {SCRIPT}", "RFC 7591 section 5")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Failure(f"it is answered with {answer.status}", "RFC 7591 section 3.2.2")
    return f"refused with {answer.status}"


def delete(run: McpRun, registration: Registration) -> Iterator[Remark]:
    """Take the client away again; yield what is to be said if it stays."""
    run.wire.masking.conceal(registration.management_token)
    url = registration.management_url
    if not url or not deletion_request(run.wire, run.model, registration).is_success:
        yield info(
            f"the client {registration.credentials.client_id} stays: it cannot be deleted from "
            "outside",
            "RFC 7592 section 2.3",
        )


def _register(run: McpRun, redirect_uris: list[str]) -> Answer:
    """Register; raises Skipped where there is no endpoint, or not everybody may."""
    endpoint = find_endpoint(run.metadata, "registration_endpoint")
    answer = registration_request(run.wire, run.model, endpoint, redirect_uris)
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise Skipped("not everybody may register: the endpoint asks for an initial access token")
    return answer


def _find_scope(run: McpRun) -> str | None:
    """Return a scope to ask for: the host's own, else the first that the server offers."""
    offered = run.metadata.get("scopes_supported")
    first = offered[0] if isinstance(offered, list) and offered else None
    return run.client.scope or (first if isinstance(first, str) else None)


DRILLS = (
    make_drill(
        "registration-without-scope",
        play_without_scope,
        Drill(
            "the registration of a client without scope, then a sign-in that asks for one",
            "201, and a code",
            "RFC 7591 section 2",
        ),
    ),
    make_drill(
        "registration-bad-redirect",
        play_bad_redirect,
        Drill(
            "the registration of a redirect URI that is a script",
            "400 invalid_redirect_uri",
            "RFC 7591 section 3.2.2",
        ),
    ),
)
