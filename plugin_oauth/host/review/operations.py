"""An OpenAPI document as the rules see it: operations, parameters, schemas, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plugin_oauth.host.arguments import resolve
from plugin_oauth.host.documents import Document
from plugin_oauth.host.openapi import operation_items
from plugin_oauth.host.review.parts import Part, Where

_JSON = "application/json"

# The keywords under which a schema holds others: alone, in a list, by name.
_ONE = ("items", "additionalProperties", "not", "if", "then", "else", "contains")
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")


@dataclass(frozen=True)
class Placed:
    """A part of the document and where it stands."""

    spec: Part
    path: tuple[str, ...]
    value: Document

    def at(self, *more: str) -> Where:
        return self.spec.at(*self.path, *more)

    def below(self, value: object, *more: str) -> "Placed":
        """Return what stands there, with a reference followed; an empty object if it is none."""
        return Placed(self.spec, (*self.path, *more), resolve(value, self.spec.document))

    def member(self, name: str) -> "Placed":
        return self.below(self.value.get(name), name)

    def text(self, name: str) -> str:
        value = self.value.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class PlacedOperation(Placed):
    """An operation; `name` is its operationId, or method and path."""

    method: str = ""
    route: str = ""

    @property
    def name(self) -> str:
        return self.text("operationId") or f"{self.method.upper()} {self.route}"


def find_operations(spec: Part) -> list[PlacedOperation]:
    """Return every operation, named or not."""
    return [
        PlacedOperation(spec, ("paths", route, method), item, method, route)
        for route, method, item in operation_items(spec.document)
    ]


def find_parameters(operation: PlacedOperation) -> Iterator[Placed]:
    """Yield the parameters of the operation and those that its path shares."""
    shared = operation.spec.document["paths"][operation.route].get("parameters")
    above = Placed(operation.spec, ("paths", operation.route), {})
    for holder, parameters in ((above, shared), (operation, operation.value.get("parameters"))):
        for index, parameter in enumerate(parameters if isinstance(parameters, list) else []):
            yield holder.below(parameter, "parameters", str(index))


def find_json_schema(holder: Placed) -> Placed | None:
    """Return the schema of the JSON content of a body or answer, None if there is none."""
    content = holder.member("content")
    for media_type in content.value:
        if media_type.partition(";")[0].strip() == _JSON or media_type.endswith("+json"):
            schema = content.member(media_type).member("schema")
            return schema if schema.value else None
    return None


def find_schemas(spec: Part) -> Iterator[Placed]:
    """Yield every schema that is written out in the document, those inside others too."""
    whole = Placed(spec, (), spec.document)
    components = whole.member("components")
    named = components.member("schemas")
    for name in named.value:
        yield from _walk(spec, (*named.path, name), named.value[name])
    for operation in find_operations(spec):
        for parameter in find_parameters(operation):
            yield from _walk(spec, (*parameter.path, "schema"), parameter.value.get("schema"))
        bodies = [operation.member("requestBody"), *find_responses(operation)]
        for content in (body.member("content") for body in bodies):
            for media_type in content.value:
                media = content.member(media_type)
                yield from _walk(spec, (*media.path, "schema"), media.value.get("schema"))


def find_responses(operation: PlacedOperation) -> Iterator[Placed]:
    """Yield the answers; the last step of the path is the status."""
    responses = operation.member("responses")
    for status in responses.value:
        yield responses.member(status)


def _walk(spec: Part, path: tuple[str, ...], value: Any) -> Iterator[Placed]:
    if not isinstance(value, dict):
        return
    yield Placed(spec, path, value)
    for keyword in _ONE:
        yield from _walk(spec, (*path, keyword), value.get(keyword))
    for keyword in _MANY:
        inner = value.get(keyword)
        for index, schema in enumerate(inner if isinstance(inner, list) else []):
            yield from _walk(spec, (*path, keyword, str(index)), schema)
    for keyword in _NAMED:
        inner = value.get(keyword)
        for name, schema in (inner if isinstance(inner, dict) else {}).items():
            yield from _walk(spec, (*path, keyword, name), schema)
