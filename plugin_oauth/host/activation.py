"""The "Log in with X" button: what the person's browser goes through, from link to callback."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from plugin_oauth.host.browser import Browser
from plugin_oauth.host.page import ALLOW, DENY, read_page
from plugin_oauth.host.remarks import Failure, Remark, fail, info
from plugin_oauth.host.target import Person
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer


@dataclass(frozen=True)
class Visit:
    """How the person got through: the callback URL, and which pages were shown.

    In a browser of their own nobody sees the pages.
    """

    callback: Url
    logged_in: bool = False
    consented: bool = False
    is_seen: bool = True


def log_in(browser: Browser, url: str, person: Person) -> Visit:
    """Go through the login and consent pages, where they are shown; raises Failure."""
    answer = browser.open(url)
    login = read_page(answer.text).find_login()
    if login:
        typed = {login.username: person.username, login.password: person.password}
        answer = browser.submit(answer, login.form, typed)
        check_logged_in(answer)
    consent = read_page(answer.text).find_choice(ALLOW, DENY)
    if consent:
        form, button = consent
        answer = browser.submit(answer, form, button.fields)
    check_returned(browser, answer)
    return Visit(answer.location, logged_in=bool(login), consented=bool(consent))


def check_visit(visit: Visit) -> Iterator[Remark]:
    """Yield what is odd about how a browser without a session came by an authorization code."""
    if not visit.is_seen:
        yield info(
            "a person signed in in their own browser; what it said to the server is not in this "
            "report",
            "RFC 8252 section 4.1",
        )
    elif not visit.logged_in:
        yield fail("the callback came without anybody logging in", "RFC 6749 section 3.1")
    elif not visit.consented:
        yield info(
            "no consent page was shown: allowed on an earlier run, or never asked",
            "RFC 6749 section 4.1.1",
        )


def check_logged_in(answer: Answer) -> None:
    """Raise Failure if the login form is shown again."""
    if read_page(answer.text).find_login():
        raise Failure(
            f"the login is refused; the page says: {answer.words}",
            "RFC 6749 section 3.1",
        )


def check_returned(browser: Browser, answer: Answer) -> None:
    """Raise Failure if the way ends on a page instead of the callback."""
    if answer.is_redirect and browser.is_callback(answer.location):
        return
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise Failure(
            f"{answer.url.text} answers {answer.status} instead of leading to the callback; a "
            "client or redirect URI that is not registered exactly so does this. "
            f"The page says: {answer.words}",
            "RFC 6749 section 4.1.2.1",
        )
    raise Failure(
        f"{answer.url.text} has neither a login form (a field for a password) nor a consent form "
        f"(a button that says allow) nor a redirect. The page says: {answer.words}",
        "RFC 6749 section 4.1.1",
    )
