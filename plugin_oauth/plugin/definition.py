"""What makes a plugin: its operations, its descriptions and its pages; create_app takes one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from flask import Blueprint, Flask, current_app

from plugin_oauth.config import ConfigError
from plugin_oauth.oauth.scopes import IDENTITY, Scope
from plugin_oauth.plugin.items import ItemKind
from plugin_oauth.plugin.kept import Kept
from plugin_oauth.plugin.listing import Listing
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.users.models import CurrentUser

_KEY = "plugin_oauth_plugin"


@dataclass(frozen=True, kw_only=True)
class Pages:
    """The pages of one subject, and how the other pages lead to them."""

    blueprint: Blueprint
    start: str  # the address where they begin
    name: str  # in the navigation
    invitation: str  # a step of the guided tour, and what there is to do in it
    details: str
    is_public: bool = False  # in the navigation of strangers, too


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a plugin says of itself where only its public operations exist."""

    description_for_human: str
    description_for_model: str
    short_description: str


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """One plugin. The model's description is continued by what each operation says it does."""

    operations: tuple[Operation, ...]
    description_for_human: str
    description_for_model: str
    pages: tuple[Pages, ...] = ()
    kept: tuple[Kept, ...] = ()  # what its operations store, for the privacy page
    items: tuple[ItemKind, ...] = ()
    listing: Listing | None = None  # what a plugin package needs
    without_sign_in: Words | None = None  # for PLUGIN_AUTH=none, if not all operations are public
    # What the demo's person gets to find something; each leaves alone what is there.
    demo: tuple[Callable[[CurrentUser], None], ...] = ()

    def __post_init__(self) -> None:
        """Raise TypeError if a list stands in it: what is made of a plugin is kept by its value."""
        try:
            hash(self)
        except TypeError:
            sentence = "A Plugin is made of tuples, and so is each Operation: (a, b), not [a, b]."
            raise TypeError(sentence) from None

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
        pages = tuple(subject for subject in self.pages if subject.is_public)
        offered = replace(self, operations=public, pages=pages, items=(), demo=())
        return offered.in_words(self.without_sign_in) if self.without_sign_in else offered

    def in_words(self, words: Words) -> "Plugin":
        """Return the plugin with these in the place of its own."""
        listing = self.listing and replace(self.listing, short_description=words.short_description)
        return replace(
            self,
            description_for_human=words.description_for_human,
            description_for_model=words.description_for_model,
            listing=listing,
        )


def keep_plugin(app: Flask, plugin: Plugin) -> None:
    app.extensions[_KEY] = plugin


def current_plugin() -> Plugin:
    """Return the plugin of the running app, as its settings offer it."""
    return cast(Plugin, current_app.extensions[_KEY])
