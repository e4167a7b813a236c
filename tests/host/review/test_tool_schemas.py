"""Arguments are found at any depth, through references, with whether they must be given."""

from typing import Any

import pytest

from plugin_oauth.host.review.tool_schemas import find_arguments

PLACE = {"type": "object", "properties": {"latitude": {}}, "required": ["latitude"]}


def must_give(place: dict[str, Any], *required: str) -> bool:
    """Return whether a tool with such a place needs its latitude."""
    schema = {"properties": {"place": place}, "required": [*required], "$defs": {"Place": PLACE}}
    (latitude,) = [one for one in find_arguments(schema) if one.name == "latitude"]
    assert latitude.path == ("place", "latitude")
    return latitude.is_required


@pytest.mark.parametrize(
    "place",
    [
        PLACE,
        {"$ref": "#/$defs/Place"},
        {"allOf": [{"$ref": "#/$defs/Place"}]},
        {"anyOf": [PLACE]},
        {"items": PLACE},
    ],
)
def test_an_argument_of_one_that_must_be_given_must_be_given(place: dict[str, Any]) -> None:
    assert must_give(place, "place")
    assert not must_give(place)


def test_what_is_one_choice_of_two_need_not_be_given() -> None:
    assert not must_give({"anyOf": [{"$ref": "#/$defs/Place"}, {"type": "null"}]}, "place")


def test_references_that_lead_back_end() -> None:
    node = {"properties": {name: {"$ref": "#/$defs/Node"} for name in "abcdefgh"}}
    found = list(find_arguments({"$ref": "#/$defs/Node", "$defs": {"Node": node}} | node))
    assert 8 < len(found) < 20_000


@pytest.mark.parametrize("schema", [None, [], {"properties": []}, {"properties": {"a": 1}}])
def test_what_is_no_schema_is_survived(schema: object) -> None:
    assert all(argument.schema == {} for argument in find_arguments(schema))
