"""Values made of schemas: given ones first, and none where it would be a guess."""

from typing import Any

import pytest

from plugin_oauth.host.arguments import Example, NoExample, find_example

REFERRED = {"schemas": {"Pair": {"type": "array", "minItems": 2, "items": {"type": "integer"}}}}


@pytest.mark.parametrize(
    ("schema", "value", "is_given"),
    [
        ({"const": None}, None, True),
        ({"type": "string", "examples": ["a", "b"]}, "a", True),
        ({"type": ["null", "boolean"]}, False, False),
        ({"type": "string", "minLength": 10}, "examplexxx", False),
        ({"type": "string", "maxLength": 3}, "exa", False),
        ({"type": "string", "format": "email"}, "ada@example.com", False),
        ({"type": "number", "maximum": 0.5}, 0.5, False),
        ({"type": "object"}, {}, True),
        (
            {"type": "object", "required": ["q"], "properties": {"q": {"default": 3}, "r": {}}},
            {"q": 3},
            True,
        ),
        ({"$ref": "#/schemas/Pair"}, [1, 1], False),
        ({"oneOf": [{"enum": ["x"]}, {"type": "integer"}]}, "x", True),
    ],
)
def test_a_value_is_taken_or_made(schema: dict[str, Any], value: object, is_given: bool) -> None:
    assert find_example(schema, REFERRED) == Example(value, is_given)


@pytest.mark.parametrize(
    "schema",
    [
        {},
        None,
        {"type": "string", "pattern": "^x$"},
        {"type": "string", "minLength": 10_000_000},
        {"type": "array", "minItems": 10_000_000, "items": {"type": "integer"}},
        {"type": "number", "exclusiveMinimum": 3},
        {"type": "object", "required": ["q"]},
        {"type": "object", "required": [["q"]], "properties": []},
        {"$ref": "https://elsewhere.example/schema"},
        {"$ref": "#/nowhere"},
        {"type": "file"},
    ],
)
def test_a_value_that_would_be_a_guess_is_not_made(schema: object) -> None:
    with pytest.raises(NoExample):
        find_example(schema, REFERRED)


@pytest.mark.timeout(5)
@pytest.mark.parametrize("levels", [3, 8, 100])
def test_a_schema_that_branches_without_measure_ends(levels: int) -> None:
    """Twenty members, each with twenty: a billion values before the eighth level."""
    names = [f"p{number}" for number in range(20)]
    document: dict[str, Any] = {f"s{levels}": {"type": "boolean"}}
    for level in range(levels):
        below = {"$ref": f"#/s{level + 1}"}
        document[f"s{level}"] = {
            "type": "object",
            "required": names,
            "properties": dict.fromkeys(names, below),
        }
    with pytest.raises(NoExample):
        find_example({"$ref": "#/s0"}, document)
