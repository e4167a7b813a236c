"""The steps that are an MCP host's own: from the first 401 to a tool that is called.

A step that remarks on nothing begins with `yield from ()`: it is a generator like the others.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from plugin_oauth.host import mcp_client, protected_resource, tools
from plugin_oauth.host import metadata as server_metadata
from plugin_oauth.host.challenge import check_invalid_token, require_challenge
from plugin_oauth.host.domains import check_named
from plugin_oauth.host.mcp_client import STATELESS, Session
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.oauth_client import NOTHING, Tokens
from plugin_oauth.host.remarks import (
    MCP_AUTH,
    MCP_TOOLS,
    MCP_TRANSPORT,
    OPENAI_MCP,
    Failure,
    Skipped,
    info,
    warn,
)
from plugin_oauth.host.story import Playing
from plugin_oauth.host.urls import Url, read_url
from plugin_oauth.host.wire import Answer

_MOST_PAGES = 20


def knock(run: McpRun) -> Playing:
    """The first request, without a token: the 401 says the way in."""
    run.session = Session(run.server, run.model)
    answer, _ = _open(run, NOTHING)
    mcp_client.check_not_moved(answer)
    if answer.is_success:
        mcp_client.read_message(answer)
        run.is_open = True
        yield info(f"{run.server.text} answers without a token", OPENAI_MCP)
        return "no challenge: the server is open, or some of its tools are"
    run.challenge = dict(require_challenge(answer))
    if "resource_metadata" not in run.challenge:
        yield info(
            "the challenge has no resource_metadata: it is looked for where it usually is", MCP_AUTH
        )
    return f"{run.server.text} refused with 401 and a Bearer challenge"


def _open(run: McpRun, tokens: Tokens) -> tuple[Answer, bool]:
    """Send the first request a host of this kind sends, and the older one if that is not known.

    Return the answer, and whether it is one of the stateless era.
    """
    if STATELESS in run.model.versions:
        session = replace(run.session, version=STATELESS)
        answer = mcp_client.request(run.wire, session, "server/discover", {}, tokens)
        if not mcp_client.is_of_the_handshake(answer):
            return answer, True
    params = mcp_client.initialize_params(run.session)
    return mcp_client.request(run.wire, run.session, "initialize", params, tokens), False


def find_resource_metadata(run: McpRun) -> Playing:
    """The server's document about itself, where the challenge says, or where it usually is."""
    named = run.challenge.get("resource_metadata", "")
    if named:
        check_named("resource_metadata", _read_named(named), run.server)
    missing = []
    for url in protected_resource.resource_metadata_urls(run.server, named):
        answer = protected_resource.resource_metadata_request(run.wire, run.model, url)
        try:
            run.resource = yield from protected_resource.process_resource_metadata_response(
                answer, run.server
            )
        except Skipped:
            missing.append(url)
        else:
            return f"{url}: {run.resource.resource}, signed in to at {run.resource.issuer.text}"
    if run.is_open:
        raise Skipped("the server wants no token, and names no authorization server")
    raise Failure(
        f"there is no resource metadata at {' or '.join(missing)}: the server does not say where "
        "people sign in",
        MCP_AUTH,
    )


def _read_named(text: str) -> Url:
    try:
        return read_url(text)
    except ValueError as error:
        source = "RFC 9728 section 5.1"
        raise Failure(f"resource_metadata is {text!r}: {error}", source) from None


def find_metadata(run: McpRun) -> Playing:
    """The authorization server's document; without S256 no host goes on."""
    yield from ()
    issuer = run.resource.issuer
    for url in server_metadata.metadata_urls(issuer):
        answer = server_metadata.metadata_request(run.wire, run.model, url)
        try:
            run.metadata = server_metadata.process_metadata_response(answer, issuer.text)
        except Skipped:
            continue
        server_metadata.check_pkce(run.metadata)
        return f"{answer.url.text}: the issuer to the letter, S256"
    raise Failure(f"{issuer.text} has no metadata at any well-known address", MCP_AUTH)


def connect(run: McpRun) -> Playing:
    """Agree on a version, with the token."""
    yield from ()
    require_token(run)
    answer, is_stateless = _open(run, run.tokens)
    if is_stateless:
        version = mcp_client.process_discover_response(answer)
        run.session = replace(run.session, version=version)
        run.about = mcp_client.process_response(answer)
        return f"server/discover: {version}, without a handshake"
    version, session_id = mcp_client.process_initialize_response(answer)
    run.session = replace(run.session, version=version, session_id=session_id)
    run.about = mcp_client.process_response(answer)
    noted = mcp_client.notify(run.wire, run.session, "notifications/initialized", run.tokens)
    if not noted.is_success:
        raise Failure(f"notifications/initialized is answered with {noted.status}", MCP_TRANSPORT)
    if noted.status != HTTPStatus.ACCEPTED:
        yield warn(f"a notification is answered with {noted.status}, not 202", MCP_TRANSPORT)
    kept = "a session" if session_id else "no session"
    return f"initialize: {version}, {kept}"


def list_tools(run: McpRun) -> Playing:
    """Every page of the list."""
    run.tools = []
    params: dict[str, Any] = {}
    for _ in range(_MOST_PAGES):
        answer = mcp_client.request(run.wire, run.session, "tools/list", params, run.tokens)
        result = mcp_client.process_response(answer)
        run.tools += yield from tools.read_tools(result)
        if not isinstance(result.get("nextCursor"), str):
            return f"{len(run.tools)} tools, each with a schema for its arguments"
        params = {"cursor": result["nextCursor"]}
    raise Failure(f"the list of tools has more than {_MOST_PAGES} pages", MCP_TOOLS)


def choose_tool(run: McpRun) -> Playing:
    """One that only reads."""
    yield from ()
    run.tool_call = tools.choose_tool(run.tools)
    return f"{run.tool_call.name}, which says readOnlyHint: true"


def call_without_token(run: McpRun) -> Playing:
    """A call that shows nothing is refused, with the way in."""
    yield from ()
    answer, name = _call(run, NOTHING), run.tool_call.name
    if not run.is_open or not answer.is_success:
        require_challenge(answer)
        return f"{name} refused with 401 and a Bearer challenge"
    result = mcp_client.process_response(answer)
    if result.get("isError") is not True:
        return f"{name} is for everybody"
    tools.require_login_challenge(result)
    return f"{name} answers with an error that has the person sign in"


def call(run: McpRun) -> Playing:
    """A call that shows the token is answered."""
    answer = _call(run, run.tokens)
    result = mcp_client.process_response(answer)
    yield from tools.process_tool_result(result, run.tool_call)
    return (
        f"{run.tool_call.name} answered, {len(answer.text):,} characters of "
        f"{answer.media_type or 'no type'} in {answer.seconds:.2f} s"
    )


def call_revoked(run: McpRun) -> Playing:
    """The access token died with its grant."""
    answer = _call(run, run.tokens)
    if answer.is_success:
        raise Failure(
            "the access token still works after the revocation of its grant",
            "RFC 7009 section 2.1",
        )
    yield from check_invalid_token(require_challenge(answer))
    return f"{run.tool_call.name} refused with 401 and a Bearer challenge"


def require_token(run: McpRun) -> None:
    """Raise Skipped where a token is needed and the sign-in gave none."""
    if not run.is_open and not run.tokens.access_token:
        raise Skipped("not without exchange: the server wants a token")


def _call(run: McpRun, tokens: Tokens) -> Answer:
    return mcp_client.request(run.wire, run.session, "tools/call", run.tool_call.params, tokens)
