"""The "Log in with X" button: authorize URL, login, consent, callback.

There is no PKCE, no resource and no nonce: the plugin host of 2023 sent none of them.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from plugin_oauth.host.browser import Browser
from plugin_oauth.host.manifest import OAuthSettings
from plugin_oauth.host.page import read_page
from plugin_oauth.host.remarks import Failure, Remark, fail, info
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer


@dataclass(frozen=True)
class AuthorizationRequest:
    """What was asked of the authorization endpoint, kept to judge the answer by."""

    url: str
    redirect_uri: str
    state: str


@dataclass(frozen=True)
class Visit:
    """How the person got through: the callback URL, and which pages were shown."""

    callback: Url
    logged_in: bool
    consented: bool


def make_authorization_request(
    auth: OAuthSettings, *, client_id: str, redirect_uri: str
) -> AuthorizationRequest:
    """Return the request (RFC 6749 section 4.1.1); the scope goes verbatim, even an empty one."""
    state = str(uuid.uuid4())
    query = urlencode(
        {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "scope": auth.scope,
            "state": state,
        }
    )
    joint = "&" if auth.client_url.query else "?"
    return AuthorizationRequest(f"{auth.client_url.text}{joint}{query}", redirect_uri, state)


def log_in(browser: Browser, url: str, *, username: str, password: str) -> Visit:
    """Go through the login and consent pages, where they are shown; raises Failure."""
    answer = browser.open(url)
    login = read_page(answer.text).find_form(fields={"username", "password"})
    if login:
        answer = browser.submit(answer, login, {"username": username, "password": password})
        check_logged_in(answer)
    consent = read_page(answer.text).find_button("decision", "allow")
    if consent:
        answer = browser.submit(answer, consent, {"decision": "allow"})
    check_returned(browser, answer)
    return Visit(answer.location, logged_in=bool(login), consented=bool(consent))


def check_visit(visit: Visit) -> Iterator[Remark]:
    """Yield what is odd about how a browser without a session came by an authorization code."""
    if not visit.logged_in:
        yield fail("the callback came without anybody logging in", "RFC 6749 section 3.1")
    elif not visit.consented:
        yield info(
            "no consent page was shown: allowed on an earlier run, or never asked",
            "RFC 6749 section 4.1.1",
        )


def check_logged_in(answer: Answer) -> None:
    """Raise Failure if the login form is shown again."""
    page = read_page(answer.text)
    if page.find_form(fields={"username", "password"}):
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
        f"{answer.url.text} has neither a login form (fields username and password) nor a consent "
        f"form (button decision=allow) nor a redirect. The page says: {answer.words}",
        "RFC 6749 section 4.1.1",
    )
