"""What hosts accept of an operation table; whoever breaks a limit learns it when the app starts.

GPT Actions allow 30 operations, 300 characters in a summary or description and 700 in the
description of a parameter (OpenAI, "GPT Actions: production"). ChatGPT's importer skips operations
without an operationId and Semantic Kernel takes no "." or "-" in one.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from plugin_oauth.plugin.operation import Operation

MAXIMUM_OPERATIONS = 30
MAXIMUM_TEXT = 300
MAXIMUM_ARGUMENT_TEXT = 700

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class OperationTableError(ValueError):
    """The table has operations that hosts would refuse; the text is one line for its author."""


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


def _table_breaches(operations: Sequence[Operation]) -> Iterable[str]:
    if len(operations) > MAXIMUM_OPERATIONS:
        yield f"{len(operations)} operations, hosts take {MAXIMUM_OPERATIONS}"
    names = [operation.name for operation in operations]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two operations are called {name}"
    addresses = [f"{operation.method} {operation.path}" for operation in operations]
    for address in sorted({address for address in addresses if addresses.count(address) > 1}):
        yield f"two operations answer {address}"


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
    _arguments,
    _hints,
)
