"""Group X: how a host becomes a client: by a document, or by registering as hosts do."""

from collections.abc import Iterator
from dataclasses import replace

from plugin_oauth.host import metadata
from plugin_oauth.host.documents import read_json_object, show
from plugin_oauth.host.drills.ground import authorize
from plugin_oauth.host.dynamic_registration import process_registration_response
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.review.rules import Fault, Level, fault, remark_fault
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.server_rules import X, metadata_place
from plugin_oauth.host.review.sources import MCP_AUTHENTICATION
from plugin_oauth.host.review.subject import NotChecked, Subject, Where


@X.rule(
    "005",
    Level.ERROR,
    "a host can become a client",
    source=MCP_AUTHENTICATION,
    fix="Say client_id_metadata_document_supported: true, or offer a registration_endpoint.",
    how="The metadata is looked at.",
)
def check_registration_offered(subject: Subject) -> Iterator[Fault]:
    server = subject.server
    takes_documents = server.metadata.get("client_id_metadata_document_supported")
    if takes_documents not in (None, True, False):
        sentence = f"client_id_metadata_document_supported is {show(takes_documents)}, no boolean"
        yield Fault(sentence, metadata_place(server, "client_id_metadata_document_supported"))
    if takes_documents is True:
        return
    try:
        metadata.find_endpoint(server.metadata, "registration_endpoint")
    except Skipped:
        sentence = (
            "there is neither client_id_metadata_document_supported: true nor a "
            "registration_endpoint; a client made by hand is all that is left"
        )
        yield Fault(sentence, metadata_place(server))
    except Failure as failure:
        yield fault(failure, metadata_place(server, "registration_endpoint"))


@X.rule(
    "010",
    Level.ERROR,
    "registration answers 201 with a scope, for a client that lasts",
    source=MCP_AUTHENTICATION,
    fix="Answer 201 with every member; without a scope give all that are offered; never expire.",
    how="A client is registered as hosts do, without a scope, signs somebody in if there is an "
    "account, and is removed where RFC 7592 lets us.",
    lesser=Level.WARNING,
)
def check_registration(subject: Subject) -> Iterator[Fault]:
    server = subject.server
    where = metadata_place(server, "registration_endpoint")
    try:
        answer = server.register()
        for remark in process_registration_response(answer, server.redirect_uris):
            yield remark_fault(remark, where)
    except Failure as failure:
        yield fault(failure, where)
        return
    client = read_json_object(answer, source="RFC 7591 section 3.2.1")
    if not isinstance(client.get("scope"), str) or not client["scope"].strip():
        sentence = "the client has no scope: hosts register without one and ask for it later"
        yield Fault(sentence, where, Level.WARNING)
    yield from _sign_in_faults(server, where)


def _sign_in_faults(server: Server, where: Where) -> Iterator[Fault]:
    """Yield that nobody can sign in by the client, though somebody can by the host's usual one."""
    try:
        server.sign_in.begin()
    except NotChecked:
        return
    if server.registration is None:
        return
    client = replace(server.run.client, credentials=server.registration.credentials)
    outcome = authorize(server.run, client=client)
    if not outcome.find("code"):
        yield Fault(f"a sign-in by the client just registered ends with {outcome.words}", where)
