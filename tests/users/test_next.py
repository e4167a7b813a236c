"""Where a person goes after signing in: back to where they wanted to, and never off this origin."""

from urllib.parse import quote

import pytest

from plugin_oauth.users.session import is_own_path
from tests.conftest import PASSWORD
from tests.users.conftest import Browser

OWN = [
    "/tasks",
    "/",
    "/authorize?response_type=code&redirect_uri=https%3A%2F%2Fclient.example%2F&state=a%20b",
    "/tasks?next=//evil.example",
    "/a//b",
    "/@evil.example",
    "/%2F/evil.example",
    "/%5Cevil.example",
    "/" + "x" * (8 * 1024 - 1),
]

FOREIGN = [
    "",
    "tasks",
    "evil.example",
    "https://evil.example",
    "https:/evil.example",
    "https:evil.example",
    "HTTPS://evil.example/tasks",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "//evil.example@localhost:5003",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/a\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\x0b/evil.example",
    "/tasks\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "data:text/html,x",
    "//[evil.example",
    "http://localhost:5003/tasks",
    "/" + "x" * (8 * 1024),
]


@pytest.mark.parametrize("path", OWN)
def test_a_path_of_ours_is_ours(path: str) -> None:
    assert is_own_path(path)


@pytest.mark.parametrize("path", FOREIGN)
def test_whatever_a_browser_may_take_for_another_origin_is_not_ours(path: str) -> None:
    assert not is_own_path(path)


@pytest.mark.usefixtures("user")
def test_no_sign_in_leads_off_this_origin(browser: Browser) -> None:
    token = browser.form_token()
    for path in FOREIGN:
        form = {"username": "ada@example.com", "password": PASSWORD, "csrf_token": token}
        answer = browser.http.post("/login?next=" + quote(path, safe=""), data=form)
        assert (answer.status_code, answer.location) == (303, "/"), path
        token = browser.form_token("/tasks")


@pytest.mark.usefixtures("user")
def test_neither_does_any_other_page_that_leads_on(browser: Browser) -> None:
    browser.sign_in()
    for path in FOREIGN:
        query = "?next=" + quote(path, safe="")
        pages = [browser.http.get("/login" + query), browser.http.get("/signup" + query)]
        pages.append(browser.submit("/logout" + query, form_on="/"))
        browser.sign_in()
        assert [answer.location for answer in pages] == ["/", "/", "/"], path


def test_neither_does_signing_up(browser: Browser) -> None:
    for number, path in enumerate(FOREIGN):
        query = "?next=" + quote(path, safe="")
        assert browser.sign_up(f"eve{number}@example.com", query=query).location == "/", path
        browser.sign_out()


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    "path", ["/%2F/evil.example", "/%5Cevil.example", "/%09/evil.example", "/%0d%0a/evil.example"]
)
def test_what_is_encoded_twice_stays_encoded(browser: Browser, path: str) -> None:
    location = browser.sign_in(query="?next=" + quote(path, safe="")).location
    assert location.lower() == path.lower()


@pytest.mark.usefixtures("user")
def test_the_page_asked_for_is_the_page_one_gets(browser: Browser) -> None:
    wanted = browser.http.get("/tasks?status=completed").location
    assert wanted == "/login?next=%2Ftasks%3Fstatus%3Dcompleted"
    assert browser.sign_in(query=wanted.removeprefix("/login")).location == (
        "/tasks?status=completed"
    )


def test_the_page_asked_for_is_kept_through_sign_up(browser: Browser) -> None:
    login = browser.http.get("/login?next=%2Ftasks%3Fstatus%3Dall").text
    assert 'href="/signup?next=/tasks?status%3Dall"' in login
    answer = browser.sign_up("ada@example.com", query="?next=/tasks?status%3Dall")
    assert answer.location == "/tasks?status=all"


def test_the_page_asked_for_is_kept_on_the_way_back_from_sign_up(browser: Browser) -> None:
    page = browser.http.get("/signup?next=%2Ftasks").text
    assert 'href="/login?next=/tasks"' in page


@pytest.mark.usefixtures("user")
def test_the_page_asked_for_survives_a_wrong_password(browser: Browser) -> None:
    refused = browser.sign_in(password="wrong", query="?next=/tasks").text
    # A form without an action is sent to the address of its page, the query included.
    assert '<form method="post">' in refused
    assert 'href="/signup?next=/tasks"' in refused
