"""Every page: for everybody, on every screen, in the light and in the dark."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.browser.conftest import OpenWindow, Site, Windows

# name: (address, for somebody who is signed in)
PAGES = {
    "home": ("/", False),
    "home of a person": ("/", True),
    "login": ("/login", False),
    "signup": ("/signup", False),
    "tasks": ("/tasks", True),
    "task": ("/tasks/{task_id}", True),
    "shared task": ("{shared}", False),
    "delete": ("/tasks/{task_id}/delete", True),
    "notes": ("/notes", True),
    "found notes": ("/notes/search?query=password", True),
    "nothing found": ("/notes/search?query=nothing", True),
    "a note": ("/notes/{note_id}", True),
    "shared note": ("{shared_note}", False),
    "delete a note": ("/notes/{note_id}/delete", True),
    "consent": ("{authorization}", True),
    "calendar": ("/calendar", False),
    "calendar of a place": ("/calendar?country=DE&subdivision=BY", False),
    "docs": ("/docs", False),
    "legal": ("/legal", False),
    "privacy": ("/privacy", False),
    "terms": ("/terms", False),
    "not found": ("/nothing", False),
    "unknown client": ("/authorize?client_id=nobody&response_type=code", False),
}
# Chromium itself reports a page that is answered with an error.
ERRORS = {"not found", "unknown client"}

# Swagger UI is somebody else's: what it does to contrast is not ours to mend.
NOT_OURS = {"exclude": [["#swagger-ui"]]}

every_page = pytest.mark.parametrize("name", PAGES)


def visit(page: Page, site: Site, name: str) -> None:
    address, _ = PAGES[name]
    authorization = site.authorization() if "authorization" in address else ""
    page.goto(
        address.format(
            task_id=site.task_id,
            note_id=site.note_id,
            authorization=authorization,
            shared=site.share_link,
            shared_note=site.note_share_link,
        )
    )
    if name == "docs":
        page.locator(".opblock").first.wait_for()


@every_page
def test_a_page_is_accessible_in_light_and_dark(site: Site, windows: Windows, name: str) -> None:
    """What axe can tell by itself: names, contrast, structure, languages."""
    page = windows[PAGES[name][1]]
    found: list[Any] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        visit(page, site, name)
        violations = Axe().run(page, context=NOT_OURS).response["violations"]
        found += [(scheme, v["id"], node["html"]) for v in violations for node in v["nodes"]]
    assert found == []


@every_page
def test_a_page_fits_a_phone(site: Site, windows: Windows, name: str) -> None:
    page = windows[PAGES[name][1]]
    page.set_viewport_size({"width": 375, "height": 667})
    visit(page, site, name)
    assert page.evaluate("document.documentElement.scrollWidth") == 375


@pytest.mark.parametrize("width", [600, 800, 900, 1000])
def test_nothing_touches_the_edge_of_a_tablet(site: Site, windows: Windows, width: int) -> None:
    page = windows[False]
    page.set_viewport_size({"width": width, "height": 600})
    visit(page, site, "home")
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().left") >= 16


def test_every_page_leaves_the_console_clean(site: Site, open_window: OpenWindow) -> None:
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        said.append(f"{message.type}: {message.text}")

    def look(answer: Response) -> None:
        if answer.status >= 400:
            said.append(f"{answer.status}: {answer.url}")

    pages = {who: open_window(signed_in=who) for who in (True, False)}
    for page in pages.values():
        page.on("console", listen)
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("response", look)
    for name in PAGES.keys() - ERRORS:
        visit(pages[PAGES[name][1]], site, name)
    assert said == []


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_swagger_ui_is_dark_in_the_dark(
    site: Site, windows: Windows, scheme: Literal["light", "dark"], is_dark: bool
) -> None:
    page = windows[False]
    page.emulate_media(color_scheme=scheme)
    visit(page, site, "docs")
    red, green, blue = page.evaluate(
        "getComputedStyle(document.querySelector('.swagger-ui .info .title')).color"
        ".match(/[0-9]+/g).slice(0, 3).map(Number)"
    )
    assert (red + green + blue > 3 * 128) is is_dark
