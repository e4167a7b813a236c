"""The resources and prompts that the suite asks for, by its names and with its texts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugin_oauth.users.models import CurrentUser

Json = dict[str, Any]

DESCRIPTION = "One that the conformance suite asks for."


@dataclass(frozen=True)
class FixtureResource:
    """A resource that is always the same: a text, or bytes as base64."""

    uri: str
    media_type: str
    contents: Mapping[str, str]

    def definition(self) -> Json:
        return {
            "uri": self.uri,
            "name": self.uri,
            "description": DESCRIPTION,
            "mimeType": self.media_type,
        }

    def read(self) -> Json:
        return {"uri": self.uri, "mimeType": self.media_type, **self.contents}


class FixtureTemplate:
    """A template whose resources say their own id."""

    uri_template = "test://template/{id}/data"
    scope_names: tuple[str, ...] = ()

    def definition(self) -> Json:
        return {"uriTemplate": self.uri_template, "name": "template", "description": DESCRIPTION}

    def find_resources(self, user: CurrentUser) -> list[Json]:  # noqa: ARG002 -- nobody has any
        return []

    def matches(self, uri: str) -> bool:
        return self._find_id(uri) is not None

    def read(self, user: CurrentUser, uri: str) -> Json:  # noqa: ARG002 -- the same for everybody
        found = self._find_id(uri)
        data = {"id": found, "templateTest": True, "data": f"Data for ID: {found}"}
        return {"uri": uri, "mimeType": "application/json", "text": json.dumps(data)}

    def complete(self, user: CurrentUser, argument: str, value: str) -> list[str]:  # noqa: ARG002 -- any id will do
        return []

    @staticmethod
    def _find_id(uri: str) -> str | None:
        found = re.fullmatch(r"test://template/([^/]+)/data", uri)
        return found and found[1]


@dataclass(frozen=True)
class FixturePrompt:
    """A prompt whose messages may repeat its arguments, as in str.format."""

    name: str
    contents: tuple[Json, ...]
    arguments: tuple[str, ...] = ()

    def definition(self) -> Json:
        arguments = [
            {"name": name, "description": DESCRIPTION, "required": True} for name in self.arguments
        ]
        return {"name": self.name, "description": DESCRIPTION, "arguments": arguments}

    def get(self, arguments: Mapping[str, str]) -> Json:
        filled = [_fill(content, arguments) for content in self.contents]
        return {"messages": [{"role": "user", "content": content} for content in filled]}

    def complete(self, argument: str, value: str) -> list[str]:
        return [f"{value}is"] if argument in self.arguments else []


def _fill(content: Json, arguments: Mapping[str, str]) -> Json:
    """Return the content with {name} replaced in every text of it."""
    return {
        name: _fill(value, arguments) if isinstance(value, dict) else value.format(**arguments)
        for name, value in content.items()
    }
