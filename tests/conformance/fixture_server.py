"""The server that the suite asks for: tools, resources and prompts of its, on our transport.

Its tools are no operations of ours: they answer with kinds of content that ours do not have.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugin_oauth.mcp.server import Server
from plugin_oauth.users.models import CurrentUser
from tests.conformance.fixture_resources import (
    FixturePrompt,
    FixtureResource,
    FixtureTemplate,
)

# The smallest there are: a pixel, and no sound at all.
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5E"
    "rkJggg=="
)
WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA="

NOTHING: dict[str, Any] = {"type": "object", "properties": {}}


def text(value: str) -> dict[str, Any]:
    return {"type": "text", "text": value}


def image() -> dict[str, Any]:
    return {"type": "image", "data": PNG, "mimeType": "image/png"}


def resource(uri: str, media_type: str, value: str) -> dict[str, Any]:
    return {"type": "resource", "resource": {"uri": uri, "mimeType": media_type, "text": value}}


@dataclass(frozen=True)
class FixtureTool:
    """A tool that always answers the same."""

    name: str
    content: tuple[dict[str, Any], ...]
    is_error: bool = False
    schema: Mapping[str, Any] | None = None
    scope_names: tuple[str, ...] = ()
    read_only: bool = True

    def definition(self) -> dict[str, Any]:
        description = "A tool that the conformance suite asks for."
        schema = dict(self.schema or NOTHING)
        return {"name": self.name, "description": description, "inputSchema": schema}

    def call(
        self,
        user: CurrentUser | None,  # noqa: ARG002 -- the same for everybody
        arguments: Mapping[str, Any],  # noqa: ARG002 -- and whatever is asked
    ) -> dict[str, Any]:
        return {"content": list(self.content)} | ({"isError": True} if self.is_error else {})


SCHEMA_2020_12 = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {
        "name": {"type": "string"},
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": {"type": "string"},
        "email": {"type": "string"},
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}

TOOLS = (
    FixtureTool("test_simple_text", (text("This is a simple text response for testing."),)),
    FixtureTool("test_image_content", (image(),)),
    FixtureTool("test_audio_content", ({"type": "audio", "data": WAV, "mimeType": "audio/wav"},)),
    FixtureTool(
        "test_embedded_resource",
        (
            resource(
                "test://embedded-resource", "text/plain", "This is an embedded resource content."
            ),
        ),
    ),
    FixtureTool(
        "test_multiple_content_types",
        (
            text("Multiple content types test:"),
            image(),
            resource(
                "test://mixed-content-resource",
                "application/json",
                json.dumps({"test": "data", "value": 123}),
            ),
        ),
    ),
    FixtureTool(
        "test_error_handling",
        (text("This tool intentionally returns an error for testing"),),
        is_error=True,
    ),
    FixtureTool("json_schema_2020_12_tool", (text("ok"),), schema=SCHEMA_2020_12),
)

RESOURCES = (
    FixtureResource(
        "test://static-text",
        "text/plain",
        {"text": "This is the content of the static text resource."},
    ),
    FixtureResource("test://static-binary", "image/png", {"blob": PNG}),
)

PROMPTS = (
    FixturePrompt("test_simple_prompt", (text("This is a simple prompt for testing."),)),
    FixturePrompt(
        "test_prompt_with_arguments",
        (text("Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"),),
        ("arg1", "arg2"),
    ),
    FixturePrompt(
        "test_prompt_with_embedded_resource",
        (
            resource("{resourceUri}", "text/plain", "Embedded resource content for testing."),
            text("Please process the embedded resource above."),
        ),
        ("resourceUri",),
    ),
    FixturePrompt("test_prompt_with_image", (image(), text("Please analyze the image above."))),
)

FIXTURE_SERVER = Server(
    info={"name": "fixtures", "title": "Fixtures", "version": "1"},
    instructions="Tools that the conformance suite asks for.",
    tools=TOOLS,
    resources=RESOURCES,
    templates=(FixtureTemplate(),),
    prompts=PROMPTS,
)
