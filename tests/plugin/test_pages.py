"""The pages for everybody lead to everything and say what the settings say."""

import re
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin_oauth.plugin.operations import OPERATIONS
from tests.plugin.conftest import Browser

PAGES = ["/", "/legal", "/privacy", "/terms"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_of_the_first_rank_and_skips_none(
    client: FlaskClient, path: str
) -> None:
    ranks = [int(rank) for rank in re.findall(r"<h([1-6])", client.get(path).text)]
    assert ranks[0] == 1
    assert ranks.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(ranks))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_script_and_no_inline_style(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert "<script" not in page
    assert "style=" not in page


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, path: str) -> None:
    links = set(re.findall(r'href="(/[^"#]*)"', client.get(path).text))
    assert links
    for link in links:
        with client.get(link) as answer:
            assert answer.status_code in {200, 303}, link


def test_the_first_page_leads_to_everything(client: FlaskClient) -> None:
    links = set(re.findall(r'href="(/[^"#]*)"', client.get("/").text))
    assert links >= {
        "/login",
        "/signup",
        "/tasks",
        "/docs",
        "/.well-known/ai-plugin.json",
        "/.well-known/oauth-authorization-server",
        "/openapi.json",
        "/openapi.yaml",
        "/openapi-3.0.json",
        "/openapi-3.0.yaml",
        "/legal",
        "/privacy",
        "/terms",
    }


def test_the_first_page_names_the_next_command_and_every_operation(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "plugin-oauth e2e http://localhost:5003" in page
    assert all(f"<code>{operation.name}</code>" in page for operation in OPERATIONS)


def test_the_first_page_knows_who_is_signed_in(browser: Browser) -> None:
    assert "you are signed in as <strong>ada@example.com</strong>" in browser.get("/").text


def test_the_terms_are_the_document_as_html(client: FlaskClient) -> None:
    page = client.get("/terms").text
    assert "<h1>Terms of use</h1>" in page
    assert '<a href="/privacy">privacy page</a>' in page


@pytest.mark.parametrize("path", ["/legal", "/privacy", "/terms"])
def test_what_is_still_to_be_filled_in_stands_out(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert page.count("[[") == page.count("<mark>[[") > 0


class TestPrivacy:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"ACCESS_TOKEN_LIFETIME": 120, "REFRESH_TOKEN_LIFETIME": 259_200}

    def test_the_privacy_page_says_how_long_tokens_really_live(self, client: FlaskClient) -> None:
        page = " ".join(client.get("/privacy").text.split())
        assert "Valid for 2 minutes, and renewed by the program for at most 3 days" in page


def test_contact_and_operator_come_from_the_settings(app: Flask, client: FlaskClient) -> None:
    contact = app.config["CONTACT_EMAIL"]
    assert f'href="mailto:{contact}"' in client.get("/legal").text
