"""The calendar's page: for everybody, about one place, and where the calendar's answers lead."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.oauth.test_statements import counted
from tests.plugin.test_previews import tags


def test_without_a_place_the_page_asks_for_one(client: FlaskClient) -> None:
    page = client.get("/calendar").text
    assert "<h1>The calendar of a place</h1>" in page
    assert 'name="country"' in page


def test_a_place_has_time_sun_and_holidays(client: FlaskClient) -> None:
    page = " ".join(client.get("/calendar?country=DE&subdivision=BY").text.split())
    assert "<h1>Germany, BY</h1>" in page
    assert '<time datetime="2026-03-01T13:00:00+01:00">13:00</time>' in page
    assert "Sunday, 2026-03-01, Europe/Berlin" in page
    assert re.search(r"It rises at <time[^>]*>0[67]:\d\d</time>", page)
    assert "Good Friday (<span>Karfreitag</span>)" in page


def test_polar_night_is_said_in_words(client: FlaskClient) -> None:
    page = client.get("/calendar?country=SJ").text
    assert "Svalbard" in page


def test_what_is_not_known_of_a_place_is_said_and_the_rest_is_shown(client: FlaskClient) -> None:
    for query in ("timezone=UTC", "country=DE&subdivision=nowhere"):
        page = client.get(f"/calendar?{query}").text
        assert '<p class="clock">' in page
        assert '<p class="notice">' in page


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("country=XX", "country"),
        ("country=Germany", "country"),
        ("subdivision=BY", "country"),
        ("timezone=Mars", "timezone"),
        ("country=DE&subdivision=" + "x" * 65, "subdivision"),
    ],
)
def test_a_place_that_is_not_clear_comes_back_as_it_was_typed(
    client: FlaskClient, query: str, field: str
) -> None:
    answer = client.get(f"/calendar?{query}")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert f'aria-describedby="{field}-error"' in answer.text


def test_what_is_typed_is_shown_as_text(client: FlaskClient) -> None:
    page = client.get("/calendar", query_string={"country": '"><script>'}).text
    assert "<script>" not in page
    assert "&#34;&gt;&lt;script&gt;" in page


def test_the_host_of_a_person_does_not_decide_what_the_page_shows(client: FlaskClient) -> None:
    headers = {"openai-subdivision-1-iso-code": "US-CA"}
    assert "<h1>The calendar of a place</h1>" in client.get("/calendar", headers=headers).text


def test_its_preview_tells_of_the_place(client: FlaskClient) -> None:
    answer = client.get("/calendar?country=DE")
    found = tags(answer.text)
    assert found["og:title"] == "Germany"
    assert found["og:description"].startswith("Sunday, 2026-03-01 13:00 · next holiday 2026-04-03")
    assert found["og:url"] == "http://localhost:5003/calendar?country=DE"
    assert "noindex" not in answer.text


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("time?country=DE", "country=DE&timezone=Europe%2FBerlin"),
        ("time?country=US&subdivision=CA", "country=US&subdivision=CA&timezone=America%2FLos_Ang"),
        ("holidays?country=DE&subdivision=BY", "country=DE&subdivision=BY"),
        ("working-day?country=DE&days=5", "country=DE"),
        ("working-days?country=DE&end=2026-12-31", "country=DE"),
        ("sun?timezone=Asia/Tokyo", "country=JP&timezone=Asia%2FTokyo"),
    ],
)
def test_an_answer_leads_to_the_page_about_its_place(
    client: FlaskClient, path: str, query: str
) -> None:
    answer: dict[str, Any] = client.get(f"/api/calendar/{path}").get_json()
    assert answer["url"].startswith(f"http://localhost:5003/calendar?{query}")
    page = client.get(answer["url"])
    assert page.status_code == 200
    assert unescape(tags(page.text)["og:url"]) == answer["url"]


def test_a_stranger_finds_it_from_every_page(client: FlaskClient) -> None:
    assert 'href="/calendar"' in client.get("/legal").text
    assert 'href="/tasks"' not in client.get("/legal").text


def test_it_asks_the_database_nothing(app: Flask, client: FlaskClient) -> None:
    with counted(app) as cost:
        assert client.get("/calendar?country=DE").status_code == 200
    assert cost.statements == []


def test_the_form_leads_to_us_only(client: FlaskClient) -> None:
    answer = client.get("/calendar")
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert urlsplit(re.findall('<form method="get" action="([^"]*)"', answer.text)[0]).path


class TestTooOften:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"PUBLIC_RATE_LIMIT": "3 per minute"}

    def test_its_calls_and_those_of_the_api_count_together(self, client: FlaskClient) -> None:
        statuses = [client.get("/calendar?country=DE").status_code for _ in range(2)]
        statuses += [client.get("/api/calendar/time?country=DE").status_code for _ in range(2)]
        assert statuses == [200, 200, 200, 429]
        refused = client.get("/calendar?country=DE")
        assert (refused.status_code, refused.mimetype) == (429, "text/html")
        assert int(refused.headers["Retry-After"]) <= 60
        assert client.get("/calendar").status_code == 200
