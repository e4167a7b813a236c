"""Both OpenAPI dialects are valid, say what the API does, and avoid what importers stumble over."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from plugin_oauth.app import create_app
from plugin_oauth.plugin.operations import OPERATIONS
from tests.databases import SECRET_KEY
from tests.plugin.conftest import Caller

Operation = dict[str, Any]

PATHS = ["/openapi.json", "/openapi-3.0.json"]


@pytest.fixture(params=PATHS)
def document(client: FlaskClient, request: pytest.FixtureRequest) -> dict[str, Any]:
    document: dict[str, Any] = client.get(request.param).get_json()
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def object_schemas(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for value in node.values():
            yield from object_schemas(value)
    elif isinstance(node, list):
        for value in node:
            yield from object_schemas(value)


def test_the_newest_document_is_valid_openapi_3_1(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"] == "3.1.0"


def test_the_plugins_document_is_valid_openapi_3_0(client: FlaskClient) -> None:
    document = client.get("/openapi-3.0.json").get_json()
    OpenAPIV30SpecValidator(document).validate()
    assert document["openapi"] == "3.0.3"


@pytest.mark.parametrize("path", PATHS)
def test_yaml_says_the_same_as_json(client: FlaskClient, path: str) -> None:
    answer = client.get(path.replace(".json", ".yaml"))
    assert answer.mimetype == "application/yaml"
    assert yaml.safe_load(answer.text) == client.get(path).get_json()
    assert "&id" not in answer.text  # an anchor, which simple readers do not know


def test_every_operation_of_the_table_is_described_once(document: dict[str, Any]) -> None:
    described = [operation["operationId"] for _, _, operation in operations(document)]
    assert sorted(described) == sorted(operation.name for operation in OPERATIONS)


def test_every_operation_says_what_hosts_need(document: dict[str, Any]) -> None:
    for _, _, operation in operations(document):
        assert 0 < len(operation["summary"]) <= 300
        assert 0 < len(operation["description"]) <= 300
        assert isinstance(operation["x-openai-isConsequential"], bool)
        assert operation["x-example-prompts"]


def test_deleting_is_what_hosts_ask_about_first(document: dict[str, Any]) -> None:
    consequential = {
        operation["operationId"]
        for _, _, operation in operations(document)
        if operation["x-openai-isConsequential"]
    }
    assert consequential == {"deleteTask", "deleteNote"}


def test_parameters_stand_inline_and_are_described(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        for parameter in operation["parameters"]:
            assert "$ref" not in parameter
            assert parameter["in"] in {"path", "query"}
            assert 0 < len(parameter["description"]) <= 700
            assert parameter["schema"]["type"] in {"string", "integer", "number"}
            assert ("{" + parameter["name"] + "}" in path) == (parameter["in"] == "path")


def test_errors_are_declared_as_problem_details(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        expected = {"400", "413", "422", "429", "503"}
        expected |= {"401", "403"} if operation["security"] else set()
        expected |= ({"404"} if "{" in path else set()) | ({"415"} if method != "get" else set())
        assert expected <= operation["responses"].keys()
        for status, response in operation["responses"].items():
            media_type = "application/json" if status < "300" else "application/problem+json"
            assert list(response["content"]) == [media_type]


def test_schemas_are_objects_with_properties(document: dict[str, Any]) -> None:
    assert {"Task", "TaskPage", "CreateTask", "Problem"} <= document["components"]["schemas"].keys()
    assert all(schema["properties"] for schema in object_schemas(document))


def test_unknown_arguments_are_excluded_and_unknown_results_are_not(
    document: dict[str, Any],
) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["CreateTask"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["Task"]


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"BASE_URL": "https://plugin.example.com"}


def test_addresses_are_absolute_and_come_from_the_settings(document: dict[str, Any]) -> None:
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]
    assert document["servers"] == [{"url": "https://plugin.example.com"}]
    assert flow["authorizationUrl"] == "https://plugin.example.com/authorize"
    assert flow["tokenUrl"] == "https://plugin.example.com/token"


def test_each_app_of_a_process_tells_its_own_settings(app: Flask, database_uri: str) -> None:
    settings = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": database_uri}
    told = {"BASE_URL": "https://other.example.com", "NAME_FOR_HUMAN": "Other"}
    other = create_app(settings | told).test_client()
    document = other.get("/openapi.json", base_url="https://other.example.com").get_json()
    first = app.test_client().get("/openapi.json").get_json()
    assert document["servers"] == [{"url": "https://other.example.com"}]
    assert (document["info"]["title"], first["info"]["title"]) == ("Other", "Plugin OAuth")


def test_the_scopes_are_those_of_the_operations_and_administration_is_none(
    document: dict[str, Any],
) -> None:
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]
    assert flow["scopes"].keys() == {"tasks.read", "tasks.write", "notes.read", "notes.write"}


def test_gpt_actions_get_one_security_scheme(client: FlaskClient) -> None:
    """The GPT editor: "Found multiple security schemes, only 1 is supported"."""
    document = client.get("/openapi.json").get_json()
    assert list(document["components"]["securitySchemes"]) == ["oauth2"]
    used = [list(way) for _, _, op in operations(document) for way in op["security"]]
    assert used
    assert all(schemes == ["oauth2"] for schemes in used)


def test_readers_of_3_0_may_send_any_bearer_token(client: FlaskClient) -> None:
    document = client.get("/openapi-3.0.json").get_json()
    for _, _, operation in operations(document):
        assert operation["security"][1:] in ([{"bearer": []}], [])


def test_the_documents_agree_with_what_the_api_answers(app: Flask, caller: Caller) -> None:
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for operation in OPERATIONS:
        assert operation.method in (rules[f"api.{operation.name}"].methods or ())
    task = caller.call("POST", "/api/tasks", json={"title": "x"}).get_json()
    described = caller.call("GET", "/openapi.json").get_json()["components"]["schemas"]["Task"]
    assert task.keys() == described["properties"].keys() == set(described["required"])


@pytest.mark.parametrize("path", [*PATHS, "/openapi.yaml", "/openapi-3.0.yaml"])
def test_a_document_is_kept_for_five_minutes_and_then_compared(
    client: FlaskClient, path: str
) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", [*PATHS, "/.well-known/ai-plugin.json"])
def test_browsers_of_other_origins_may_read_the_documents(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://chat.openai.com"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
