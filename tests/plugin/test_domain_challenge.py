"""The domain proof: the portal's token alone, as plain text, at once, and in no manifest."""

import pytest
from flask.testing import FlaskClient

from tests.plugin.conftest import Caller

PATH = "/.well-known/openai-apps-challenge"
TOKEN_PATH = "/developer/verification-tokens/openai-apps"


@pytest.mark.requirement("package-domain-challenge")
def test_the_token_is_served_exactly_and_as_plain_text(
    client: FlaskClient, developer: Caller
) -> None:
    developer.call("PUT", TOKEN_PATH, json={"token": "abc-123"})
    answer = client.get(PATH)
    assert (answer.status_code, answer.data) == (200, b"abc-123")
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_new_token_shows_at_once_and_a_removed_one_is_gone(
    client: FlaskClient, developer: Caller
) -> None:
    developer.call("PUT", TOKEN_PATH, json={"token": "first"})
    developer.call("PUT", TOKEN_PATH, json={"token": "second"})
    assert client.get(PATH).data == b"second"
    developer.call("DELETE", TOKEN_PATH)
    assert client.get(PATH).status_code == 404


def test_without_a_token_the_answer_says_how_to_set_one(client: FlaskClient) -> None:
    answer = client.get(PATH)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "verification-token set openai-apps" in answer.get_json()["detail"]


def test_the_manifest_does_not_show_it(client: FlaskClient, developer: Caller) -> None:
    developer.call("PUT", TOKEN_PATH, json={"token": "abc-123"})
    assert "abc-123" not in client.get("/.well-known/ai-plugin.json").text
