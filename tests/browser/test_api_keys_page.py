"""The page of API keys, as people see it: on a phone, in the dark, and with a new key on it."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenWindow

PATH = "/account/api-keys"


@pytest.fixture(scope="module")
def site_settings() -> dict[str, Any]:
    return {"PLUGIN_AUTH": "user_http"}


@pytest.fixture
def page(open_window: OpenWindow) -> Page:
    """The page after a key was made, which it shows."""
    page = open_window(signed_in=True, viewport={"width": 375, "height": 667})
    page.emulate_media(reduced_motion="reduce")
    page.goto(PATH)
    page.get_by_label("What is it for?").fill("ChatGPT")
    page.get_by_label("See your tasks.").uncheck()
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("heading", name="Your new key").wait_for()
    return page


def test_a_new_key_is_shown_whole_and_nowhere_else_but_there(page: Page) -> None:
    key = page.get_by_role("main").locator("code")
    assert re.fullmatch(r"po_ak_[\w-]{43}", key.inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert key.evaluate("it => it.getBoundingClientRect().right") <= 375
    assert page.url.endswith(PATH)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []


def test_a_reload_shows_the_key_no_more_and_makes_no_second_one(page: Page) -> None:
    count = page.get_by_role("button", name="Revoke ChatGPT").count()
    page.reload()
    assert page.get_by_role("heading", name="Your new key").count() == 0
    assert page.get_by_role("button", name="Revoke ChatGPT").count() == count


def test_a_key_is_revoked_by_keyboard(page: Page) -> None:
    button = page.get_by_role("button", name="Revoke ChatGPT").first
    count = page.get_by_role("button", name="Revoke ChatGPT").count()
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Revoked. It opens nothing any more.").wait_for()
    assert page.get_by_role("button", name="Revoke ChatGPT").count() == count - 1
