"""A person's items as resources: `task://<id>`, one template for each kind that a plugin has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from plugin_oauth.errors import Problem
from plugin_oauth.plugin.items import ItemKind
from plugin_oauth.users.models import CurrentUser

Json = dict[str, Any]

ID = "id"
NOT_FOUND = 404


@dataclass(frozen=True)
class ItemTemplate:
    """The resources of one kind of item."""

    kind: ItemKind

    @property
    def uri_template(self) -> str:
        return f"{self.kind.name}://{{{ID}}}"

    @property
    def scope_names(self) -> tuple[str, ...]:
        return tuple(scope.name for scope in self.kind.scopes)

    def definition(self) -> Json:
        return {
            "uriTemplate": self.uri_template,
            "name": self.kind.name,
            "title": self.kind.title,
            "description": self.kind.description,
            "mimeType": self.kind.media_type,
        }

    def find_resources(self, user: CurrentUser) -> list[Json]:
        return [
            {
                "uri": f"{self._scheme}{item.id}",
                "name": item.title,
                "title": item.title,
                "mimeType": self.kind.media_type,
            }
            for item in self.kind.find_latest(user)
        ]

    def matches(self, uri: str) -> bool:
        return uri.startswith(self._scheme)

    def read(self, user: CurrentUser, uri: str) -> Json | None:
        """Return the item's text; an address that is no id has nothing."""
        try:
            item = self.kind.find(user, UUID(uri.removeprefix(self._scheme)))
        except ValueError:
            return None
        except Problem as problem:
            if problem.code != NOT_FOUND:
                raise
            return None
        text = self.kind.make_text(item)
        return {"uri": uri, "mimeType": self.kind.media_type, "text": text}

    def complete(self, user: CurrentUser, argument: str, value: str) -> list[str]:
        """Return ids that begin like the value, and those of items with it in their title."""
        if argument != ID:
            return []
        wanted = value.casefold()
        return [
            str(item.id)
            for item in self.kind.find_latest(user)
            if str(item.id).startswith(wanted) or wanted in item.title.casefold()
        ]

    @property
    def _scheme(self) -> str:
        return f"{self.kind.name}://"


def item_templates(kinds: Sequence[ItemKind]) -> tuple[ItemTemplate, ...]:
    return tuple(map(ItemTemplate, kinds))
