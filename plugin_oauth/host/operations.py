"""Operations of an OpenAPI document, and the call of one with arguments that it will take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from plugin_oauth.host.arguments import Example, NoExample, find_example, find_given, resolve
from plugin_oauth.host.documents import Document
from plugin_oauth.host.openapi import operation_items
from plugin_oauth.host.remarks import Skipped


@dataclass(frozen=True)
class Parameter:
    """A parameter that must be sent; `block` is what the document says of it."""

    name: str
    place: str
    block: Document


@dataclass(frozen=True)
class Operation:
    """One operation.

    `parameters` are the required ones. `needs_token` is None where the document says nothing about
    security.
    """

    operation_id: str
    method: str
    path: str
    needs_token: bool | None
    parameters: tuple[Parameter, ...] = ()
    has_body: bool = False

    @property
    def needs_arguments(self) -> bool:
        """Whether no call is possible without any."""
        return bool(self.parameters) or self.has_body or "{" in self.path


@dataclass(frozen=True)
class Call:
    """An operation with its arguments put in; `is_given`: the document gave all of them."""

    operation: Operation
    path: str
    query: str = ""
    is_given: bool = True


def find_operations(spec: Document) -> list[Operation]:
    """Return the operations that have an operationId, in the document's order."""
    return [
        Operation(
            operation_id=item["operationId"],
            method=method.upper(),
            path=path,
            needs_token=_needs_token(item.get("security", spec.get("security"))),
            parameters=_required_parameters(spec, path, item),
            has_body="requestBody" in item,
        )
        for path, method, item in operation_items(spec)
        if isinstance(item.get("operationId"), str)
    ]


def choose_call(spec: Document, *, is_open: bool = False) -> Call:
    """Return the call to try: a GET that needs a token; raises Skipped if there is none.

    The fewer arguments have to be invented the better; identifiers in the path never are. Where a
    document says nothing of security, the plugin's auth is taken to cover everything; where
    everything is open, no operation needs a token.
    """
    operations = [operation for operation in find_operations(spec) if operation.method == "GET"]
    for needs_token in (True, None, False) if is_open else (True, None):
        calls = _find_calls(spec, [o for o in operations if o.needs_token is needs_token])
        if calls:
            return min(calls, key=_preference)
    raise Skipped(
        "no GET operation needs a token and has arguments that the document gives examples of; "
        "others might change data"
    )


def make_call(spec: Document, operation: Operation) -> Call:
    """Return the call of an operation; raises NoExample if it cannot be made."""
    path, query = operation.path, []
    is_given = True
    if operation.has_body:
        raise NoExample("a body is not sent with GET")
    for parameter in operation.parameters:
        example = _find_argument(parameter, spec)
        is_given &= example.is_given
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(_text(example.value), safe=""))
        else:
            query += [(parameter.name, text) for text in _texts(example.value)]
    if "{" in path:
        raise NoExample("a part of the path is no parameter")
    return Call(operation, path, urlencode(query), is_given)


def _preference(call: Call) -> tuple[bool, bool]:
    return call.operation.needs_arguments, not call.is_given


def _find_calls(spec: Document, operations: Sequence[Operation]) -> list[Call]:
    calls = []
    for operation in operations:
        try:
            calls.append(make_call(spec, operation))
        except NoExample:
            continue
    return calls


def _find_argument(parameter: Parameter, spec: Document) -> Example:
    """Hosts send no header or cookie parameters; an invented identifier would find nothing."""
    if parameter.place not in {"path", "query"}:
        raise NoExample("hosts send no such parameters")
    schema = parameter.block.get("schema")
    example = find_given(parameter.block) or find_example(schema, spec)
    if parameter.place == "path" and not example.is_given:
        raise NoExample("an identifier cannot be invented")
    return example


def _texts(value: object) -> list[str]:
    return [_text(item) for item in value] if isinstance(value, list) else [_text(value)]


def _text(value: object) -> str:
    if isinstance(value, dict | list) or value is None:
        raise NoExample("how such a value is written into a URL is up to the server")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _required_parameters(spec: Document, path: str, item: Document) -> tuple[Parameter, ...]:
    """Return what must be sent; an operation's own parameter replaces that of its path."""
    blocks = [*_list(spec["paths"][path].get("parameters")), *_list(item.get("parameters"))]
    found: dict[tuple[str, str], Parameter] = {}
    for block in (resolve(block, spec) for block in blocks):
        name, place = block.get("name"), block.get("in")
        if not isinstance(name, str) or not isinstance(place, str):
            continue
        if block.get("required") is True or place == "path":
            found[name, place] = Parameter(name, place, block)
        else:
            found.pop((name, place), None)
    return tuple(found.values())


def _needs_token(security: object) -> bool | None:
    """Return whether one of the alternatives is required; `{}` among them makes it optional."""
    if not isinstance(security, list):
        return None
    return bool(security) and {} not in security


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
