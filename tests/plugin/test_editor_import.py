"""The GPT editor takes the document: what its importer says to others, it does not say to us.

The messages are the editor's own, as people have reported them.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.app import create_app
from plugin_oauth.host.review.registry import RULES
from plugin_oauth.host.review.rules import Level
from plugin_oauth.host.review.run import review
from plugin_oauth.host.review.subject import Kind, Part, Subject
from plugin_oauth.plugin.host_limits import (
    MAXIMUM_ARGUMENT_TEXT,
    MAXIMUM_OPERATIONS,
    MAXIMUM_TEXT,
)
from tests.databases import SECRET_KEY

Document = dict[str, Any]

PUBLIC = {"BASE_URL": "https://plugin.example.com", "TRUSTED_PROXIES": 1}


@pytest.fixture
def settings() -> dict[str, Any]:
    return dict(PUBLIC)


@pytest.fixture
def document(app: Flask) -> Document:
    document: Document = app.test_client().get("/openapi.json").get_json()
    return document


def operations(document: Document) -> Iterator[Document]:
    for methods in document["paths"].values():
        yield from methods.values()


def nodes(node: Any) -> Iterator[Document]:
    """Return every object in the document, at any depth."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def test_input_should_be_3_1_0_or_3_1_1(document: Document) -> None:
    assert document["openapi"] in {"3.1.0", "3.1.1"}


@pytest.mark.requirement("action-schemas")
def test_schemas_subsection_is_an_object(document: Document) -> None:
    assert isinstance(document["components"]["schemas"], dict)
    assert document["components"]["schemas"]


@pytest.mark.requirement("action-operations")
def test_no_method_is_missing_operation_id(document: Document) -> None:
    ids = [operation["operationId"] for operation in operations(document)]
    assert len(set(ids)) == len(ids)
    assert all(name.isidentifier() for name in ids)


@pytest.mark.requirement("action-operations")
def test_the_spec_has_a_maximum_of_30_operations(document: Document) -> None:
    assert len(list(operations(document))) <= MAXIMUM_OPERATIONS == 30


@pytest.mark.requirement("action-texts")
def test_no_text_is_too_long(document: Document) -> None:
    assert (MAXIMUM_TEXT, MAXIMUM_ARGUMENT_TEXT) == (300, 700)
    for operation in operations(document):
        assert 0 < len(operation["summary"]) <= MAXIMUM_TEXT
        assert 0 < len(operation["description"]) <= MAXIMUM_TEXT
        for parameter in operation["parameters"]:
            assert 0 < len(parameter["description"]) <= MAXIMUM_ARGUMENT_TEXT


def test_no_property_of_a_body_has_a_text_that_is_too_long(document: Document) -> None:
    for node in nodes(document["components"]["schemas"]):
        described = node.get("description", "")
        if isinstance(described, str):
            assert len(described) <= MAXIMUM_ARGUMENT_TEXT


@pytest.mark.requirement("action-no-header-parameters")
def test_no_parameter_has_location_header(document: Document) -> None:
    places = {p["in"] for operation in operations(document) for p in operation["parameters"]}
    assert places <= {"path", "query"}


@pytest.mark.requirement("action-one-scheme")
def test_only_one_security_scheme_is_found(document: Document) -> None:
    schemes = document["components"].get("securitySchemes", {})
    assert len(schemes) <= 1
    for operation in operations(document):
        assert all(set(needed) <= schemes.keys() for needed in operation["security"])


@pytest.mark.requirement("action-consequential")
def test_every_operation_says_whether_it_is_consequential(document: Document) -> None:
    for methods in document["paths"].values():
        for method, operation in methods.items():
            is_consequential = operation["x-openai-isConsequential"]
            assert isinstance(is_consequential, bool)
            assert is_consequential or method != "delete"


@pytest.mark.requirement("action-schemas")
def test_no_object_schema_is_missing_properties(document: Document) -> None:
    assert all("properties" in node for node in nodes(document) if node.get("type") == "object")


def test_everything_that_is_referred_to_is_there(document: Document) -> None:
    """The importer resolves references within the document only."""
    targets = {node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)}
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert targets <= known


@pytest.mark.parametrize("path", ["/openapi.json", "/openapi-3.0.json"])
def test_no_rule_of_the_linter_is_broken(app: Flask, path: str) -> None:
    read = json.loads(app.test_client().get(path).text)
    subject = Subject(path, Kind.OPENAPI, {"spec": lambda _: Part(path, path, read)})
    found = review(subject, RULES).findings
    assert [(f.rule.id, f.message) for f in found if f.level is not Level.INFO] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"},
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-Host": "plugin.example.com", "X-Forwarded-Proto": "https"},
        {"X-Forwarded-Prefix": "/elsewhere"},
        {},
    ],
    ids=str,
)
def test_behind_a_proxy_every_address_is_the_public_one(
    app: Flask, headers: dict[str, str]
) -> None:
    client = app.test_client()
    document = client.get("/openapi.json", headers=headers).get_json()
    manifest = client.get("/.well-known/ai-plugin.json", headers=headers).get_json()
    assert document["servers"] == [{"url": "https://plugin.example.com"}]
    assert document["info"]["termsOfService"] == "https://plugin.example.com/terms"
    assert document["info"]["x-privacy-policy-url"] == "https://plugin.example.com/privacy"
    assert manifest["api"]["url"] == "https://plugin.example.com/openapi-3.0.json"
    assert manifest["legal_info_url"] == "https://plugin.example.com/legal"


def test_a_foreign_host_gets_no_document(app: Flask) -> None:
    answer = app.test_client().get("/openapi.json", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def test_the_privacy_page_is_one_step_from_what_the_manifest_names(app: Flask) -> None:
    assert 'href="/privacy"' in app.test_client().get("/legal").text


@pytest.mark.parametrize("base_url", ["https://plugin.example.com", "https://plugin.example.com/"])
def test_a_slash_at_the_end_of_the_setting_changes_no_address(
    database_uri: str, base_url: str
) -> None:
    settings = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": database_uri}
    app = create_app(settings | {"BASE_URL": base_url})
    document = app.test_client().get("/openapi.json", base_url=base_url).get_json()
    assert document["servers"] == [{"url": "https://plugin.example.com"}]
