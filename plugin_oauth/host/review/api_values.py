"""Values that an operation must refuse: which parameters have a type that a word is not of."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from plugin_oauth.host.review.operations import Placed, find_operations, find_parameters
from plugin_oauth.host.review.parts import Part

_TYPES = {"integer", "number", "boolean"}
_FORMATS = {"date", "date-time", "uuid"}


def find_typed_parameters(spec: Part) -> dict[str, list[str]]:
    """Return, by operationId, the parameters of the query that are no free text."""
    return {
        operation.name: [
            parameter.text("name")
            for parameter in find_parameters(operation)
            if parameter.text("in") == "query" and _is_typed(parameter.member("schema"))
        ]
        for operation in find_operations(spec)
        if operation.method == "get"
    }


def add_to_query(url: str, name: str, value: str) -> str:
    """Return the URL with a parameter set."""
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return urlunsplit(parts._replace(query=urlencode([*kept, (name, value)])))


def _is_typed(schema: Placed) -> bool:
    value = schema.value
    is_typed = value.get("type") in _TYPES or value.get("format") in _FORMATS
    return is_typed or isinstance(value.get("enum"), list)
