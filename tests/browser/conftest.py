"""A real browser: Debian's Chromium, driven by playwright, against the app on a real socket."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from plugin_oauth.database import db
from plugin_oauth.plugin.notes.functions import create_note
from plugin_oauth.plugin.share_links import make_share_link
from plugin_oauth.plugin.tasks.functions import create_task
from tests.conftest import PASSWORD, make_user
from tests.databases import SqliteDatabases, require
from tests.journey import Journey, register
from tests.live import listening, live_app

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EMAIL = "ada@example.com"
NOTE = f"""The *password* is on the [fridge](https://fridge.example/).

# Where

{"Far" * 100}

    wifi --password {"x" * 100}

| room | floor |
|---|---|
| kitchen | 1 |
"""

OpenWindow = Callable[..., Page]
Windows = dict[bool, Page]

PATIENCE = 10_000  # milliseconds


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for a file of tests; each test opens windows of its own in it."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        require("browser", "apt-get install chromium, or set CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


class CallbackPage:
    """The client's own site, on another origin: remembers what browsers bring there."""

    def __init__(self) -> None:
        self.queries: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] != "/callback":
            start("204 No Content", [])
            return []
        self.queries.append(environ["QUERY_STRING"])
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [b"<!doctype html><title>Back at the client</title><p>Thank you."]


@dataclass(frozen=True)
class Site:
    """Our app with a person and some tasks, and the site of a client on another origin."""

    app: Flask
    url: str
    task_id: str
    note_id: str
    share_link: str
    note_share_link: str
    client_page: CallbackPage
    redirect_uri: str
    signed_in: dict[str, Any] = field(default_factory=dict)

    def authorization(self, **credentials: Any) -> str:
        """Return the address at which a client, new to everybody, asks for the person's tasks."""
        client = register(
            self.app, name="Trip planner", redirect_uris=[self.redirect_uri], **credentials
        )
        return Journey(
            self.app.test_client(), client, {"redirect_uri": self.redirect_uri}
        ).authorize_url()


@pytest.fixture(scope="module")
def site_settings() -> dict[str, Any]:
    """What a file of tests changes about the site: override this fixture."""
    return {}


@pytest.fixture(scope="module")
def site(
    site_settings: dict[str, Any],
    sqlite_databases: SqliteDatabases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    client_page = CallbackPage()
    with (
        sqlite_databases.copy(tmp_path_factory.mktemp("site")) as uri,
        live_app(uri, RATELIMIT_ENABLED=False, **site_settings) as app,
        listening(lambda _url: client_page) as client_url,
    ):
        person = make_user(app, EMAIL)
        with app.app_context():
            note = create_note(person, title="Wifi", text=NOTE)
            tasks = [create_task(person, title=title) for title in ("Buy milk", "Call Grace")]
            db.session.commit()
            task_id, note_id = str(tasks[0].id), str(note.id)
            share_link = make_share_link(f"/tasks/{task_id}", person.id)
            note_share_link = make_share_link(f"/notes/{note_id}", person.id)
        # By its address: to a browser localhost and 127.0.0.1 are two sites.
        callback = client_url.replace("localhost", "127.0.0.1") + "/callback"
        yield Site(
            app,
            app.config["BASE_URL"],
            task_id,
            note_id,
            str(share_link),
            str(note_share_link),
            client_page,
            callback,
        )


@pytest.fixture
def open_window(chromium: Browser, site: Site) -> Iterator[OpenWindow]:
    """Return a function that opens a fresh window; options are playwright's, for its context."""
    opened: list[BrowserContext] = []

    def open_window(*, signed_in: bool = False, **options: Any) -> Page:
        opened.append(new_context(chromium, site, signed_in=signed_in, **options))
        return opened[-1].new_page()

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def windows(chromium: Browser, site: Site) -> Iterator[Windows]:
    """Two windows for a whole file, for tests that only look: True is the signed-in one."""
    contexts = {who: new_context(chromium, site, signed_in=who) for who in (True, False)}
    yield {who: context.new_page() for who, context in contexts.items()}
    for context in contexts.values():
        context.close()


def new_context(
    chromium: Browser, site: Site, *, signed_in: bool, **options: Any
) -> BrowserContext:
    if signed_in:
        options["storage_state"] = signed_in_state(chromium, site)
    context = chromium.new_context(base_url=site.url, **options)
    context.set_default_timeout(PATIENCE)
    return context


def signed_in_state(chromium: Browser, site: Site) -> Any:
    """Sign in once for a site and return the cookies, as playwright takes them."""
    if not site.signed_in:
        context = chromium.new_context(base_url=site.url)
        page = context.new_page()
        page.goto("/login")
        sign_in(page)
        page.wait_for_url("**/")
        site.signed_in.update(context.storage_state())
        context.close()
    return site.signed_in


def sign_in(page: Page, email: str = EMAIL, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
