"""Cases of an MCP server that need no sign-in (X): metadata, challenges, registration."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.network import Network
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.subject import Subject
from tests.host.fake_mcp import PRM, ROOT_PRM, FakeMcp
from tests.host.fake_plugin import Fault, serve
from tests.host.faults import GONE, instead, with_header, with_member
from tests.host.review.case import ELSEWHERE, HTML, Case
from tests.host.review.mcp_case import McpCase, asked, returning, tool

METADATA = "/.well-known/oauth-authorization-server"
METHODS = "code_challenge_methods_supported"
DOCUMENTS = "client_id_metadata_document_supported"
SCOPES = "scopes_supported"


@dataclass(frozen=True)
class PublicMcpCase(McpCase):
    """A case of an MCP server under a public name, which leads to this machine."""

    @contextmanager
    def open(self) -> Iterator[Subject]:
        with serve(FakeMcp()) as mcp:
            self.change(mcp)
            network = Network({"shop.example:80": mcp.origin.removeprefix("http://")})
            yield find_subject("http://shop.example/mcp", Options(network=network))


def open_server(words: str, result: dict[str, object]) -> Case:
    """Return a case of X012: a server that is open until a tool is called."""

    def change(mcp: FakeMcp) -> None:
        mcp.is_open = True
        mcp.faults = returning("", "", "", result).faults or {}

    return McpCase("X012", "error", words, change=change)


def closed(request: Request, answer: Response) -> Response:
    """Offer no way to become a client."""
    without_documents = with_member(DOCUMENTS, value=GONE)(request, answer)
    return with_member("registration_endpoint", value=GONE)(request, without_documents)


def challenging(value: str) -> Fault:
    """Refuse with this challenge."""
    return with_header("www-authenticate", value)


def back(answer: str) -> Fault:
    """Send everybody back to the client with this, before any sign-in."""
    return lambda request, _: redirect(f"{request.args['redirect_uri']}?{answer}")


def reading_only(mcp: FakeMcp) -> None:
    """Have a tool that reads, and no other."""
    mcp.tools = mcp.tools[1:]


SERVER_CASES: list[Case] = [
    asked("X001", "error", "answers 404", ROOT_PRM, instead("", 404)),
    asked("X001", "error", "not a JSON object but a web page", PRM, HTML),
    asked("X001", "error", "not 'http", PRM, with_member("resource", value=ELSEWHERE)),
    asked("X002", "error", "issuer is", METADATA, with_member("issuer", value=ELSEWHERE)),
    asked("X002", "error", "answers 500", METADATA, instead("", 500)),
    asked("X003", "error", "without S256", METADATA, with_member(METHODS, value=["plain"])),
    asked("X003", "error", "has plain", METADATA, with_member(METHODS, value=["S256", "plain"])),
    asked("X003", "error", "plain is granted", "/authorize", back("code=a-code")),
    McpCase("X005", "error", "there is neither", faults={METADATA: closed}),
    asked("X005", "error", "no boolean", METADATA, with_member(DOCUMENTS, value="yes")),
    asked("X009", "error", "has no resource_metadata", "/mcp", challenging("Bearer")),
    asked("X009", "error", "Bearer challenge", "/mcp", challenging("Basic")),
    asked("X009", "error", "no absolute URL", "/mcp", challenging('Bearer resource_metadata="/"')),
    asked("X010", "warning", "has no scope", "/register", with_member("scope", value=GONE)),
    asked("X010", "error", "answers 400", "/register", instead("{}", 400)),
    asked(
        "X010", "warning", "expires", "/register", with_member("client_secret_expires_at", value=9)
    ),
    open_server("is not refused", {"content": []}),
    open_server("nobody is asked to sign in", {"isError": True}),
    tool("X013", "warning", "is missing, not noauth", "securitySchemes", value=GONE),
    tool("X013", "warning", "does not repeat", "_meta", value={}),
    asked("X014", "warning", "the challenge asks for", METADATA, with_member(SCOPES, value=[])),
    McpCase("X014", "warning", "which no tool needs", change=reading_only),
    asked("X014", "warning", "is not given to", "/register", with_member("scope", value="x")),
    asked("X014", "warning", "as invalid_scope", "/authorize", back("error=invalid_scope")),
    PublicMcpCase("X015", "error", "token alone", change=lambda mcp: setattr(mcp, "proof", "a b")),
    McpCase("X015", "info", "token alone", change=lambda mcp: setattr(mcp, "proof", "two words")),
    asked("X015", "info", "not text/plain", "/.well-known/openai-apps-challenge", instead("token")),
]
