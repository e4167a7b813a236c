"""The run of a plugin: a manifest, an OpenAPI document, and an operation to call."""

from dataclasses import dataclass, field

from plugin_oauth.host.actions import Action, call_request
from plugin_oauth.host.developer import Developer
from plugin_oauth.host.documents import Document
from plugin_oauth.host.manifest import Manifest
from plugin_oauth.host.oauth_client import Tokens
from plugin_oauth.host.plugin_model import ActionModel, ManifestModel
from plugin_oauth.host.remarks import Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer


@dataclass
class ApiRun(OAuthRun):
    """A run against an API that an OpenAPI document describes."""

    spec: Document = field(init=False)
    action: Action = field(init=False)

    def probe(self, tokens: Tokens) -> Answer:
        if not hasattr(self, "action"):
            raise Skipped("no operation could be chosen to call")
        return call_request(self.wire, self.action, tokens)


@dataclass
class PluginRun(ApiRun):
    """A run that began with a manifest, and that may have changed it."""

    model: ManifestModel
    manifest: Manifest = field(init=False)
    developer: Developer | None = None
    token_before: str | None = None

    @property
    def login_failure_words(self) -> str:
        return f"Couldn't log in with {self.manifest.name}."


@dataclass
class ActionRun(ApiRun):
    """A run that began with an OpenAPI document, put into the GPT editor."""

    model: ActionModel
    server: Url = field(init=False)
