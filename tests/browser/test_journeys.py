"""What people do, as they do it: with a keyboard, with and without JavaScript."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow, Site, sign_in
from tests.conftest import PASSWORD


def arrive(page: Page, site: Site) -> dict[str, list[str]]:
    """Wait until the browser is at the client's site and return what it brought there."""
    page.wait_for_url(f"{site.redirect_uri}?*")
    assert page.title() == "Back at the client"
    assert site.client_page.queries[-1] == urlsplit(page.url).query
    return parse_qs(site.client_page.queries[-1])


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_sign_in_with_consent_arrives_at_the_client(
    site: Site, open_window: OpenWindow, javascript: bool
) -> None:
    """A form-action that is too strict stops Chromium at the last redirect, and nothing else."""
    page = open_window(java_script_enabled=javascript)
    page.goto(site.authorization())
    sign_in(page)
    question = page.get_by_role("heading", level=1)
    expect(question).to_have_text("Allow Trip planner to use your account?")
    page.get_by_role("button", name="Allow").click()
    brought = arrive(page, site)
    assert (brought["state"], set(brought)) == (["the state"], {"code", "state", "iss"})


def test_a_person_who_allowed_it_before_arrives_right_after_the_sign_in(
    site: Site, open_window: OpenWindow
) -> None:
    """One form post and a chain of redirects, the last one to another origin."""
    authorization = site.authorization()
    page = open_window(signed_in=True)
    page.goto(authorization)
    page.get_by_role("button", name="Allow").click()
    arrive(page, site)
    page = open_window()
    page.goto(authorization)
    sign_in(page)
    assert "code" in arrive(page, site)


def test_a_person_who_denies_arrives_at_the_client_too(site: Site, open_window: OpenWindow) -> None:
    page = open_window(signed_in=True)
    page.goto(site.authorization())
    page.get_by_role("button", name="Deny").click()
    assert arrive(page, site)["error"] == ["access_denied"]


def test_somebody_else_can_take_over_at_the_consent(site: Site, open_window: OpenWindow) -> None:
    page = open_window()
    page.goto(site.authorization())
    sign_in(page)
    page.get_by_role("button", name="Not you? Log in as somebody else").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Allow Trip planner to use your account?"
    )


def test_going_back_after_the_consent_breaks_nothing(site: Site, open_window: OpenWindow) -> None:
    page = open_window()
    statuses: list[int] = []
    page.on("response", lambda response: statuses.append(response.status))
    page.goto(site.authorization())
    sign_in(page)
    page.get_by_role("button", name="Allow").click()
    arrive(page, site)
    for _ in range(3):
        page.go_back()
    assert [status for status in statuses if status >= 500] == []


def test_a_wrong_password_is_told_in_a_live_region(site: Site, open_window: OpenWindow) -> None:
    page = open_window()
    page.goto("/login")
    expect(page.get_by_role("alert")).to_be_empty()
    sign_in(page, password="not the password")
    expect(page.get_by_role("alert")).to_have_text(
        "That e-mail and password do not belong together. Check both and try again."
    )
    expect(page.get_by_label("Password")).to_be_focused()
    assert page.url == f"{site.url}/login"


def test_everything_about_tasks_is_done_by_keyboard(open_window: OpenWindow) -> None:
    page = open_window()
    page.goto("/signup")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type("keyboard@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")

    page.goto("/tasks")
    tab_to(page, "What is there to do?")
    page.keyboard.type("Water the plants")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Added “Water the plants”.")

    tab_to(page, "Complete Water the plants")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Completed “Water the plants”.")

    page.goto("/tasks?status=completed")
    tab_to(page, "Delete Water the plants")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete this task?")
    tab_to(page, "Delete it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Deleted “Water the plants”.")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus; fails after forty."""
    wanted = page.get_by_label(name, exact=True).or_(page.get_by_role("button", name=name))
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"no Tab leads to {name!r}")


def test_the_first_tab_leads_past_the_menu(open_window: OpenWindow) -> None:
    page = open_window()
    page.goto("/legal")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("/legal#content")
