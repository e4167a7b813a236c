"""Operations: which one is called, and with what."""

from typing import Any

import pytest

from plugin_oauth.host.operations import choose_call, find_operations
from plugin_oauth.host.remarks import Skipped
from tests.host.fake_plugin import FakePlugin
from tests.host.faults import with_member
from tests.host.played import play_with_fault

REQUIRED = {"name": "q", "in": "query", "required": True}


@pytest.mark.parametrize(
    ("path", "item", "needs_arguments"),
    [
        ("/a", {}, False),
        ("/a", {"parameters": [{"name": "q", "in": "query"}]}, False),
        ("/a", {"parameters": [REQUIRED]}, True),
        ("/a", {"parameters": [{"$ref": "#/components/parameters/q"}]}, True),
        ("/a", {"parameters": [{"$ref": "#/components/parameters/unknown"}, None]}, False),
        ("/a", {"parameters": "q"}, False),
        ("/a/{id}", {}, True),
        ("/a", {"requestBody": {}}, True),
    ],
)
def test_arguments_are_needed_where_the_document_requires_them(
    path: str, item: dict[str, Any], needs_arguments: bool
) -> None:
    spec = {
        "paths": {path: {"get": {"operationId": "a", **item}}},
        "components": {"parameters": {"q": REQUIRED}},
    }
    assert [operation.needs_arguments for operation in find_operations(spec)] == [needs_arguments]


@pytest.mark.parametrize(
    ("shared", "own", "needs_token"),
    [
        ({}, {}, None),
        ({"security": [{"oauth": []}]}, {}, True),
        ({"security": [{"oauth": []}]}, {"security": []}, False),
        ({}, {"security": [{}, {"oauth": []}]}, False),
        ({}, {"security": [{"oauth": []}]}, True),
    ],
)
def test_a_token_is_needed_where_the_document_requires_one(
    shared: dict[str, Any], own: dict[str, Any], needs_token: bool | None
) -> None:
    spec = {"paths": {"/a": {"get": {"operationId": "a", **own}}}, **shared}
    assert [operation.needs_token for operation in find_operations(spec)] == [needs_token]


@pytest.mark.parametrize("path", [".elsewhere.example/", "@elsewhere.example/", 5])
def test_a_path_that_could_change_the_host_is_no_operation(path: object) -> None:
    assert find_operations({"paths": {path: {"get": {"operationId": "a"}}}}) == []


def get(name: str, **more: Any) -> dict[str, Any]:
    return {"get": {"operationId": name, "security": [{"oauth": []}], **more}}


def parameter(name: str, place: str = "query", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, **more}


def chosen(paths: dict[str, Any], **more: Any) -> str:
    """Return path and query of the call that would be tried."""
    call = choose_call({"paths": paths, **more})
    return f"{call.path}?{call.query}".rstrip("?")


def test_an_operation_that_says_it_needs_a_token_is_preferred() -> None:
    paths = {
        "/public": {"get": {"operationId": "a", "security": []}},
        "/unsaid": {"get": {"operationId": "b"}},
        "/protected": get("c"),
    }
    assert chosen(paths) == "/protected"
    del paths["/protected"]
    assert chosen(paths) == "/unsaid"


def test_a_public_operation_is_called_only_where_all_is_open() -> None:
    spec = {"paths": {"/public": {"get": {"operationId": "a", "security": []}}}}
    with pytest.raises(Skipped):
        choose_call(spec)
    assert choose_call(spec, is_open=True).path == "/public"


@pytest.mark.parametrize(
    ("parameters", "sent"),
    [
        ([parameter("q", example="a b")], "?q=a+b"),
        ([parameter("q", examples={"one": {"value": 5}})], "?q=5"),
        ([parameter("q", schema={"enum": ["x", "y"]})], "?q=x"),
        ([parameter("q", schema={"type": "boolean", "default": True})], "?q=true"),
        ([parameter("q", schema={"type": "string", "format": "date"})], "?q=2026-03-02"),
        ([parameter("q", schema={"type": "integer", "minimum": 7})], "?q=7"),
        ([parameter("q", schema={"type": "array", "example": [1, 2]})], "?q=1&q=2"),
        ([parameter("q", schema={"$ref": "#/components/schemas/Q"})], "?q=referred"),
        ([parameter("q", schema={"anyOf": [{"const": "k"}, {"type": "null"}]})], "?q=k"),
        ([{"name": "q", "in": "query"}], ""),
    ],
)
def test_required_arguments_come_out_of_the_document(
    parameters: list[dict[str, Any]], sent: str
) -> None:
    components = {"schemas": {"Q": {"type": "string", "example": "referred"}}}
    paths = {"/a": get("a", parameters=parameters)}
    assert chosen(paths, components=components) == f"/a{sent}"


def test_an_identifier_in_the_path_is_taken_from_its_example_and_quoted() -> None:
    item = get("a", parameters=[parameter("id", "path", example="../b c")])
    assert chosen({"/a/{id}": item}) == "/a/..%2Fb%20c"


@pytest.mark.parametrize(
    "item",
    [
        get("a", parameters=[parameter("id", "path", schema={"type": "string"})]),
        get("a", parameters=[parameter("id", "header", example="x")]),
        get("a", parameters=[parameter("q", schema={"type": "string", "pattern": "^[0-9]{5}$"})]),
        get("a", parameters=[parameter("q", schema={"$ref": "https://elsewhere.example"})]),
        get("a", parameters=[parameter("q", example={"deep": 1})]),
        get("a", requestBody={}),
        {"post": {"operationId": "a"}},
    ],
)
def test_what_would_have_to_be_guessed_is_not_called(item: dict[str, Any]) -> None:
    with pytest.raises(Skipped, match="others might change data"):
        chosen({"/a": item, "/b/{id}": item})


def test_given_arguments_are_better_than_invented_ones_and_none_are_best() -> None:
    invented = get("a", parameters=[parameter("q", schema={"type": "string"})])
    given = get("b", parameters=[parameter("q", example="x")])
    assert chosen({"/a": invented, "/b": given}) == "/b?q=x"
    assert chosen({"/a": invented, "/b": given, "/c": get("c")}) == "/c"


def test_a_schema_that_refers_to_itself_ends() -> None:
    loop = {"type": "object", "required": ["q"], "properties": {"q": {"$ref": "#/x"}}}
    paths = {"/a": get("a", parameters=[parameter("q", schema={"$ref": "#/x"})])}
    with pytest.raises(Skipped):
        chosen(paths, x=loop)


def test_an_operation_with_arguments_is_called_where_there_is_no_other(plugin: FakePlugin) -> None:
    wanted = [parameter("sort", schema={"enum": ["new", "old"]})]
    fault = with_member("paths", "/things", "get", "parameters", value=wanted)
    played = play_with_fault(plugin, "/openapi.json", fault)
    assert played.story.passed
    calls = [request for request in plugin.requests if request.path == "/api/things"]
    assert {request.query_string for request in calls} == {b"sort=new"}
