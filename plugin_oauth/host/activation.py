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
    answer, logged_in = pass_login(browser, browser.open(url), person)
    answer, consented = decide(browser, answer, allow=True)
    check_returned(browser, answer)
    return Visit(answer.location, logged_in=logged_in, consented=consented)


def pass_login(browser: Browser, answer: Answer, person: Person) -> tuple[Answer, bool]:
    """Fill in the login form, if this is one; return where that ends, and whether it was one."""
    login = read_page(answer.text).find_login()
    if login is None:
        return answer, False
    typed = {login.username: person.username, login.password: person.password}
    answer = browser.submit(answer, login.form, typed)
    check_logged_in(answer)
    return answer, True


def decide(browser: Browser, answer: Answer, *, allow: bool) -> tuple[Answer, bool]:
    """Press a button of the consent page, if this is one; return as `pass_login` does."""
    words, others = (ALLOW, DENY) if allow else (DENY, ALLOW)
    consent = read_page(answer.text).find_choice(words, others)
    if consent is None:
        return answer, False
    form, button = consent
    return browser.submit(answer, form, button.fields), True


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
            f"the login is refused; the page says: {answer.main_words}",
            "RFC 6749 section 3.1",
        )


def check_returned(browser: Browser, answer: Answer) -> None:
    """Raise Failure if the way ends on a page instead of the callback."""
    if answer.is_redirect and browser.is_callback(answer.location):
        return
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise Failure(
            f"{answer.url.place} answers {answer.status} instead of leading to the callback; a "
            "client or redirect URI that is not registered exactly so does this. "
            f"The page says: {answer.main_words}",
            "RFC 6749 section 4.1.2.1",
        )
    raise Failure(
        f"{answer.url.place} has neither a login form (a field for a password) nor a consent form "
        f"(a button that says allow) nor a redirect. The page says: {answer.main_words}",
        "RFC 6749 section 4.1.1",
    )
