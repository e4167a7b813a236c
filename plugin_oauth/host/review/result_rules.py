"""Groups T and X, where tools have to be called: those that only read, each once."""

import re
from collections.abc import Iterator
from typing import Any

from plugin_oauth.host import mcp_client
from plugin_oauth.host.challenge import read_challenge
from plugin_oauth.host.documents import Document
from plugin_oauth.host.oauth_client import NOTHING
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.review.rules import Fault, Level, fault
from plugin_oauth.host.review.server_rules import X
from plugin_oauth.host.review.sources import GUIDELINES, MCP_AUTHENTICATION, MCP_REFERENCE
from plugin_oauth.host.review.strange_schemas import find_breaches
from plugin_oauth.host.review.subject import NotChecked, Subject, Where
from plugin_oauth.host.review.tool_calls import call_reading_tools
from plugin_oauth.host.review.tool_rules import T
from plugin_oauth.host.tools import LOGIN_MEMBER, choose_tool, require_login_challenge

_IDENTIFIERS = re.compile(r"(?:x_)?(?:trace|request|session|span|correlation)_?id|traceparent")
_TIMES = re.compile(r"timestamp|server_?time|generated_?at")
_TOKENS = re.compile(r"(?:access|refresh|id|session|bearer|api)_?token|client_?secret|password")
# Only where a run of letters begins: of a long one every part would be a beginning.
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+|Bearer [\w.-]{16,}")


@T.rule(
    "003",
    Level.ERROR,
    "a tool's result is what its outputSchema says",
    source=MCP_REFERENCE,
    fix="Give an outputSchema beside structuredContent, and keep to it.",
    how="Tools that only read are called with arguments of their schemas, and results validated.",
)
def check_result(subject: Subject) -> Iterator[Fault]:
    for called in call_reading_tools(subject.server):
        name, content = called.name, called.structured
        if called.schema is None and content is not None:
            yield Fault(f"{name} gives structuredContent and has no outputSchema", called.where)
        elif called.schema is not None and content is None:
            yield Fault(f"{name} has an outputSchema and gives no structuredContent", called.where)
        elif called.schema is not None:
            for place in find_breaches(called.schema, content):
                yield Fault(
                    f"the result of {name} breaks its outputSchema at {place}", called.where
                )


@T.rule(
    "010",
    Level.ERROR,
    "a tool's result has nothing of the machinery in it",
    source=GUIDELINES,
    fix="Leave out what only the server needs: identifiers of requests, times, tokens.",
    how="Tools that only read are called; names and values of their results are looked at.",
    lesser=Level.WARNING,
)
def check_no_leaks(subject: Subject) -> Iterator[Fault]:
    for called in call_reading_tools(subject.server):
        name = called.name
        for member, value in _members(called.structured):
            if _TOKENS.fullmatch(member) or (isinstance(value, str) and _JWT.search(value)):
                yield Fault(f"the result of {name} has a token in {member}", called.where)
            elif _IDENTIFIERS.fullmatch(member) or _TIMES.fullmatch(member):
                yield Fault(f"the result of {name} has {member}", called.where, Level.WARNING)


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            for name, member in value.items():
                yield name.lower()[:100], member
                waiting.append(member)


@X.rule(
    "012",
    Level.ERROR,
    "a tool that needs a sign-in has the host ask for it",
    source=MCP_AUTHENTICATION,
    fix='Answer with isError: true and _meta["mcp/www_authenticate"]: a Bearer challenge with '
    "resource_metadata, error and error_description.",
    how="A tool that reads and says oauth2 is called without a token, if the server is open.",
)
def check_login_of_tool(subject: Subject) -> Iterator[Fault]:
    server = subject.server
    server.require_knock()
    if not server.run.is_open:
        raise NotChecked("the server asks for a token at once, before any tool (X009)")
    try:
        call = choose_tool([tool for tool in server.tools if _needs_sign_in(tool)])
    except Skipped:
        raise NotChecked("no tool that only reads says that it needs a sign-in") from None
    run, where = server.run, Where("tools/call", server.url.text, call.name)
    try:
        answer = mcp_client.request(run.wire, run.session, "tools/call", call.params, NOTHING)
        result = mcp_client.read_message(answer).get("result")
        if not isinstance(result, dict) or result.get("isError") is not True:
            yield Fault(f"{call.name} is not refused by a result with isError: true", where)
            return
        require_login_challenge(result)
    except Failure as failure:
        yield fault(failure, where)
        return
    for name in ("error", "error_description"):
        if not any(name in challenge for challenge in _challenges(result)):
            yield Fault(f"the challenge of {call.name} has no {name}", where)


def _needs_sign_in(tool: Document) -> bool:
    schemes = tool.get("securitySchemes")
    kinds = (
        [s.get("type") for s in schemes if isinstance(s, dict)] if isinstance(schemes, list) else []
    )
    return "oauth2" in kinds and "noauth" not in kinds


def _challenges(result: Document) -> Iterator[Any]:
    value = result["_meta"][LOGIN_MEMBER]
    for text in value if isinstance(value, list) else [value]:
        challenge = read_challenge(text) if isinstance(text, str) else None
        if challenge:
            yield challenge
