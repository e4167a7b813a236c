"""What is under review: the documents at hand, each read once and only when a rule asks for it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from plugin_oauth.host.mcp_run import PATH as MCP_PATH
from plugin_oauth.host.openapi import select_server
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.api import Api
from plugin_oauth.host.review.package_address import find_server
from plugin_oauth.host.review.packages import PLUGIN, SERVERS, Package
from plugin_oauth.host.review.parts import Kind, Part, Profile, Where, find_url
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.sign_in import SignIn
from plugin_oauth.host.review.web import NotChecked, Web
from plugin_oauth.host.urls import Url, read_url

__all__ = [
    "MCP_STATUSES",
    "Kind",
    "Loader",
    "NotChecked",
    "Part",
    "Profile",
    "Subject",
    "Where",
    "find_url",
]


# Seconds for undoing what was made, also when the run's own time is over.
LEAVING = 5.0
# Of a text that a report shows before it is cut.
LONGEST = 10_000
# What an MCP server says to a GET without a token or without a session.
MCP_STATUSES = {HTTPStatus.UNAUTHORIZED, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_ACCEPTABLE}

Loader = Callable[["Subject"], Part]


@dataclass
class Subject:
    """One plugin, or the part of it that the input shows.

    `loaders` says how each part is read; a part without one is not shown by this input. `settings`
    are a GPT's, typed into ChatGPT's editor and therefore in no document; `source` is the folder of
    the plugin's code. Without a `fetcher` nothing is fetched.
    """

    name: str
    kind: Kind
    loaders: Mapping[str, Loader]
    fetcher: Web | None = None
    url: Url | None = None
    profile: Profile = Profile.CURRENT
    settings: Part | None = None
    package: Package | None = None
    account: Account = field(default_factory=Account)
    source: Path | None = None
    sign_in: SignIn | None = None
    api: Api | None = None
    _server: Server | None = None
    _loaded: dict[str, Part | Failure | NotChecked] = field(default_factory=dict)

    @property
    def home(self) -> Url | None:
        """Where the plugin is; of a manifest in a file its API, of a package its server."""
        if self.url is None and "manifest" in self.loaders:
            return find_url(self.manifest.block("api").get("url"))
        if self.url is None and SERVERS in self.loaders:
            with suppress(Failure, NotChecked):
                return find_server(self.servers.document)
        return self.url

    @property
    def is_loopback(self) -> bool:
        return self.home is not None and self.home.is_loopback

    @property
    def web(self) -> Web:
        if self.fetcher is None:
            raise NotChecked("nothing is fetched for a file; give the plugin's address")
        return self.fetcher

    @property
    def server(self) -> Server:
        """The MCP server: the input itself, what is beside a plugin, what a package connects.

        Raises NotChecked.
        """
        if self._server is None:
            self._server = self._find_server()
        return self._server

    def _find_server(self) -> Server:
        url = self._find_server_url()
        if self.kind is not Kind.MCP and not self.seems_mcp_server(url):
            advice = "; give its address" if self.kind is Kind.PLUGIN else ""
            raise NotChecked(f"no MCP server answers at {url.text}{advice}")
        return Server(self.web, url, self.account)

    def _find_server_url(self) -> Url:
        if self.kind is Kind.PACKAGE:
            return self._find_packaged_server()
        if self.kind is Kind.MCP and self.url is not None:
            return self.url
        if self.kind is not Kind.PLUGIN:
            raise NotChecked(f"the input is {_article(self.kind)} and shows no MCP server")
        home = self.home
        if home is None:
            raise NotChecked("neither the address nor api.url says where the plugin is")
        return read_url(home.origin + MCP_PATH)

    def _find_packaged_server(self) -> Url:
        web, servers = self.web, self.servers
        try:
            url = find_server(servers.document)
        except Failure as failure:
            raise NotChecked(str(failure)) from None
        if url.is_loopback:  # the person's own: the package is a file of this machine
            web.network = web.network.naming(url.text)
        elif not url.is_public:
            raise NotChecked(f"the server at {url.text} is not public https")
        return url

    def find_base(self) -> str:
        """Return where the API is; raises NotChecked if nothing may be sent there."""
        spec = self.spec
        home = self.home or spec.url
        if home is None:
            raise NotChecked("the input is a file; give the plugin's address")
        server = select_server(spec.document, spec.url or home, home)
        if not self.may_fetch(server):
            raise NotChecked(f"the API at {server.text} is not a public https URL")
        return server.text.rstrip("/")

    def seems_mcp_server(self, url: Url) -> bool:
        """Whether a GET without token and session is answered as MCP servers answer it."""
        try:
            return self.web.get(url.text).status in MCP_STATUSES
        except Failure:
            return False

    def leave(self) -> None:
        """Undo what the review made: tokens, a session at the MCP server, a client."""
        if self.fetcher is not None:
            self.fetcher.grant(LEAVING)
        if self.sign_in is not None:
            self.sign_in.leave()
        if self._server is not None:
            self._server.leave()

    def mask(self, text: str) -> str:
        """Return the text without the credentials that this review sends."""
        return self.fetcher.masking.mask(text, most=LONGEST) if self.fetcher else text

    def may_fetch(self, url: Url) -> bool:
        """Whether a document may have the URL fetched.

        A public plugin's must not lead to the inside of the network that the linter runs in.
        """
        return self.is_loopback or url.is_public

    @property
    def root(self) -> Where:
        """The subject as a whole, for what has no document."""
        return Where(self.name, self.name)

    @property
    def is_action(self) -> bool:
        """Whether the OpenAPI document is meant for a GPT: it is 3.1, or a GPT's settings came.

        A plugin's manifest leads to a document for plugins, of OpenAPI 3.0 or 3.1.
        """
        if self.settings is not None:
            return True
        version = self.spec.text("openapi")
        return self.kind is Kind.OPENAPI and version.startswith("3.1")

    @property
    def manifest(self) -> Part:
        return self._readable("manifest", "the manifest could not be read (M001)")

    @property
    def spec(self) -> Part:
        return self._readable("spec", "the OpenAPI document could not be read (O001)")

    @property
    def plugin(self) -> Part:
        """plugin.json of a package."""
        return self._readable(PLUGIN, "plugin.json could not be read (P001)")

    @property
    def servers(self) -> Part:
        """mcp.json of a package."""
        return self._readable(SERVERS, "mcp.json could not be read (P001)")

    def load(self, part: str) -> Part:
        """Return a part; raises the Failure of reading it, or NotChecked if it is not at hand."""
        if part not in self._loaded:
            try:
                self._loaded[part] = self._load(part)
            except (Failure, NotChecked) as problem:
                self._loaded[part] = problem
        loaded = self._loaded[part]
        if isinstance(loaded, Exception):
            raise loaded
        return loaded

    def find(self, part: str) -> Part | None:
        """Return a part, None if it is not at hand or cannot be read."""
        try:
            return self.load(part)
        except (Failure, NotChecked):
            return None

    def _load(self, part: str) -> Part:
        if part not in self.loaders:
            raise NotChecked(f"the input is {_article(self.kind)} and shows no {PARTS[part]}")
        return self.loaders[part](self)

    def _readable(self, part: str, otherwise: str) -> Part:
        try:
            return self.load(part)
        except Failure:
            raise NotChecked(otherwise) from None


PARTS = {
    "manifest": "manifest",
    "spec": "OpenAPI document",
    PLUGIN: "plugin package",
    SERVERS: "mcp.json",
}


def _article(kind: Kind) -> str:
    return f"{'an' if kind in {Kind.OPENAPI, Kind.MCP} else 'a'} {kind}"
