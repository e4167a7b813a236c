"""The OAuth client inside the host: what it is to one authorization server, and what it holds."""

from dataclasses import dataclass, field

from plugin_oauth.host.client_authentication import Credentials
from plugin_oauth.host.plugin_model import PluginModel
from plugin_oauth.host.urls import Url

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Client:
    """The client as one authorization server knows it: who it is, where it goes, what it asks for.

    A `scope` of None leaves the parameter out; `resource` and `issuer` are empty for hosts that
    know neither. `issuer_is_promised`: the metadata says that every callback names it.
    """

    model: PluginModel
    credentials: Credentials
    authorization_url: Url
    token_url: Url
    scope: str | None
    content_type: str = FORM
    uses_pkce: bool = False
    resource: str = ""
    issuer: str = ""
    issuer_is_promised: bool = False


@dataclass(frozen=True)
class Tokens:
    """What opens the API: a token response, or a token that somebody pasted.

    `refresh_token` is empty if there is none, all is if nobody has to show anything.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    scheme: str = "Bearer"

    @property
    def authorization(self) -> str:
        """The Authorization header of a call; empty if nothing is shown."""
        return f"{self.scheme} {self.access_token}" if self.access_token else ""

    @property
    def strongest(self) -> str:
        """The kind of token whose revocation ends the grant."""
        return "refresh_token" if self.refresh_token else "access_token"


NOTHING = Tokens("")
