"""Authorization requests of a client that registered, looked at before anybody signs in."""

from http import HTTPStatus

from plugin_oauth.host.authorization import make_authorization_request
from plugin_oauth.host.drills.ground import NO_CHANGES, Changes, Outcome, change_query
from plugin_oauth.host.mcp_registration import make_client
from plugin_oauth.host.oauth_client import Client
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.subject import NotChecked


def ask(server: Server, changes: Changes = NO_CHANGES) -> Outcome:
    """Return what a browser without cookies is answered; raises NotChecked without a client."""
    request = make_authorization_request(_client(server), server.redirect_uris[0])
    url = change_query(request.url, changes)
    run = server.run
    try:
        answer = run.wire.send(
            "GET",
            url,
            seconds=run.model.call_seconds,
            headers={"user-agent": run.model.user_agent, "accept": "text/html"},
        )
        outcome = Outcome(request, answer, was_asked=False)
        _ = outcome.destination  # raises Failure where it leads nowhere
    except Failure as failure:
        raise NotChecked(f"the authorization endpoint does not answer: {failure}") from None
    return outcome


def is_refused(outcome: Outcome) -> bool:
    """Whether the client got an error, or the person a page that says no."""
    is_page = outcome.answer.status in range(
        HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR
    )
    return is_page or bool(outcome.find("error"))


def _client(server: Server) -> Client:
    try:
        server.register()
        if server.registration is None:
            raise NotChecked("no client could be registered (X010)")
        return make_client(server.run, server.registration.credentials)
    except (Failure, Skipped) as ended:
        raise NotChecked(f"no client can ask: {ended}") from None
