"""Group X, where somebody has to sign in: what the authorization server makes of an MCP host."""

from collections.abc import Iterator

from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from plugin_oauth.host import mcp_registration
from plugin_oauth.host.challenge import require_challenge
from plugin_oauth.host.documents import read_json, show
from plugin_oauth.host.drills import audience, client_assertion, client_document, issuer
from plugin_oauth.host.drills.access_token import MADE_UP
from plugin_oauth.host.drills.ground import authorize
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.oauth_client import Tokens
from plugin_oauth.host.remarks import FORUM, Failure, Skipped
from plugin_oauth.host.review.drill_faults import drill_faults
from plugin_oauth.host.review.rules import Fault, Level, fault
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.server_rules import X
from plugin_oauth.host.review.sources import MCP_AUTHENTICATION
from plugin_oauth.host.review.subject import NotChecked, Subject, Where

DOCUMENT_DRILLS = (
    client_document.play_other_id,
    client_document.play_other_redirect,
    client_document.play_moved,
    client_document.play_long,
    client_document.play_slow,
)


@X.rule(
    "004",
    Level.ERROR,
    "iss is in every callback, or in none and not promised",
    source=f"{MCP_AUTHENTICATION}; RFC 9207",
    fix="Put iss, byte by byte the issuer, into every redirect to a callback, errors as well, and "
    "say authorization_response_iss_parameter_supported: true.",
    how="A request that is granted and one that is refused are sent.",
)
def check_issuer(subject: Subject) -> Iterator[Fault]:
    server, where = _begun(subject)
    yield from drill_faults(issuer.play_issuer, server.run, where)


@X.rule(
    "006",
    Level.ERROR,
    "a client's document is believed only as far as it goes",
    source=f"{MCP_AUTHENTICATION}; draft-ietf-oauth-client-id-metadata-document",
    fix="Fetch by https, without redirects, a few KiB within a few seconds, from public addresses "
    "only; compare client_id with the address and redirect_uri with the list.",
    how="Documents are served that name another client_id, lack the redirect URI, are behind a "
    "redirect, have a megabyte or drip in. What private addresses are good for is not tried.",
)
def check_client_document(subject: Subject) -> Iterator[Fault]:
    server, where = _begun(subject)
    _require_document(server.run)
    for drill in DOCUMENT_DRILLS:
        yield from drill_faults(drill, server.run, where)


@X.rule(
    "007",
    Level.ERROR,
    "a client's assertion proves it once, here and now",
    source=f"{MCP_AUTHENTICATION}; RFC 7523 section 3",
    fix="Verify the signature by a key of jwks_uri and by RS256 alone; check iss, sub, aud and "
    "exp; keep jti until then.",
    how="Assertions are sent that are expired, another server's, another client's, forged, "
    "unsigned, or used before.",
)
def check_client_assertion(subject: Subject) -> Iterator[Fault]:
    server, _ = _begun(subject)
    _require_document(server.run)
    server.sign_in.require_tokens()
    where = Where("token endpoint", server.run.client.token_url.text)
    yield from drill_faults(client_assertion.play_worthless, server.run, where)
    yield from drill_faults(client_assertion.play_repeated, server.run, where)


@X.rule(
    "008",
    Level.ERROR,
    "a token is for the resource that was asked for",
    source=f"{MCP_AUTHENTICATION}; RFC 8707 section 2",
    fix="Refuse a foreign resource with invalid_target, put the one that was asked for into aud, "
    "and answer any other token with 401 and a challenge.",
    how="A foreign resource is asked for, at both endpoints; aud is read where the token is a JWT; "
    "the MCP server is called with a token that never was.",
)
def check_audience(subject: Subject) -> Iterator[Fault]:
    server, where = _begun(subject)
    run, tokens = server.run, server.sign_in.tokens
    token_endpoint = Where("token endpoint", run.client.token_url.text)
    yield from drill_faults(audience.play_foreign, run, where)
    yield from drill_faults(audience.play_foreign_token, run, token_endpoint)
    named = _find_audience(tokens)
    if named and run.resource.resource not in named:
        sentence = f"aud is {', '.join(map(show, named))}, without {run.resource.resource}"
        yield Fault(sentence, token_endpoint)
    try:
        require_challenge(run.probe(MADE_UP))
    except Skipped:
        return
    except Failure as failure:
        yield fault(failure, Where("MCP server", server.url.text))


@X.rule(
    "011",
    Level.WARNING,
    "a request without scope gets the default",
    source=f"{FORUM}, topic 1366784",
    fix="Grant the default scope where the parameter is missing.",
    how="An authorization request is sent without scope, as ChatGPT did when people reconnected.",
)
def check_missing_scope(subject: Subject) -> Iterator[Fault]:
    server, where = _begun(subject)
    outcome = authorize(server.run, {"scope": None})
    if not outcome.find("code"):
        yield Fault(f"a sign-in without scope ends with {outcome.words}", where)


def _begun(subject: Subject) -> tuple[Server, Where]:
    """Return a server at which the sign-in works, and the place of the authorization endpoint."""
    server = subject.server
    server.sign_in.begin()
    return server, Where("authorization endpoint", server.run.client.authorization_url.text)


def _require_document(run: McpRun) -> None:
    """Raise NotChecked unless the client is one that its own document names."""
    if run.documents is None:
        reason = mcp_registration.why_no_document(run) or "the client was made beforehand"
        raise NotChecked(f"no document of the client's is in use: {reason}")


def _find_audience(tokens: Tokens) -> list[object]:
    """Return whom a JWT is for; empty for a token that only its server can read."""
    try:
        payload = extract_compact(tokens.access_token.encode()).payload
    except (JoseError, ValueError):
        return []
    claims = read_json(payload.decode(errors="replace"))
    named = claims.get("aud") if isinstance(claims, dict) else None
    return named if isinstance(named, list) else [named]
