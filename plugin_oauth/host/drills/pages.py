"""The login and consent pages in the hands of an attacker (RFC 9700 section 4.16)."""

from dataclasses import replace

from plugin_oauth.host.activation import pass_login
from plugin_oauth.host.authorization import make_authorization_request
from plugin_oauth.host.drills.ground import (
    Outcome,
    change_query,
    check_no_code,
    make_drill,
    open_window,
    signed_in_window,
)
from plugin_oauth.host.page import ALLOW, DENY, Form, read_page
from plugin_oauth.host.remarks import Failure, Skipped, warn
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing


def play_framing(run: OAuthRun) -> Playing:
    yield from ()
    request = make_authorization_request(run.client, run.redirect_uri)
    answer = open_window(run).open(request.url)
    if not read_page(answer.text).find_login():
        raise Skipped("no login page was shown")
    policy = answer.headers.get("content-security-policy", "")
    option = answer.headers.get("x-frame-options", "")
    if "frame-ancestors" not in policy and not option:
        raise Failure(
            f"{answer.url.path} has neither frame-ancestors nor X-Frame-Options: any site may "
            "frame it, and have people click on what they do not see",
            "RFC 9700 section 4.16",
        )
    return "the login page cannot be framed"


def play_cookies(run: OAuthRun) -> Playing:
    request = make_authorization_request(run.client, run.redirect_uri)
    window = open_window(run)
    first = len(run.wire.exchanges)
    pass_login(window, window.open(request.url), run.target.person)
    cookies = [
        value
        for exchange in run.wire.exchanges[first:]
        for name, value in (exchange.response.headers if exchange.response else ())
        if name == "set-cookie"
    ]
    if not cookies:
        raise Skipped("the login sets no cookie")
    is_https = run.client.authorization_url.scheme == "https"
    for cookie in cookies:
        name, _, _ = cookie.partition("=")
        if "csrf" in name.lower() or "xsrf" in name.lower():
            continue  # it tells forms apart, not people, and some scripts have to read it
        flags = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
        if "httponly" not in flags:
            raise Failure(f"the cookie {name} can be read by scripts", "OWASP ASVS 5.0 section 3.3")
        if is_https and "secure" not in flags:
            raise Failure(f"the cookie {name} goes over http, too", "OWASP ASVS 5.0 section 3.3")
        if "samesite" not in flags:
            yield warn(f"the cookie {name} has no SameSite", "OWASP ASVS 5.0 section 3.3")
    return f"{len(cookies)} cookies, none that scripts can read"


def play_forged_consent(run: OAuthRun) -> Playing:
    """Another site posts the consent form: it has the buttons, but not what is hidden in it."""
    yield from ()
    request = make_authorization_request(run.client, run.redirect_uri)
    request = replace(request, url=change_query(request.url, {"prompt": "consent"}))
    window = signed_in_window(run)
    page, _ = pass_login(window, window.open(request.url), run.target.person)
    choice = read_page(page.text).find_choice(ALLOW, DENY)
    if choice is None:
        raise Skipped("no consent page was shown")
    form, button = choice
    answer = window.submit(page, Form(form.action, form.method), button.fields)
    outcome = Outcome(request, answer, was_asked=True)
    check_no_code(
        outcome,
        "the consent form is sent without what the page had hidden in it",
        "RFC 6749 section 10.12",
    )
    return f"refused: {outcome.words}"


DRILLS = (
    make_drill(
        "login-framing",
        play_framing,
        Drill(
            "the login page in a frame of another site",
            "frame-ancestors or X-Frame-Options, so that no browser shows it",
            "RFC 9700 section 4.16",
        ),
    ),
    make_drill(
        "login-cookies",
        play_cookies,
        Drill(
            "a sign-in, its cookies looked at",
            "HttpOnly, SameSite, and Secure on https",
            "OWASP ASVS 5.0 section 3.3",
        ),
    ),
    make_drill(
        "consent-forged",
        play_forged_consent,
        Drill(
            "the consent form with its button, without what the page had hidden in it",
            "no code",
            "RFC 6749 section 10.12",
        ),
    ),
)
