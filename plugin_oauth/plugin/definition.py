"""What makes a plugin: its operations, its descriptions and its pages; create_app takes one."""

from dataclasses import dataclass, replace
from typing import cast

from flask import Blueprint, Flask, current_app

from plugin_oauth.config import ConfigError
from plugin_oauth.oauth.scopes import IDENTITY, Scope
from plugin_oauth.plugin.listing import Listing
from plugin_oauth.plugin.operation import Operation

_KEY = "plugin_oauth_plugin"


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """One plugin. The model's description is continued by what each operation says it does.

    The pages are about what is people's own; the site's menu leads to the `index` of each, by its
    blueprint's name.
    """

    operations: tuple[Operation, ...]
    description_for_human: str
    description_for_model: str
    pages: tuple[Blueprint, ...] = ()
    listing: Listing | None = None  # what a plugin package needs

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Return the scopes of the operations, each once, in their order; identity is not ours."""
        named = dict.fromkeys(scope for row in self.operations for scope in row.scopes)
        return tuple(scope for scope in named if scope not in IDENTITY)

    @property
    def default_scope(self) -> str:
        return " ".join(scope.name for scope in self.scopes if scope.default)

    def offered(self, plugin_auth: str) -> "Plugin":
        """Return what of it exists with this PLUGIN_AUTH: without authentication, what is public.

        Raises ConfigError if that is nothing.
        """
        if plugin_auth != "none":
            return self
        public = tuple(row for row in self.operations if row.is_public)
        if not public:
            raise ConfigError("PLUGIN_AUTH is none, but this plugin has no public operation.")
        return replace(self, operations=public, pages=())


def keep_plugin(app: Flask, plugin: Plugin) -> None:
    app.extensions[_KEY] = plugin


def current_plugin() -> Plugin:
    """Return the plugin of the running app, as its settings offer it."""
    return cast(Plugin, current_app.extensions[_KEY])
