"""Cross-site request forgery: no form of ours is sent by somebody else's page."""

import pytest

from tests.conftest import PASSWORD
from tests.users.conftest import HTTPS, Browser

FORMS = ["/login", "/signup", "/logout", "/tasks"]

FIELDS = {"username": "ada@example.com", "password": PASSWORD, "title": "x"}

REFUSED = "This form was open for too long or came from another page. Go back, reload, try again."

FROM_ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:5003"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost:5004"},
    {"Origin": "https://localhost:5003"},
    {"Origin": "http://localhost:5003.evil.example"},
]

pytestmark = pytest.mark.usefixtures("user")


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_its_token_is_refused_in_words(browser: Browser, path: str) -> None:
    browser.sign_in()
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": "IjEyMyI.aa.bb"}):
        answer = browser.http.post(path, data=FIELDS | token)
        assert (answer.status_code, REFUSED in answer.text) == (400, True), token
    assert browser.is_signed_in


@pytest.mark.parametrize("path", FORMS)
def test_a_token_of_another_browser_is_refused(
    browser: Browser, other_browser: Browser, path: str
) -> None:
    """Anybody can get a token: it is good in the browser that got it only."""
    browser.sign_in()
    stolen = other_browser.form_token()
    answer = browser.http.post(path, data=FIELDS | {"csrf_token": stolen})
    assert answer.status_code == 400
    assert browser.is_signed_in


def test_a_token_from_before_the_sign_in_ends_with_it(browser: Browser) -> None:
    token = browser.form_token()
    browser.sign_in()
    assert browser.http.post("/logout", data={"csrf_token": token}).status_code == 400
    assert browser.is_signed_in


@pytest.mark.parametrize("path", FORMS)
def test_the_browsers_own_word_is_believed_even_with_a_good_token(
    browser: Browser, path: str
) -> None:
    """On one machine another port's page can plant cookies: the token alone is not enough."""
    browser.sign_in()
    form = FIELDS | {"csrf_token": browser.form_token("/tasks")}
    for headers in FROM_ELSEWHERE:
        answer = browser.http.post(path, data=form, headers=headers)
        assert (answer.status_code, REFUSED in answer.text) == (400, True), headers
    assert browser.is_signed_in


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:5003"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost:5003"},
        {"Origin": "null"},
    ],
)
def test_what_browsers_send_from_our_own_pages_is_taken(
    browser: Browser, headers: dict[str, str]
) -> None:
    form = FIELDS | {"csrf_token": browser.form_token()}
    assert browser.http.post("/login", data=form, headers=headers).status_code == 303


@pytest.mark.parametrize("settings", [HTTPS])
@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://plugin.example.com", 303), ("http://plugin.example.com", 400)],
)
def test_our_own_origin_is_the_public_one(browser: Browser, origin: str, status: int) -> None:
    """A proxy that ends TLS speaks plain http to us; the browser names what it sees."""
    form = FIELDS | {"csrf_token": browser.form_token()}
    answer = browser.http.post(
        "/login", data=form, headers={"Origin": origin}, base_url="http://plugin.example.com"
    )
    assert answer.status_code == status
