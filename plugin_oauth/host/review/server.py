"""The MCP server under review: the steps of a host, each played once and when a rule asks for it.

knock        without a token
resource     where its metadata says that people sign in
metadata     of that authorization server
connect      with the token that was given, or without one if the server is open
tools        the whole list
"""

import json

from plugin_oauth.host import dynamic_registration, mcp_client, mcp_registration, mcp_steps
from plugin_oauth.host.documents import Document
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.metadata import find_endpoint
from plugin_oauth.host.oauth_client import Tokens
from plugin_oauth.host.plugin_model import MCP_2026
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.review.account import NO_TOKEN, Account
from plugin_oauth.host.review.web import NotChecked, Web
from plugin_oauth.host.target import Target
from plugin_oauth.host.tools import ToolCall
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer

_STEPS = {
    "knock": mcp_steps.knock,
    "resource": mcp_steps.find_resource_metadata,
    "metadata": mcp_steps.find_metadata,
    "connect": mcp_steps.connect,
    "tools": mcp_steps.list_tools,
}


class Server:
    """The server at the URL, as the newest host sees it. The token goes there and nowhere else."""

    def __init__(self, web: Web, url: Url, account: Account) -> None:
        self.url = url
        self.run = McpRun(Target(url.text, network=web.network), MCP_2026, web)
        self.has_token = bool(account.token)
        if self.has_token:
            web.masking.conceal(account.token)
            self.run.tokens = Tokens(account.token)
        self._played: dict[str, Exception | None] = {}
        self._answers: dict[str, Answer] = {}
        self._registered: Answer | None = None

    def play(self, step: str) -> None:
        """Play a step, or say again what ended it; raises Failure, Skipped or NotChecked."""
        if step not in self._played:
            self._played[step] = self._end_of(step)
        ended = self._played[step]
        if ended is not None:
            raise ended

    def _end_of(self, step: str) -> Exception | None:
        try:
            for _ in _STEPS[step](self.run):
                pass
        except (Failure, Skipped, NotChecked) as ended:
            return ended
        return None

    def require_knock(self) -> None:
        """Raise NotChecked unless the server answered its first request as one."""
        self._require("knock", "the MCP server did not answer as one (X009)")

    def require_resource(self) -> None:
        """Raise NotChecked unless the server says where people sign in."""
        self.require_knock()
        self._require("resource", "there is no protected resource metadata to go by (X001)")

    @property
    def metadata(self) -> Document:
        """The authorization server's metadata; raises NotChecked."""
        self.require_resource()
        try:
            self.play("metadata")
        except (Failure, Skipped):
            # Without S256 a host stops here (X003), with the metadata in its hands.
            if not self.run.metadata:
                raise NotChecked("there is no authorization server metadata (X002)") from None
        return self.run.metadata

    def require_connection(self) -> None:
        """Raise NotChecked unless the server can be talked to."""
        self.require_knock()
        if not self.run.is_open and not self.has_token:
            raise NotChecked(NO_TOKEN)
        self._require("connect", "the MCP server could not be connected to")

    @property
    def about(self) -> Document:
        """What the server says of itself; raises NotChecked."""
        self.require_connection()
        return self.run.about

    @property
    def tools(self) -> list[Document]:
        """Every tool that is listed; raises NotChecked."""
        self.require_connection()
        self._require("tools", "the tools could not be listed")
        return self.run.tools

    def call(self, call: ToolCall) -> Answer:
        """Return the answer of a tool, called once with the same arguments; raises Failure."""
        asked = json.dumps(call.params, sort_keys=True)
        if asked not in self._answers:
            run = self.run
            self._answers[asked] = mcp_client.request(
                run.wire, run.session, "tools/call", call.params, run.tokens
            )
        return self._answers[asked]

    @property
    def redirect_uris(self) -> list[str]:
        """The callback of the client that is registered."""
        return [self.run.model.callback]

    def register(self) -> Answer:
        """Return the answer to a client that registers as hosts do, once.

        Raises NotChecked where no host could ask, and Failure without an answer.
        """
        if self._registered is None:
            try:
                endpoint = find_endpoint(self.metadata, "registration_endpoint")
            except Skipped as missing:
                raise NotChecked(str(missing)) from None
            except Failure:
                raise NotChecked("registration_endpoint cannot be used (X005)") from None
            run = self.run
            self._registered = dynamic_registration.registration_request(
                run.wire, run.model, endpoint, self.redirect_uris
            )
            self._keep_registration(self._registered)
        return self._registered

    def _keep_registration(self, answer: Answer) -> None:
        """Remember the client that was made, if one was, so that it can be removed."""
        making = dynamic_registration.process_registration_response(answer, self.redirect_uris)
        try:
            while True:
                next(making)
        except StopIteration as made:
            self.run.registration = registration = made.value
            self.run.wire.masking.conceal(registration.credentials.secret)
            self.run.wire.masking.conceal(registration.management_token)
        except Failure:
            return  # X010 tells

    def leave(self) -> None:
        """Undo what was made, as far as the server lets us: that is no matter of a rule."""
        try:
            for _ in mcp_registration.leave(self.run):
                pass
        except (Failure, Skipped, NotChecked):
            return

    def _require(self, step: str, otherwise: str) -> None:
        try:
            self.play(step)
        except (Failure, Skipped) as ended:
            raise NotChecked(f"{otherwise}: {ended}") from None
