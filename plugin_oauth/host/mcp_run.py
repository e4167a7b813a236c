"""The run of an MCP host: a server by its URL, what it says of itself, and a tool to call."""

import secrets
from dataclasses import dataclass, field

from plugin_oauth.host.document_server import DocumentServer
from plugin_oauth.host.documents import Document
from plugin_oauth.host.dynamic_registration import Registration
from plugin_oauth.host.mcp_client import Session, request
from plugin_oauth.host.oauth_client import NOTHING, Tokens
from plugin_oauth.host.plugin_model import McpModel
from plugin_oauth.host.protected_resource import ResourceMetadata
from plugin_oauth.host.remarks import Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.tools import ToolCall
from plugin_oauth.host.urls import Url, read_url
from plugin_oauth.host.wire import Answer

_DYNAMIC_PORTS = (49152, 65535)

# Where the endpoint is looked for if only an origin is given.
PATH = "/mcp"


def choose_port() -> int:
    """Return a port that a native program may wait at; nothing listens there, nothing is sent."""
    least, most = _DYNAMIC_PORTS
    return least + secrets.randbelow(most - least)


@dataclass
class McpRun(OAuthRun):
    """`is_open`: the server answers without a token, at least to begin with.

    `about` is what the server says of itself when it is connected to.
    """

    model: McpModel
    is_open: bool = False
    challenge: dict[str, str] = field(default_factory=dict)
    resource: ResourceMetadata = field(init=False)
    session: Session = field(init=False)
    registration: Registration | None = None
    about: Document = field(default_factory=dict)
    tools: list[Document] = field(default_factory=list)
    tool_call: ToolCall = field(init=False)
    documents: DocumentServer | None = None
    port: int = field(default_factory=choose_port)
    tokens: Tokens = NOTHING

    @property
    def server(self) -> Url:
        """The endpoint."""
        url = read_url(self.target.url)
        return url if url.path.strip("/") else read_url(url.origin + PATH)

    @property
    def promises_issuer(self) -> bool:
        """Whether the authorization server says that it names itself in every callback."""
        return self.metadata.get("authorization_response_iss_parameter_supported") is True

    @property
    def redirect_uris(self) -> list[str]:
        """Every callback of this host, once the port is known for one on this machine."""
        uris = self.target.redirect_uris(self.model)
        return [uri.replace("{port}", str(self.port)) for uri in uris]

    @property
    def registered_uris(self) -> list[str]:
        """What the client document says: the one callback, or each one without its port."""
        if not self.model.is_native:
            return [self.redirect_uri]
        return [uri.replace(":{port}", "") for uri in self.target.redirect_uris(self.model)]

    @property
    def has_session(self) -> bool:
        """Whether the server keeps one that could be ended."""
        return "session" in vars(self) and bool(self.session.session_id)

    @property
    def redirect_uri(self) -> str:
        """The callback: for ChatGPT the one that all share, where mix-ups are caught by `iss`."""
        uris = self.redirect_uris
        is_shared = self.model.is_native or self.promises_issuer
        return uris[0] if is_shared else uris[-1]

    def probe(self, tokens: Tokens) -> Answer:
        if self.is_open or "session" not in vars(self):
            raise Skipped("the server lets anybody in, so no token tells whether it works")
        return request(self.wire, self.session, "tools/list", {}, tokens)

    @property
    def scope(self) -> str | None:
        """What is asked for: the challenge decides, then the resource; else nothing is said."""
        return self.challenge.get("scope") or self.resource.scopes
