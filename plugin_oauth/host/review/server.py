"""The MCP server under review: the steps of a host, each played once and when a rule asks for it.

knock        without a token
resource     where its metadata says that people sign in
metadata     of that authorization server
register     as a client that people can sign in with, if somebody is there to do so
connect      with a token that was given or got, or without one if the server is open
tools        the whole list
"""

import json
from contextlib import suppress

from plugin_oauth.host import dynamic_registration, mcp_client, mcp_registration, mcp_steps
from plugin_oauth.host.documents import Document
from plugin_oauth.host.dynamic_registration import Registration, deletion_request
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.metadata import find_endpoint
from plugin_oauth.host.oauth_client import Tokens
from plugin_oauth.host.plugin_model import MCP_2026
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.review.account import NO_TOKEN, Account
from plugin_oauth.host.review.sign_in import SignIn
from plugin_oauth.host.review.web import NotChecked, Web
from plugin_oauth.host.target import BadTarget
from plugin_oauth.host.tools import ToolCall
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer

_STEPS = {
    "knock": mcp_steps.knock,
    "resource": mcp_steps.find_resource_metadata,
    "metadata": mcp_steps.find_metadata,
    "register": mcp_registration.register,
    "connect": mcp_steps.connect,
    "tools": mcp_steps.list_tools,
}


class Server:
    """The server at the URL, as the newest host sees it. Tokens go there and nowhere else."""

    def __init__(self, web: Web, url: Url, account: Account) -> None:
        self.url = url
        self.run = McpRun(account.target(url.text, web.network), MCP_2026, web)
        self._account = account
        self._sign_in: SignIn | None = None
        self.registration: Registration | None = None
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
        except BadTarget as bad:
            return NotChecked(str(bad))
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

    @property
    def sign_in(self) -> SignIn:
        """The sign-in with a client that made itself known, one for all; raises NotChecked."""
        if self._sign_in is None:
            if self.metadata:
                self._account.require_person()
            self._require("register", "no host could become a client (X005)")
            self._sign_in = SignIn(self.run)
        return self._sign_in

    def require_connection(self) -> None:
        """Raise NotChecked unless the server can be talked to."""
        self.require_knock()
        if not self.run.tokens.access_token:
            self._find_token()
        self._require("connect", "the MCP server could not be connected to")

    def _find_token(self) -> None:
        """Take the token that was given, or have somebody sign in; raises NotChecked."""
        if self._account.token:
            self.run.keep_tokens(Tokens(self._account.token))
        elif self._account.has_person and not self.run.is_open:
            self.run.keep_tokens(self.sign_in.tokens)
        elif not self.run.is_open:
            raise NotChecked(NO_TOKEN)

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
        return [self.run.redirect_uri]

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
            self.registration = registration = made.value
            self.run.wire.masking.conceal(registration.credentials.secret)
            self.run.wire.masking.conceal(registration.management_token)
        except Failure:
            return  # X010 tells

    def leave(self) -> None:
        """Undo what was made, as far as the server lets us: that is no matter of a rule."""
        for undo in (self._end_session, self._revoke, self._delete_clients, self._close_documents):
            with suppress(Failure, Skipped, NotChecked):
                undo()

    def _end_session(self) -> None:
        if self.run.has_session:
            mcp_client.end_session(self.run.wire, self.run.session, self.run.tokens)

    def _revoke(self) -> None:
        if self._sign_in is not None:
            self._sign_in.leave()

    def _delete_clients(self) -> None:
        for registration in (self.registration, self.run.registration):
            if registration and registration.management_url:
                with suppress(Failure):
                    deletion_request(self.run.wire, self.run.model, registration)

    def _close_documents(self) -> None:
        if self.run.documents:
            self.run.documents.close()

    def _require(self, step: str, otherwise: str) -> None:
        try:
            self.play(step)
        except (Failure, Skipped) as ended:
            raise NotChecked(f"{otherwise}: {ended}") from None
