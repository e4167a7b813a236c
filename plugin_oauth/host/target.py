"""What a run is aimed at: a plugin's URL, and the accounts the stand-in may use there."""

import hashlib
import ssl
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from plugin_oauth.host.client_authentication import NONE, POST, Credentials
from plugin_oauth.host.network import Network
from plugin_oauth.host.persons_browser import PersonsBrowser
from plugin_oauth.host.plugin_model import ACTION, PLUGIN, PluginModel
from plugin_oauth.host.urls import read_url

ENVIRONMENT = "PLUGIN_OAUTH_E2E"
_HIGHEST_PORT = 65_535


class BadTarget(ValueError):  # noqa: N818 - reads as what it is
    """The run cannot start: its message says in one sentence what is missing or wrong."""


@dataclass(frozen=True)
class Person:
    """A user who may sign in."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Target:
    """A plugin to play the host for. Raises BadTarget, here or where something missing is needed.

    The client is the one registered for the stand-in; username and password are a person's. `token`
    is for plugins whose manifest says service_http or user_http. The developer's client (client
    credentials, scope plugin.admin) lets the stand-in place the verification token itself. The
    client for a GPT with Actions is the plugin's where no other is named; authorization_url,
    token_url and scope are what a developer types into the GPT editor, if not in the document. An
    MCP host makes itself known, unless a client of its own is named; `document_url` is the origin
    at which others reach the document that it serves on `document_port` of this machine, by TLS if
    there is a `document_certificate`, a PEM file of the chain and the key.
    `callback` overrides the model's own, `{plugin_id}` included; `subdivision` is the ISO 3166-2
    code of the place the host reports. With a `browser` a person signs in there themselves.

    For drills: the second user is another person, `code_lifetime` how many seconds a code lives,
    `restart_command` what restarts the server; `wait` lets seconds pass.
    """

    url: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    developer_client_id: str = ""
    developer_client_secret: str = field(default="", repr=False)
    action_client_id: str = ""
    action_client_secret: str = field(default="", repr=False)
    mcp_client_id: str = ""
    mcp_client_secret: str = field(default="", repr=False)
    challenge_token: str = ""
    document_url: str = ""
    document_port: str = "0"
    document_certificate: str = ""
    token: str = field(default="", repr=False)
    authorization_url: str = ""
    token_url: str = ""
    scope: str = ""
    callback: str = ""
    subdivision: str = "US-CA"
    second_username: str = ""
    second_password: str = field(default="", repr=False)
    code_lifetime: int = 0
    restart_command: str = ""
    wait: Callable[[float], None] = time.sleep
    network: Network = field(default_factory=Network)
    browser: PersonsBrowser | None = None

    def __post_init__(self) -> None:
        if bool(self.developer_client_id) != bool(self.developer_client_secret):
            raise BadTarget("The developer's client id and client secret are needed together.")
        if self.callback:
            check_callback(self.callback)
        if self.document_url:
            check_document_url(self.document_url)
        _ = self.document_bind, self.document_tls

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return (
            self.client_secret,
            self.password,
            self.second_password,
            self.developer_client_secret,
            self.action_client_secret,
            self.mcp_client_secret,
            self.token,
        )

    @property
    def client(self) -> Credentials:
        """Id and secret of the client made for the stand-in; raises BadTarget."""
        return self._client_of(PLUGIN)

    @property
    def action_client(self) -> Credentials:
        """Id and secret of the client made for a GPT with Actions; raises BadTarget."""
        if self.action_client_id and self.action_client_secret:
            return Credentials(self.action_client_id, secret=self.action_client_secret)
        return self._client_of(ACTION)

    def _client_of(self, model: PluginModel) -> Credentials:
        if not (self.client_id and self.client_secret):
            raise BadTarget(
                "A client id and a client secret are needed: register a client at the plugin for "
                f"{' and '.join(self.redirect_uris(model))}, and give --client-id and "
                "--client-secret."
            )
        return Credentials(self.client_id, secret=self.client_secret)

    @property
    def mcp_client(self) -> Credentials:
        """The client made beforehand for an MCP host; a public one has no secret."""
        method = POST if self.mcp_client_secret else NONE
        return Credentials(self.mcp_client_id, method, self.mcp_client_secret)

    @property
    def document_bind(self) -> tuple[str, int]:
        """Where the stand-in serves its own client document; raises BadTarget."""
        port = self.document_port
        if not (port.isascii() and port.isdecimal() and int(port) <= _HIGHEST_PORT):
            raise BadTarget(f"{port!r} is no port.")
        return "127.0.0.1", int(port)

    @property
    def document_tls(self) -> ssl.SSLContext | None:
        """With what the stand-in proves its own name, None where it has none; raises BadTarget."""
        if not self.document_certificate:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(self.document_certificate)
        except FileNotFoundError:
            raise BadTarget(f"There is no file {self.document_certificate}.") from None
        except (OSError, ssl.SSLError):
            raise BadTarget(
                f"{self.document_certificate} is no PEM file of a certificate and its key."
            ) from None
        return context

    @property
    def person(self) -> Person:
        """Who signs in; raises BadTarget."""
        if not (self.username and self.password):
            raise BadTarget("A username and a password are needed, for a user who may sign in.")
        return Person(self.username, self.password)

    @property
    def second_person(self) -> Person | None:
        """Another user, if one was given."""
        if not (self.second_username and self.second_password):
            return None
        return Person(self.second_username, self.second_password)

    @property
    def required_token(self) -> str:
        """The token that somebody was given by the plugin; raises BadTarget."""
        if not self.token:
            raise BadTarget("A token is needed: the plugin's manifest has people paste one.")
        return self.token

    @property
    def origin(self) -> str:
        return read_url(self.url.rstrip("/")).origin

    @property
    def verification_token(self) -> str:
        """The token this plugin and client always get, so that a developer places it once."""
        seed = f"{self.origin} {self.client_id}"
        return hashlib.sha256(seed.encode()).hexdigest()[:32]

    def plugin_id(self, model: PluginModel) -> str:
        """Return the id that this kind of host gives the plugin."""
        return make_plugin_id(self.url, model.id_form)

    def redirect_uris(self, model: PluginModel) -> list[str]:
        """Return the callbacks to register with the plugin's authorization server."""
        callbacks = [self.callback] if self.callback else model.callbacks
        return [uri.replace("{plugin_id}", self.plugin_id(model)) for uri in callbacks]

    def redirect_uri(self, model: PluginModel) -> str:
        """Return the callback of a sign-in."""
        return self.redirect_uris(model)[0]


