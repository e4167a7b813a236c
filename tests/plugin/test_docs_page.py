"""The page /docs: Swagger UI from our own origin, under a strict policy."""

import re

import pytest
from flask.testing import FlaskClient

from plugin_oauth.plugin.docs_page import ASSETS


def test_the_page_has_no_inline_script_or_style(client: FlaskClient) -> None:
    page = client.get("/docs").text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "<style" not in page
    assert "style=" not in page


@pytest.mark.parametrize("path", ["/docs", "/docs/oauth2-redirect.html"])
def test_only_our_own_scripts_run(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_everything_the_page_asks_for_is_there(client: FlaskClient) -> None:
    asked = re.findall(r'(?:src|href)="(/docs/[^"]+)"', client.get("/docs").text)
    assert len(asked) == 4
    for path in asked:
        with client.get(path) as answer:
            assert answer.status_code == 200, path


@pytest.mark.parametrize("name", ASSETS)
def test_assets_may_be_kept_for_a_day(client: FlaskClient, name: str) -> None:
    with client.get(f"/docs/{name}") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("name", ["LICENSE", "swagger-ui.js", "..%2Fflask_swagger_ui.py", "x"])
def test_no_other_file_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/docs/{name}").status_code == 404


def test_signing_in_uses_pkce_and_comes_back_to_our_page(client: FlaskClient) -> None:
    with client.get("/docs/docs.js") as answer:
        script = answer.get_data(as_text=True)
    assert "usePkceWithAuthorizationCodeGrant: true" in script
    assert "/docs/oauth2-redirect.html" in script
