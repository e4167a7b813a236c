"""The manifest is what hosts accept (OpenAI, "Plugins: getting started", "authentication")."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.plugin.conftest import Caller

PATH = "/.well-known/ai-plugin.json"


@pytest.fixture
def manifest(client: FlaskClient) -> dict[str, Any]:
    manifest: dict[str, Any] = client.get(PATH).get_json()
    return manifest


def test_the_manifest_has_the_ten_members_and_no_other(manifest: dict[str, Any]) -> None:
    assert list(manifest) == [
        "schema_version",
        "name_for_human",
        "name_for_model",
        "description_for_human",
        "description_for_model",
        "auth",
        "api",
        "logo_url",
        "contact_email",
        "legal_info_url",
    ]
    assert manifest["schema_version"] == "v1"


@pytest.mark.parametrize(
    ("member", "limit"),
    [
        ("name_for_human", 20),
        ("name_for_model", 50),
        ("description_for_human", 100),
        ("description_for_model", 8000),
    ],
)
def test_texts_keep_to_the_limits(manifest: dict[str, Any], member: str, limit: int) -> None:
    assert 0 < len(manifest[member]) <= limit


def test_the_model_is_told_more_than_people(manifest: dict[str, Any]) -> None:
    assert manifest["description_for_model"].startswith("Plugin for ")
    assert "Delete a task for good" in manifest["description_for_model"]


def test_the_api_is_the_document_that_plugins_read(
    client: FlaskClient, manifest: dict[str, Any]
) -> None:
    assert manifest["api"] == {
        "type": "openapi",
        "url": "http://localhost:5003/openapi-3.0.json",
    }
    assert client.get("/openapi-3.0.json").get_json()["openapi"] == "3.0.3"


def test_hosts_learn_how_to_sign_people_in(manifest: dict[str, Any]) -> None:
    assert manifest["auth"] == {
        "type": "oauth",
        "client_url": "http://localhost:5003/authorize",
        "scope": "tasks.read tasks.write notes.read notes.write",
        "authorization_url": "http://localhost:5003/token",
        "authorization_content_type": "application/json",
        "verification_tokens": {},
    }


def test_the_logo_is_a_png_and_the_legal_page_is_there(
    client: FlaskClient, manifest: dict[str, Any]
) -> None:
    with client.get(manifest["logo_url"].removeprefix("http://localhost:5003")) as logo:
        assert (logo.status_code, logo.mimetype) == (200, "image/png")
        # PNG (RFC 2083 section 4.1.1): width and height are bytes 16 to 24.
        assert logo.data[16:24] == (512).to_bytes(4, "big") * 2
    assert client.get("/legal").status_code == 200


def test_a_changed_verification_token_shows_at_once(client: FlaskClient, developer: Caller) -> None:
    old = client.get(PATH).headers["ETag"]
    developer.call("PUT", "/developer/verification-tokens/openai", json={"token": "abc"})
    answer = client.get(PATH, headers={"If-None-Match": old})
    assert answer.status_code == 200
    assert answer.get_json()["auth"]["verification_tokens"] == {"openai": "abc"}


def test_caches_must_ask_each_time_and_learn_that_nothing_changed(client: FlaskClient) -> None:
    first = client.get(PATH)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
