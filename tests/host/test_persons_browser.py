"""Sign-in in a person's own browser; the person is a thread that opens the address it is shown."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from plugin_oauth.host.authorization import AuthorizationRequest
from plugin_oauth.host.persons_browser import PersonsBrowser
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.remarks import Failure
from tests.host.fake_plugin import FakePlugin
from tests.host.played import Played

ELSEWHERE = "https://chat.example/callback"


def nobody(_question: str) -> str:
    raise AssertionError("nobody is asked where the callback is on this machine")


@pytest.fixture
def callback() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}/callback"


@pytest.fixture
def person() -> Iterator[Callable[..., None]]:
    """Start somebody who opens these addresses, one after the other."""
    threads: list[threading.Thread] = []

    def open_all(*urls: str) -> None:
        threads.append(threading.Thread(target=lambda: [httpx.get(url) for url in urls]))
        threads[-1].start()

    yield open_all
    for thread in threads:
        thread.join()


def request(redirect_uri: str) -> AuthorizationRequest:
    return AuthorizationRequest("https://server.example/authorize?x=1", redirect_uri, "s")


def test_a_callback_on_this_machine_is_served(callback: str, person: Callable[..., None]) -> None:
    browser = PersonsBrowser(lambda _url: person(f"{callback}?code=abc&state=s"), nobody)
    assert browser.visit(request(callback)).query == "code=abc&state=s"


@pytest.mark.parametrize(
    "noise", ["/favicon.ico", "/callback", "/callback?x=1", "/callback/?code=a"]
)
def test_only_an_answer_ends_the_waiting(
    callback: str, person: Callable[..., None], noise: str
) -> None:
    root = callback.removesuffix("/callback")
    browser = PersonsBrowser(lambda _url: person(root + noise, f"{callback}?error=no"), nobody)
    assert browser.visit(request(callback)).query == "error=no"


def test_the_page_keeps_the_code_to_itself(callback: str) -> None:
    answers: list[httpx.Response] = []

    def show(_url: str) -> None:
        answers.append(httpx.get(f"{callback}?code=abc"))

    PersonsBrowser(show, nobody).visit(request(callback))
    headers = answers[0].headers
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")
    assert "abc" not in answers[0].text


def test_nobody_coming_back_is_a_failure_in_time(callback: str) -> None:
    browser = PersonsBrowser(lambda _url: None, nobody, seconds=0.01)
    with pytest.raises(Failure, match="nobody came back"):
        browser.visit(request(callback))


def test_a_port_that_is_taken_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/callback"
        with pytest.raises(Failure, match="cannot listen"):
            PersonsBrowser(lambda _url: None, nobody).visit(request(url))


def test_a_callback_elsewhere_is_pasted_and_asked_for_until_it_is_one() -> None:
    pasted = iter(["what?", "https://evil.example/callback?code=a", f" {ELSEWHERE}?code=abc "])
    browser = PersonsBrowser(lambda _url: None, lambda _question: next(pasted))
    assert browser.visit(request(ELSEWHERE)).query == "code=abc"


def test_a_person_who_pastes_nothing_right_is_a_failure() -> None:
    browser = PersonsBrowser(lambda _url: None, lambda _question: "no idea")
    with pytest.raises(Failure, match="no callback was pasted"):
        browser.visit(request(ELSEWHERE))


def test_a_whole_run_needs_no_password_then(plugin: FakePlugin, callback: str) -> None:
    plugin.own_callback = callback
    plugin.asks_login = plugin.asks_consent = False
    followed: list[str] = []

    def show(url: str) -> None:
        followed.append(httpx.get(url, follow_redirects=True).url.query.decode())

    browser = PersonsBrowser(show, nobody)
    target = replace(plugin.target, username="", password="", callback=callback, browser=browser)
    played = Played(target)
    assert played.failed == []
    assert "their own browser" in played.said("activate")
    assert parse_qs(followed[0])["code"][0] not in repr(played.told)


def test_a_person_is_not_asked_again_for_every_drill(plugin: FakePlugin, callback: str) -> None:
    plugin.own_callback = callback
    plugin.asks_login = plugin.asks_consent = False
    shown: list[str] = []

    def show(url: str) -> None:
        shown.append(url)
        httpx.get(url, follow_redirects=True)

    target = replace(plugin.target, callback=callback, browser=PersonsBrowser(show, nobody))
    host = PROFILES["plugin"].choose_drills(["code-replay"])
    story = host.play(target, lambda _result: None)
    drill = next(result for result in story.results if result.name == "code-replay")
    assert (len(shown), drill.mark) == (1, "skip")
    assert "a sign-in of its own" in drill.sentence


def test_a_person_who_brings_somebody_elses_state_is_refused(plugin: FakePlugin) -> None:
    plugin.own_callback = ELSEWHERE

    def ask(_question: str) -> str:
        return f"{ELSEWHERE}?code=abc&state=forged"

    target = replace(
        plugin.target, callback=ELSEWHERE, browser=PersonsBrowser(lambda _url: None, ask)
    )
    assert "not the one that was sent" in Played(target).said("activate")


def test_the_address_shown_is_the_authorization_request(plugin: FakePlugin) -> None:
    shown: list[str] = []
    browser = PersonsBrowser(shown.append, lambda _question: "")
    Played(replace(plugin.target, browser=browser))
    assert parse_qs(urlsplit(shown[0]).query)["response_type"] == ["code"]
