"""Every page says what a link to it should look like, and a private one says it to nobody else."""

import re
import struct
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema, fields

import plugin_oauth
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.operations import OPERATIONS, PLUGIN
from plugin_oauth.plugin.previews import MAXIMUM_DESCRIPTION, PICTURE, PageUrl, make_preview
from tests.plugin.conftest import Browser, Caller

PICTURE_FILE = Path(plugin_oauth.__file__).parent / PICTURE.path.lstrip("/")
MISSING = "/tasks/00000000-0000-4000-8000-000000000000"
TAG = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">')


def tags(page: str) -> dict[str, str]:
    """Return the OpenGraph tags of a page; fails if one comes twice."""
    found = TAG.findall(page)
    assert len(dict(found)) == len(found), found
    return {name: unescape(value) for name, value in found}


@pytest.mark.requirement("ogp-basic")
@pytest.mark.parametrize("path", ["/", "/legal", "/privacy", "/terms", "/login", "/signup"])
def test_a_page_for_everybody_says_what_hosts_show_of_it(client: FlaskClient, path: str) -> None:
    found = tags(client.get(path).text)
    assert found["og:site_name"] == "Plugin OAuth"
    assert found["og:url"] == f"http://localhost:5003{path}"
    assert found["og:image"] == "http://localhost:5003/static/preview.png"
    assert found["og:title"]
    assert found["og:description"] == PLUGIN.description_for_human
    assert found["og:type"] == "website"
    assert found["twitter:card"] == "summary_large_image"


@pytest.mark.requirement("ogp-image")
def test_the_picture_is_what_the_tags_say_of_it(client: FlaskClient) -> None:
    found = tags(client.get("/").text)
    size = struct.unpack(">II", PICTURE_FILE.read_bytes()[16:24])
    assert size == (int(found["og:image:width"]), int(found["og:image:height"])) == (1200, 630)
    assert found["og:image:alt"]
    with client.get(PICTURE.path) as answer:
        assert answer.mimetype == found["og:image:type"]


@pytest.mark.requirement("ogp-basic")
def test_a_persons_item_is_previewed_by_its_own_words(browser: Browser, caller: Caller) -> None:
    task_id = caller.add('Buy "milk" & <b>eggs</b>', due_on="2026-12-24", notes="Two\nlitres")
    found = tags(browser.get(f"/tasks/{task_id}").text)
    assert found["og:title"] == 'Buy "milk" & <b>eggs</b>'
    assert found["og:description"] == "To do · due on 2026-12-24 · Two litres"
    assert found["og:url"] == f"http://localhost:5003/tasks/{task_id}"
    assert found["og:type"] == "article"


def test_the_scraper_of_a_share_link_gets_the_same(browser: Browser, caller: Caller) -> None:
    task = caller.call("POST", "/api/tasks", json={"title": "x", "notes": "y"}).get_json()
    own = tags(browser.get(f"/tasks/{task['id']}").text)
    assert tags(caller.http.get(task["preview_url"]).text) == own


@pytest.mark.requirement("private-address")
def test_a_stranger_is_told_nothing_by_a_private_address(
    client: FlaskClient, caller: Caller
) -> None:
    """Not even whether there is such an item."""
    path = f"/tasks/{caller.add('Buy milk')}"
    there, missing = (client.get(p, follow_redirects=True) for p in (path, MISSING))
    assert tags(there.text) == tags(missing.text) == tags(client.get("/login").text)
    assert "Buy milk" not in there.text


def test_another_person_is_told_nothing_either(browser: Browser, other_caller: Caller) -> None:
    there = browser.get(f"/tasks/{other_caller.add('Theirs')}")
    missing = browser.get(MISSING)
    assert (there.status_code, missing.status_code) == (404, 404)
    assert "Theirs" not in there.text


def test_only_pages_of_items_are_kept_from_search_engines(browser: Browser, caller: Caller) -> None:
    page = browser.get(f"/tasks/{caller.add('x')}")
    assert '<meta name="robots" content="noindex' in page.text
    assert "noindex" not in browser.get("/legal").text


def test_a_description_is_one_short_line() -> None:
    preview = make_preview("x", "To do", None, "a\n\n b " + "long " * 100)
    assert preview.description.startswith("To do · a b long")
    assert preview.description.endswith("…")
    assert len(preview.description) <= MAXIMUM_DESCRIPTION


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_answers_url_is_the_page_of_the_item(
    browser: Browser, caller: Caller, method: str
) -> None:
    answer = caller.call(method, "/api/tasks", json={"title": "x"} if method == "POST" else None)
    for task in answer.get_json().get("tasks", [answer.get_json()]):
        assert task["url"] == f"http://localhost:5003/tasks/{task['id']}"
        assert browser.get(task["url"]).status_code == 200


def test_a_deleted_task_is_answered_without_an_address(caller: Caller) -> None:
    answer = caller.call("DELETE", f"/api/tasks/{caller.add('x')}").get_json()
    assert not {"url", "preview_url"} & answer.keys()


def items(schema: Schema) -> Iterator[Schema]:
    """Return the schema and those nested in it."""
    yield schema
    for field in schema.fields.values():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from items(inner.schema)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.name)
def test_every_item_of_an_answer_has_an_address(operation: Operation) -> None:
    """Made from the table; only what was deleted has no page any more."""
    found = list(items(operation.result()))
    addressed = [schema for schema in found if isinstance(schema.fields.get("url"), PageUrl)]
    named = [schema for schema in found if "id" in schema.fields]
    if operation.destructive:
        assert addressed == []
    else:
        assert addressed
        assert [schema for schema in named if schema not in addressed] == []
