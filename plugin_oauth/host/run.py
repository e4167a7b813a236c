"""One run: what its steps found so far, kept for the steps that need it."""

from dataclasses import dataclass, field

from plugin_oauth.host.authorization import AuthorizationRequest
from plugin_oauth.host.browser import Browser
from plugin_oauth.host.documents import Document
from plugin_oauth.host.oauth_client import Client, Tokens
from plugin_oauth.host.plugin_model import PluginModel
from plugin_oauth.host.remarks import Skipped
from plugin_oauth.host.target import Target
from plugin_oauth.host.wire import Answer, Wire


@dataclass
class OAuthRun:
    """What the steps of the sign-in work on, the same for every profile.

    `attempt` is the authorization request of the last sign-in, `code` what came of it.
    """

    target: Target
    model: PluginModel
    wire: Wire
    metadata: Document = field(default_factory=dict)
    client: Client = field(init=False)
    attempt: AuthorizationRequest = field(init=False)
    code: str = field(init=False)
    tokens: Tokens = field(init=False)
    # The drills' own: a window that stays signed in, and the tokens they leave behind.
    window: Browser | None = None
    leftovers: list[Tokens] = field(default_factory=list)

    @property
    def redirect_uri(self) -> str:
        """The callback of this run's sign-in."""
        return self.target.redirect_uri(self.model)

    @property
    def login_failure_words(self) -> str:
        """What this host shows when a sign-in fails, empty if not known."""
        return ""

    def probe(self, tokens: Tokens) -> Answer:  # noqa: ARG002 - what they open is the host's matter
        """Call something that the tokens open; raises Skipped where there is nothing."""
        raise Skipped("there is nothing to call with a token")

    def keep_tokens(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.wire.masking.conceal(tokens.access_token)
        self.wire.masking.conceal(tokens.refresh_token)
