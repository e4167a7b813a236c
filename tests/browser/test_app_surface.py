"""The app surface in a real browser, in a frame of the host's bridge that others wrote."""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Page, expect

from plugin_oauth.database import db
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.tokens import begin_family
from plugin_oauth.users.accounts import find_user
from tests.browser.conftest import EMAIL, Site
from tests.node_packages import FOLDER, PACKAGES

EVERYTHING = "tasks.read tasks.write notes.read notes.write"

Json = dict[str, Any]


class Peer:
    """A host's connection to the app's own /mcp."""

    def __init__(self, site: Site) -> None:
        self._url = f"{site.url}/mcp"
        with site.app.app_context():
            user = find_user(EMAIL)
            assert user
            made, _ = create_client(NewClient("Host", redirect_uris=["https://host.example/cb"]))
            family = Family(made.client_id, user.id, EVERYTHING)
            token = begin_family(family, with_refresh_token=False)["access_token"]
            db.session.commit()
        self._headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, params: Json | None = None) -> Json:
        message: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
        answer = requests.post(self._url, json=message, headers=self._headers, timeout=10)
        result: Json = answer.json()["result"]
        return result

    def call(self, tool: str, **arguments: Any) -> Json:
        return self.ask("tools/call", {"name": tool, "arguments": arguments})

    def read_view(self, tool: str) -> str:
        """Return the page that shows the results of a tool."""
        tools = {found["name"]: found for found in self.ask("tools/list")["tools"]}
        uri = tools[tool]["_meta"]["ui"]["resourceUri"]
        [contents] = self.ask("resources/read", {"uri": uri})["contents"]
        return str(contents["text"])


@pytest.fixture(scope="module")
def peer(site: Site) -> Peer:
    return Peer(site)


@pytest.fixture(scope="module")
def host_script(node: str) -> str:
    """The host's side of the bridge, in one piece."""
    script = PACKAGES / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--format=iife", "--log-level=error"]
    done = subprocess.run(  # noqa: S603 -- fixed
        [script, FOLDER / "apps_host.mjs", *options],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert node
    return done.stdout


@pytest.fixture(params=["light", "dark"])
def host(chromium: Browser, host_script: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a host, in light and in dark."""
    context = chromium.new_context(color_scheme=request.param)
    page = context.new_page()
    page.set_content("<!doctype html><title>A host</title><body>")
    page.add_script_tag(content=host_script)
    yield page
    context.close()


def show(host: Page, view: str, result: Json) -> FrameLocator:
    """Show a result in the view and return the frame."""
    theme = host.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'")
    context = {"theme": theme, "locale": "en-GB"}
    host.evaluate("given => runView(...given)", [view, result, context])
    return host.frame_locator("iframe")


@pytest.mark.requirement("mcp-apps-view")
def test_the_task_list_is_shown_and_its_links_go_through_the_host(
    host: Page, peer: Peer, site: Site
) -> None:
    frame = show(host, peer.read_view("listTasks"), peer.call("listTasks"))
    items = frame.get_by_role("listitem")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("Buy milk")
    frame.get_by_role("link", name="Open “Buy milk”").click()
    host.wait_for_function("opened.length")
    assert host.evaluate("opened") == [f"{site.url}/tasks/{site.task_id}"]


@pytest.mark.requirement("mcp-apps-view")
def test_a_note_is_shown_with_all_its_text(host: Page, peer: Peer, site: Site) -> None:
    frame = show(host, peer.read_view("getNote"), peer.call("getNote", note_id=site.note_id))
    expect(frame.get_by_role("heading", level=1)).to_have_text("Wifi")
    expect(frame.locator("main")).to_contain_text("The *password* is on the")


def test_a_result_without_data_is_shown_as_its_text(host: Page, peer: Peer) -> None:
    failed = peer.call("getNote", note_id="no-id")
    frame = show(host, peer.read_view("getNote"), failed)
    expect(frame.locator("main")).to_contain_text(failed["content"][0]["text"])


def test_what_an_item_is_called_is_never_markup(host: Page, peer: Peer) -> None:
    title = '<img src=x onerror="parent.postMessage(1)"><b>bold</b>'
    frame = show(host, peer.read_view("createTask"), peer.call("createTask", title=title))
    expect(frame.get_by_role("heading", level=1)).to_have_text(title)
    expect(frame.locator("img, b")).to_have_count(0)
    peer.call("deleteTask", task_id=latest(peer, title))


def latest(peer: Peer, title: str) -> str:
    tasks = peer.call("listTasks")["structuredContent"]["tasks"]
    return str(next(task["id"] for task in tasks if task["title"] == title))


def test_an_empty_list_says_so(host: Page, peer: Peer) -> None:
    empty = peer.call("listTasks", due_before="2000-01-01")
    frame = show(host, peer.read_view("listTasks"), empty)
    expect(frame.locator("main")).to_have_text("Nothing here.")


@pytest.mark.requirement("mcp-apps-view")
def test_the_view_is_accessible_and_as_high_as_what_it_shows(host: Page, peer: Peer) -> None:
    frame = show(host, peer.read_view("listTasks"), peer.call("listTasks"))
    expect(frame.get_by_role("listitem")).to_have_count(2)
    host.wait_for_function("document.querySelector('iframe').height > 100")
    view = host.context.new_page()
    view.set_content(frame.locator("html").evaluate("root => root.outerHTML"))
    found = Axe().run(view)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.requirement("mcp-apps-resource")
def test_the_view_is_declared_with_a_policy_that_allows_nothing(peer: Peer, site: Site) -> None:
    views = [r for r in peer.ask("resources/list")["resources"] if r["uri"].startswith("ui://")]
    [view] = views
    nowhere: Json = {"connectDomains": [], "resourceDomains": [], "frameDomains": []}
    assert view["mimeType"] == "text/html;profile=mcp-app"
    assert view["_meta"]["ui"] == {"csp": nowhere, "domain": site.url, "prefersBorder": True}


def test_the_page_loads_nothing(peer: Peer) -> None:
    page = peer.read_view("listTasks")
    assert not any(word in page for word in ("src=", "@import", "url(", "fetch(", "import("))
