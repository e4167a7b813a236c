"""What a review may use at the plugin: nothing, a token, or clients and a person."""

from dataclasses import dataclass, field, replace

from plugin_oauth.host.network import Network
from plugin_oauth.host.review.web import NotChecked
from plugin_oauth.host.target import Target

NO_PERSON = "it needs somebody who signs in: give --username and --password"
NO_CLIENT = "it needs a client made for the stand-in: give --client-id and --client-secret"
NO_ACTION_CLIENT = "it needs a client made for a GPT: give --action-client-id and its secret"
NO_TOKEN = f"{NO_PERSON}, or an access token: --token"


@dataclass(frozen=True)
class Account:
    """Credentials of the plugin's own; each may be missing.

    `token` is an access token for the MCP server, `api_token` one for the API: neither is sent to
    the other. Person and clients are those of `accounts`, a target whose URL does not count.
    """

    token: str = field(default="", repr=False)
    api_token: str = field(default="", repr=False)
    accounts: Target = field(default_factory=lambda: Target(""))

    @property
    def words(self) -> str:
        """How the server was approached, in a sentence that names nobody."""
        if self.has_person:
            return "A test account signed in where a rule needed it."
        is_given = self.token or self.api_token
        return "An access token was given." if is_given else "Nobody signed in."

    @property
    def has_person(self) -> bool:
        return bool(self.accounts.username and self.accounts.password)

    def require_person(self) -> None:
        """Raise NotChecked unless somebody can sign in."""
        if not self.has_person:
            raise NotChecked(NO_PERSON)

    def require_client(self) -> None:
        """Raise NotChecked unless a client for plugins was made."""
        if not (self.accounts.client_id and self.accounts.client_secret):
            raise NotChecked(NO_CLIENT)

    def require_action_client(self) -> None:
        """Raise NotChecked unless a client for GPTs was made; the plugin's will do."""
        accounts = self.accounts
        clients = (
            (accounts.action_client_id, accounts.action_client_secret),
            (accounts.client_id, accounts.client_secret),
        )
        if not any(map(all, clients)):
            raise NotChecked(NO_ACTION_CLIENT)

    def target(self, url: str, network: Network) -> Target:
        """Return the plugin at the URL as a run is aimed at it."""
        return replace(self.accounts, url=url, network=network)
