"""A case of an MCP server on this machine, and what the tables of such cases use."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from werkzeug.wrappers import Request, Response

from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.subject import Subject
from tests.host.fake_mcp import FakeMcp
from tests.host.fake_plugin import Fault, answer_json, serve
from tests.host.review.case import Case
from tests.host.review.documents import having


def lent(mcp: FakeMcp) -> Account:
    """Return a token that opens the server."""
    mcp.grants.add("a grant")
    mcp.tokens["an-access-token"] = "a grant"
    return Account("an-access-token")


@dataclass(frozen=True)
class McpCase(Case):
    """A case of an MCP server on this machine, changed before it is reviewed with a token."""

    change: Callable[[FakeMcp], None] = lambda _: None

    @contextmanager
    def open(self) -> Iterator[Subject]:
        with serve(FakeMcp()) as mcp:
            mcp.has_root_metadata = True
            mcp.proof = "a-proof"
            mcp.faults = self.faults or {}
            self.change(mcp)
            yield find_subject(f"{mcp.origin}/mcp", Options(account=lent(mcp)))


def asked(rule: str, level: str, words: str, path: str, fault: Fault) -> Case:
    """Return a case of an MCP server that answers one path wrongly."""
    return McpCase(rule, level, words, faults={path: fault})


def returning(rule: str, level: str, words: str, result: dict[str, object]) -> Case:
    """Return a case of an MCP server whose tool gives this result."""

    def answer(request: Request, right: Response) -> Response:
        message = {"jsonrpc": "2.0", "id": 1, "result": result}
        return answer_json(message) if b"tools/call" in request.get_data() else right

    return asked(rule, level, words, "/mcp", answer)


def tool(rule: str, level: str, words: str, *path: str, value: object) -> Case:
    """Return a case of an MCP server with one member of its first tool changed."""

    def change(mcp: FakeMcp) -> None:
        mcp.tools = copy.deepcopy(mcp.tools)
        having(*path, value=value)(mcp.tools[0])

    return McpCase(rule, level, words, change=change)
