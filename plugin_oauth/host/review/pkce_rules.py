"""Group X: PKCE, by what the metadata says and by a request that has the weak method."""

from collections.abc import Iterator

from plugin_oauth.host import metadata
from plugin_oauth.host.drills.code_challenge import play_plain
from plugin_oauth.host.pkce import make_verifier
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.drill_faults import drill_faults
from plugin_oauth.host.review.first_requests import ask, is_refused
from plugin_oauth.host.review.rules import Fault, Level, fault
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.server_rules import X, metadata_place
from plugin_oauth.host.review.sources import MCP_AUTHENTICATION
from plugin_oauth.host.review.subject import NotChecked, Subject

_METHODS = "code_challenge_methods_supported"


@X.rule(
    "003",
    Level.ERROR,
    "PKCE is by S256, and by nothing else",
    source=MCP_AUTHENTICATION,
    fix='Write "code_challenge_methods_supported": ["S256"] and refuse plain.',
    how="code_challenge_methods_supported is looked at. Where a client can be registered, plain is "
    "sent with an authorization request; if that is not refused at once, by somebody who signs in.",
)
def check_code_challenge_methods(subject: Subject) -> Iterator[Fault]:
    server = subject.server
    where = metadata_place(server, _METHODS)
    try:
        metadata.check_pkce(server.metadata)
    except Failure as failure:
        yield fault(failure, where)
        return
    if "plain" in server.metadata[_METHODS]:
        yield Fault(f"{_METHODS} has plain, which protects nothing", where)
        return
    yield from _plain_faults(server)


def _plain_faults(server: Server) -> Iterator[Fault]:
    plain = {"code_challenge": make_verifier(), "code_challenge_method": "plain"}
    outcome, where = ask(server, plain), metadata_place(server, "authorization_endpoint")
    if outcome.find("code"):
        yield Fault("a request with code_challenge_method=plain is granted", where)
    elif is_refused(ask(server)):
        raise NotChecked("a right authorization request is refused as well, so plain tells nothing")
    elif not is_refused(outcome):
        # It may be after the login that a server looks at it.
        server.sign_in.begin()
        yield from drill_faults(play_plain, server.run, where)