def read_target(url: str, environment: Mapping[str, str]) -> Target:
    """Return the target at the URL with what PLUGIN_OAUTH_E2E_<NAME> says; raises BadTarget."""
    given: dict[str, Any] = {"url": url}
    for item in fields(Target):
        name = f"{ENVIRONMENT}_{item.name.upper()}"
        if item.type not in {str, int} or not environment.get(name):
            continue
        try:
            given.setdefault(item.name, item.type(environment[name]))
        except ValueError:
            raise BadTarget(f"{name} is not a number.") from None
    return Target(**given)


def make_plugin_id(url: str, form: str) -> str:
    """Return the id the stand-in gives the plugin at this URL: always the same one.

    ChatGPT's ids live as long as the registration of a plugin, and the redirect URI has the id in
    it; a new one each run could not be registered beforehand.
    """
    named = uuid.uuid5(uuid.NAMESPACE_URL, read_url(url.rstrip("/")).origin)
    return form.format(uuid=named, hex=named.hex)


def check_url(url: str) -> None:
    """Raise BadTarget unless it is a URL without query and fragment."""
    try:
        parts = read_url(url)
    except ValueError as error:
        raise BadTarget(
            f"{url!r} cannot be a plugin's address, {error}; give one like http://localhost:5003."
        ) from None
    if parts.query or "#" in url:
        raise BadTarget(f"{url!r} has a query or a fragment; leave it away: {parts.origin}")


def check_origin(url: str) -> None:
    """Raise BadTarget unless the URL is an origin: scheme, host and perhaps a port."""
    check_url(url)
    parts = read_url(url.rstrip("/"))
    if parts.path:
        raise BadTarget(f"{url!r} is more than an address; leave the path away: {parts.origin}")


def check_callback(callback: str) -> None:
    """Raise BadTarget unless the callback is a URL that a code can be appended to."""
    try:
        parts = read_url(callback.replace("{plugin_id}", "plugin-id"))
    except ValueError as error:
        raise BadTarget(f"{callback!r} cannot be a callback, {error}.") from None
    if parts.query or "#" in callback:
        raise BadTarget(f"{callback!r} cannot be a callback, it has a query or a fragment.")


def check_document_url(url: str) -> None:
    """Raise BadTarget unless the URL is an https origin."""
    try:
        parts = read_url(url.rstrip("/"))
    except ValueError:
        parts = None
    if not parts or parts.scheme != "https" or parts.path or parts.query or "#" in url:
        raise BadTarget(
            f"{url!r} is no https origin for the document; give one like https://client.example.com."
        )
