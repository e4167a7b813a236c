"""Group X: how an MCP host finds its way to sign in, looked at as a stranger without an account."""

from collections.abc import Iterator

from plugin_oauth.host import protected_resource
from plugin_oauth.host.documents import read_json_object, show
from plugin_oauth.host.domain_challenge import CHALLENGE_PATH, check_domain_challenge
from plugin_oauth.host.domains import check_named
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.review.rules import Fault, Group, Level, fault
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.sources import MCP_AUTHENTICATION, SUBMISSION
from plugin_oauth.host.review.subject import NotChecked, Subject, Where, find_url
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer

X = Group("X", "discovery and authorization of an MCP server", "MCP servers")


@X.rule(
    "001",
    Level.ERROR,
    "protected resource metadata is at the root and under the path, for this very server",
    source=f"{MCP_AUTHENTICATION}; RFC 9728 section 3",
    fix="Serve the document as JSON at both addresses; resource is the URL that hosts connect to.",
    how="Both addresses, and the one that the challenge names, are fetched; resource is compared.",
)
def check_resource_metadata(subject: Subject) -> Iterator[Fault]:
    server = subject.server
    server.require_knock()
    found = [list(_resource_faults(server, url)) for url in _resource_urls(server)]
    if server.run.is_open and all(found):
        raise NotChecked("the server answers without a token, and names no authorization server")
    for faults in found:
        yield from faults


def _resource_urls(server: Server) -> list[str]:
    named = find_url(server.run.challenge.get("resource_metadata"))
    try:
        check_named("resource_metadata", named or server.url, server.url)
    except Failure:
        named = None
    return protected_resource.resource_metadata_urls(server.url, named.text if named else "")


def _resource_faults(server: Server, url: str) -> Iterator[Fault]:
    where = Where("protected resource metadata", url)
    answer = protected_resource.resource_metadata_request(server.run.wire, server.run.model, url)
    try:
        if _is_for_the_origin(url, answer, server.url):
            return
        for remark in protected_resource.process_resource_metadata_response(answer, server.url):
            yield Fault(remark.sentence, where)
    except Skipped as missing:
        yield Fault(str(missing), where)
    except Failure as failure:
        yield fault(failure, where)


def _is_for_the_origin(url: str, answer: Answer, server: Url) -> bool:
    """Whether the document at the root speaks of the origin as a whole (RFC 9728 section 3.1)."""
    if url != server.origin + protected_resource.PATH or not answer.is_success:
        return False
    document = read_json_object(answer, source="RFC 9728 section 3.2")
    return document.get("resource") in {server.origin, f"{server.origin}/"}


@X.rule(
    "002",
    Level.ERROR,
    "the authorization server's metadata is found, its issuer to the letter",
    source=f"{MCP_AUTHENTICATION}; RFC 8414 section 3.3",
    fix="Serve the metadata; issuer is the entry of authorization_servers, byte by byte.",
    how="The well-known addresses are tried in a host's order; issuer is compared.",
)
def check_metadata(subject: Subject) -> Iterator[Fault]:
    server = subject.server
    server.require_resource()
    issuer = server.run.resource.issuer.text
    try:
        server.play("metadata")
    except Failure as failure:
        if not server.run.metadata:
            yield fault(failure, Where("authorization server metadata", issuer))


@X.rule(
    "009",
    Level.ERROR,
    "a request without a token is refused with the way in",
    source=f"{MCP_AUTHENTICATION}; RFC 9728 section 5.1",
    fix='Answer 401 with WWW-Authenticate: Bearer resource_metadata="...", scope="...".',
    how="The first request of a host is sent without a token.",
)
def check_challenge(subject: Subject) -> Iterator[Fault]:
    server = subject.server
    where = Where("MCP server", server.url.text, "WWW-Authenticate")
    try:
        server.play("knock")
    except (Failure, Skipped) as ended:
        yield fault(ended, where) if isinstance(ended, Failure) else Fault(str(ended), where)
        return
    if server.run.is_open:
        raise NotChecked("the server answers without a token; what asks for one is a tool (X012)")
    named = server.run.challenge.get("resource_metadata")
    if named is None:
        yield Fault("the challenge has no resource_metadata", where)
        return
    url = find_url(named)
    if url is None:
        yield Fault(f"resource_metadata is {show(named)}, no absolute URL", where)
        return
    try:
        check_named("resource_metadata", url, server.url)
    except Failure as failure:
        yield fault(failure, where)


@X.rule(
    "015",
    Level.ERROR,
    "the domain's proof is a token alone, as text/plain",
    source=SUBMISSION,
    fix="Answer at /.well-known/openai-apps-challenge with the token that the submission shows.",
    how="The address is fetched; one that is not there yet is not judged.",
    public_only=True,
)
def check_proof_of_domain(subject: Subject) -> Iterator[Fault]:
    server = subject.server
    where = Where("openai-apps-challenge", server.url.origin + CHALLENGE_PATH)
    try:
        for remark in check_domain_challenge(server.run):
            yield Fault(remark.sentence, where)
    except Skipped as missing:
        raise NotChecked(str(missing)) from None
    except Failure as failure:
        yield fault(failure, where)


def metadata_place(server: Server, *members: str) -> Where:
    """Return the place of a member of the authorization server's metadata; raises NotChecked."""
    server.require_resource()
    return Where(
        "authorization server metadata", server.run.resource.issuer.text, ".".join(members)
    )
