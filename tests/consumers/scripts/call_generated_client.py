"""A client that openapi-python-client generated makes calls: FOLDER, BASE_URL, TOKEN, CALLS.

CALLS is a JSON list of {"operation", "arguments"}; an argument "$name.member" is what an earlier
call of that operation returned. Prints what each call got: its status, the type that the client
parsed it into, and the data.
"""

import importlib
import inspect
import json
import re
import sys
import typing
from datetime import date
from pathlib import Path
from uuid import UUID

folder, base_url, token, calls = Path(sys.argv[1]), *sys.argv[2:]
sys.path.insert(0, str(folder.parent))
generated = importlib.import_module(folder.name)
client = generated.AuthenticatedClient(base_url=base_url, token=token)
results: dict[str, dict[str, object]] = {}


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def looked_up(value: object) -> object:
    if isinstance(value, str) and value.startswith("$"):
        operation, member = value[1:].split(".")
        return results[operation]["data"][member]
    return value


def as_typed(value: object, hint: object) -> object:
    """Return a value as the client's function wants it: an id or a date as what it is."""
    types = {hint, *typing.get_args(hint)}
    if UUID in types:
        return UUID(str(value))
    return date.fromisoformat(str(value)) if date in types else value


def call(operation: str, arguments: dict[str, object]) -> dict[str, object]:
    module = importlib.import_module(f"{folder.name}.api.default.{snake(operation)}")
    hints = typing.get_type_hints(module.sync_detailed)
    given = {name: looked_up(value) for name, value in arguments.items()}
    parameters = inspect.signature(module.sync_detailed).parameters
    named = {name: given.pop(name) for name in list(given) if name in parameters}
    named = {name: as_typed(value, hints[name]) for name, value in named.items()}
    if "body" in parameters:
        named["body"] = hints["body"].from_dict(given)
    answer = module.sync_detailed(client=client, **named)
    return {
        "status": int(answer.status_code),
        "type": type(answer.parsed).__name__,
        "data": json.loads(answer.content),
    }


for step in json.loads(calls):
    results[step["operation"]] = call(step["operation"], step["arguments"])
json.dump(results, sys.stdout)
