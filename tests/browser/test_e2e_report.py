"""The stand-in's HTML reports, opened from a file as a team lead does."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from plugin_oauth.host.report_html import render_html
from plugin_oauth.host.review.html_report import as_html
from plugin_oauth.host.review.registry import RULES
from plugin_oauth.host.review.run import review
from tests.host.fake_plugin import FakePlugin, serve
from tests.host.faults import instead
from tests.host.played import play_record
from tests.host.review.documents import having, public_plugin

OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


def make_run_report() -> str:
    """Return a run with ok, failed and skipped steps."""
    with serve(FakePlugin()) as plugin:
        plugin.faults["/api/things"] = instead("[", 200)
        return render_html(play_record(plugin))


def make_review() -> str:
    """Return a review with findings of each level, and rules that were not checked."""
    subject = public_plugin(manifest=having("schema_version", value="x" * 1_000))
    subject.manifest.document.update(name_for_model="a_b", description_for_model="Finds.")
    return as_html(review(subject, RULES), datetime(2026, 3, 2, tzinfo=UTC))


@pytest.fixture(scope="module", params=[make_run_report, make_review])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_page(request.param(), tmp_path_factory)


def write_page(html: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = Path(tmp_path_factory.mktemp("report"), "report.html")
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context() as context:
        yield context.new_page()


def test_it_is_accessible_in_light_and_dark(chromium: Browser, report: str) -> None:
    """Past its own policy, which would keep axe out too."""
    found: list[Any] = []
    with chromium.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(report)
        page.evaluate(OPEN_ALL)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            violations = Axe().run(page).response["violations"]
            found += [(scheme, v["id"], node["html"]) for v in violations for node in v["nodes"]]
    assert found == []


def test_it_fits_a_phone_with_everything_open(page: Page, report: str) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(report)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_its_own_policy_lets_its_style_work_and_nothing_complains(page: Page, report: str) -> None:
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", listen)
    page.goto(report)
    assert said == []
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "896px"


def test_what_failed_is_open_and_the_rest_is_not(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    page.goto(write_page(make_run_report(), tmp_path_factory))
    opened = page.evaluate("[...document.querySelectorAll('.step[open]')].map(s => s.className)")
    assert set(opened) == {"step fail"}
