"""The schemas of strangers: what they break is found, and what they try leads nowhere."""

import pytest

from plugin_oauth.host.review.strange_schemas import find_breaches
from tests.host.fake_plugin import FakePlugin, serve

UNREADABLE = ["a place where the schema itself cannot be read"]
NEVER = "(a+)+$"
EVIL = "a" * 60 + "!"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize(
    ("schema", "content", "places"),
    [
        ({"properties": {"a": {"type": "integer"}}}, {"a": "x"}, ["a"]),
        ({"required": ["a"]}, {}, ["its top"]),
        ({"items": {"enum": [1]}}, [1, 2, 3], ["1", "2"]),
        ({"additionalProperties": False}, {"a": 1}, ["its top"]),
        ({"$defs": {"b": {"type": "null"}}, "items": {"$ref": "#/$defs/b"}}, [1], ["0"]),
        # Properties that are called like what is left out.
        ({"properties": {"pattern": {"type": "null"}}}, {"pattern": 1}, ["pattern"]),
        ({"properties": {"$schema": {"const": 1}}}, {"$schema": 2}, ["$schema"]),
        (True, 1, []),
        (False, 1, ["its top"]),
        ({"type": 5}, 1, UNREADABLE),
        ({"$ref": "#/nowhere"}, 1, UNREADABLE),
        ({"$ref": "#"}, 1, UNREADABLE),
    ],
)
def test_breaches_are_found_by_their_place(
    schema: object, content: object, places: list[str]
) -> None:
    assert list(find_breaches(schema, content)) == places


def test_a_reference_to_elsewhere_is_not_fetched() -> None:
    """Else a server could ask for what only the machine of the linter reaches."""
    with serve(FakePlugin()) as plugin:
        for address in (f"{plugin.origin}/openapi.json", "file:///etc/hostname"):
            for word in ("$ref", "$dynamicRef"):
                assert list(find_breaches({word: address}, {})) == UNREADABLE
        assert plugin.requests == []


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("schema", "content"),
    [
        pytest.param({"pattern": NEVER}, EVIL, id="pattern"),
        pytest.param({"items": {"$schema": DRAFT_7, "pattern": NEVER}}, [EVIL], id="dialect"),
        pytest.param(
            {"patternProperties": {NEVER: {}}, "additionalProperties": False},
            {EVIL: 1},
            id="pattern of properties",
        ),
        pytest.param(
            {"unevaluatedProperties": False, "allOf": [{"patternProperties": {NEVER: {}}}]},
            {EVIL: 1},
            id="unevaluated",
        ),
        pytest.param({"uniqueItems": True}, [{"a": n} for n in range(30_000)], id="unique"),
    ],
)
def test_a_keyword_that_may_take_for_ever_is_left_out(schema: object, content: object) -> None:
    assert list(find_breaches(schema, content)) == []


@pytest.mark.timeout(10)
def test_references_that_branch_come_to_an_end() -> None:
    twice = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(60)}
    schema = {"$ref": "#/$defs/d0", "$defs": {**twice, "d60": {}}}
    assert list(find_breaches(schema, {}, seconds=0.1)) == UNREADABLE
