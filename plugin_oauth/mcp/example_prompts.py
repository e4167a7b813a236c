"""The operations' example sentences as prompts: what one might say, to choose and to change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugin_oauth.mcp.tools import text
from plugin_oauth.plugin.operation import Operation

Json = dict[str, Any]

SENTENCE = "sentence"


@dataclass(frozen=True)
class ExamplePrompt:
    """The prompt of one operation; without an argument it says the first example."""

    operation: Operation

    @property
    def name(self) -> str:
        return self.operation.name

    def definition(self) -> Json:
        return {
            "name": self.name,
            "title": self.operation.summary,
            "description": f"For example: {self.operation.examples[0]}",
            "arguments": [
                {"name": SENTENCE, "description": "What to say instead.", "required": False}
            ],
        }

    def get(self, arguments: Mapping[str, str]) -> Json:
        said = arguments.get(SENTENCE) or self.operation.examples[0]
        messages = [{"role": "user", "content": text(said)}]
        return {"description": self.operation.summary, "messages": messages}

    def complete(self, argument: str, value: str) -> list[str]:
        if argument != SENTENCE:
            return []
        wanted = value.casefold()
        return [said for said in self.operation.examples if wanted in said.casefold()]
