"""The cases that a reviewer tries, from the operations' own example sentences.

The portal takes exactly five that must call a tool and three that must not (OpenAI, "Plugin
submission errors").
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.operation import Operation

POSITIVE_CASES = 5
NEGATIVE_CASES = 3


def build_review_cases(plugin: Plugin) -> dict[str, list[dict[str, str]]]:
    """Return the cases; fewer than the portal wants if the plugin has fewer sentences."""
    counter_examples = plugin.listing.counter_examples if plugin.listing else ()
    return {
        "positive": [_positive(*chosen) for chosen in _choose(plugin.operations)],
        "negative": [_negative(prompt) for prompt in counter_examples[:NEGATIVE_CASES]],
    }


def _choose(operations: Sequence[Operation]) -> Sequence[tuple[Operation, str]]:
    """Return sentences from all over the table: each operation's first before any second."""
    pairs = list(_in_turn(operations))
    first_round = min(len(pairs), len(operations))
    if first_round <= POSITIVE_CASES:
        return pairs[:POSITIVE_CASES]
    return [pairs[place * first_round // POSITIVE_CASES] for place in range(POSITIVE_CASES)]


def _in_turn(operations: Sequence[Operation]) -> Iterator[tuple[Operation, str]]:
    for sentences in zip_longest(*(operation.examples for operation in operations)):
        yield from ((row, said) for row, said in zip(operations, sentences, strict=True) if said)


def _positive(operation: Operation, prompt: str) -> dict[str, str]:
    return {
        "description": operation.summary,
        "prompt": prompt,
        "tools_triggered": operation.name,
        "expected_behavior": f"{operation.name} is called. {operation.description}",
    }


def _negative(prompt: str) -> dict[str, str]:
    return {"description": "Nothing that this plugin can do: no tool is called.", "prompt": prompt}


def named_tools(cases: dict[str, Any]) -> set[str]:
    """Return the tools that the cases say are called."""
    return {case["tools_triggered"] for case in cases["positive"]}
