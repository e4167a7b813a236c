"""What hosts accept of an operation table; whoever breaks a limit learns it when the app starts.

GPT Actions allow 30 operations, 300 characters in a summary or description and 700 in the
description of a parameter (OpenAI, "GPT Actions: production"). ChatGPT's importer skips operations
without an operationId and Semantic Kernel takes no "." or "-" in one. A manifest has 100 characters
for people and 8,000 for the model (OpenAI, "Plugins: getting started").

Ours are the limits of examples: reviewers, tests and models that choose by likeness need a few of
each operation, and one sentence can lead to one operation only.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from plugin_oauth.plugin.operation import Operation

MAXIMUM_OPERATIONS = 30
MAXIMUM_TEXT = 300
MAXIMUM_ARGUMENT_TEXT = 700
MINIMUM_EXAMPLES = 3
MAXIMUM_EXAMPLES = 7
MAXIMUM_DESCRIPTION_FOR_HUMAN = 100
MAXIMUM_DESCRIPTION_FOR_MODEL = 8_000
MAXIMUM_DOCUMENT = 1_000_000  # bytes of an OpenAPI document; no host says how much it reads

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class OperationTableError(ValueError):
    """The plugin has what hosts would refuse; the text is one line for its author."""


def check_operations(operations: Sequence[Operation]) -> None:
    """Raise OperationTableError, naming every breach, if a host would refuse the table."""
    breaches = [
        f"{operation.name}: {breach}"
        for operation in operations
        for check in OPERATION_CHECKS
        for breach in check(operation)
    ]
    breaches += _table_breaches(operations)
    if breaches:
        raise OperationTableError("The operation table: " + "; ".join(breaches) + ".")


def check_manifest(manifest: Mapping[str, Any]) -> None:
    """Raise OperationTableError if a description of the manifest is longer than hosts take."""
    for name, limit in (
        ("description_for_human", MAXIMUM_DESCRIPTION_FOR_HUMAN),
        ("description_for_model", MAXIMUM_DESCRIPTION_FOR_MODEL),
    ):
        if not 0 < (length := len(manifest[name])) <= limit:
            raise OperationTableError(
                f"The plugin: its {name} has {length:,} characters, hosts take 1 to {limit:,}."
            )


def check_document(path: str, body: bytes) -> None:
    """Raise OperationTableError if an OpenAPI document is larger than we expect anybody to read."""
    if len(body) > MAXIMUM_DOCUMENT:
        raise OperationTableError(
            f"The plugin: {path} has {len(body):,} bytes, more than {MAXIMUM_DOCUMENT:,}."
        )


def _table_breaches(operations: Sequence[Operation]) -> Iterable[str]:
    if len(operations) > MAXIMUM_OPERATIONS:
        yield f"{len(operations)} operations, hosts take {MAXIMUM_OPERATIONS}"
    names = [operation.name for operation in operations]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two operations are called {name}"
    addresses = [f"{operation.method} {operation.path}" for operation in operations]
    for address in sorted({address for address in addresses if addresses.count(address) > 1}):
        yield f"two operations answer {address}"
    said: dict[str, str] = {}
    for operation in operations:
        for example in operation.examples:
            other = said.setdefault(_spoken(example), operation.name)
            if other != operation.name:
                yield f"{other} and {operation.name} both have the example {example!r}"


def _spoken(example: str) -> str:
    """Return a sentence as it is heard: without case and without marks."""
    return " ".join(re.findall(r"\w+", example.casefold()))


def _name(operation: Operation) -> Iterable[str]:
    if not _NAME.fullmatch(operation.name):
        yield "the name must be letters, digits and _, a letter first"


def _texts(operation: Operation) -> Iterable[str]:
    for what, text in (
        ("summary", operation.summary),
        ("description", operation.description),
    ):
        if not 0 < len(text) <= MAXIMUM_TEXT:
            yield f"the {what} has {len(text)} characters, hosts take 1 to {MAXIMUM_TEXT}"


def _examples(operation: Operation) -> Iterable[str]:
    count = len({_spoken(example) for example in operation.examples})
    if count != len(operation.examples):
        yield "it has an example twice"
    if not MINIMUM_EXAMPLES <= count <= MAXIMUM_EXAMPLES:
        yield f"it has {count} examples, {MINIMUM_EXAMPLES} to {MAXIMUM_EXAMPLES} are needed"
    for example in operation.examples:
        if not 0 < len(example.strip()) <= MAXIMUM_TEXT:
            yield f"an example has {len(example)} characters, 1 to {MAXIMUM_TEXT} are allowed"


def _arguments(operation: Operation) -> Iterable[str]:
    fields = operation.arguments().fields
    for name, field in fields.items():
        length = len(field.metadata.get("description", ""))
        if not 0 < length <= MAXIMUM_ARGUMENT_TEXT:
            yield (
                f"the description of {name} has {length} characters, "
                f"hosts take 1 to {MAXIMUM_ARGUMENT_TEXT}"
            )
    for name in operation.path_names:
        if name not in fields:
            yield f"the path names {name}, which is no argument"


def _hints(operation: Operation) -> Iterable[str]:
    if operation.read_only != (operation.method == "GET"):
        yield f"read_only is {operation.read_only}, but the method is {operation.method}"
    if operation.destructive and not operation.consequential:
        yield "it is destructive, so hosts must ask before each call (consequential)"


OPERATION_CHECKS: tuple[Callable[[Operation], Iterable[str]], ...] = (
    _name,
    _texts,
    _examples,
    _arguments,
    _hints,
)
