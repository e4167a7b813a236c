"""The person's browser: cookies, redirects within one origin, forms, and the headers browsers send.

It stops at the callback, which is ChatGPT's page and is never requested. It follows nothing to
another origin, so that a password is only ever seen by the server it belongs to.
"""

from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode

import httpx

from plugin_oauth.host import form_action
from plugin_oauth.host.exchange import Sender
from plugin_oauth.host.page import Form
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.urls import Url, read_url, resolve_url
from plugin_oauth.host.wire import Answer, Wire

USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/116.0.0.0 Safari/537.36"
)
_MOST_REDIRECTS = 10
# Browsers keep about so many of a site (RFC 6265 section 6.1). Each is a secret that every text of
# the report is searched for.
MOST_COOKIES = 180


class Browser:
    """One browser window, opened to sign in at one origin and to return to one callback.

    One that `stops_outside` returns a redirect to anywhere else as the answer, in place of failing.
    """

    def __init__(
        self,
        wire: Wire,
        *,
        origin: str,
        callback: str,
        seconds: float,
        stops_outside: bool = False,
    ) -> None:
        self._wire = wire.of(Sender.BROWSER)
        self._origin = origin
        self._callback = read_url(callback)
        self._seconds = seconds
        self._stops_outside = stops_outside
        self._cookies = httpx.Cookies(_cookie_jar(read_url(origin)))

    def open(self, url: str) -> Answer:
        """Follow a link on ChatGPT's page; return where it ends. Raises Failure."""
        try:
            link = read_url(url)
        except ValueError as error:
            raise Failure(f"the authorize URL cannot be opened: {error}", "RFC 3986") from None
        return self._follow(self._send("GET", link, {"sec-fetch-site": "cross-site"}))

    def submit(self, page: Answer, form: Form, values: Mapping[str, str]) -> Answer:
        """Send a form of the page with these values; return where it ends. Raises Failure."""
        url = self._form_url(page, form)
        self._check_form_action(page, url)
        answer = self._send("POST", url, _form_headers(page), urlencode({**form.fields, **values}))
        return self._follow(answer, page)

    def is_callback(self, url: Url) -> bool:
        """Return whether the URL is the callback, apart from the query."""
        return (url.origin, url.path) == (self._callback.origin, self._callback.path)

    def _form_url(self, page: Answer, form: Form) -> Url:
        if form.method != "post":
            raise Failure(
                f"a form on {page.url.text} is not sent by POST, so what is typed into it ends up "
                "in URLs and logs",
                "RFC 9110 section 17.9",
            )
        try:
            url = resolve_url(page.url.text, form.action)
        except ValueError as error:
            raise Failure(
                f"a form on {page.url.text} leads nowhere: {error}",
                "HTML Standard, form submission",
            ) from None
        self._check_origin(url)
        return url

    def _follow(self, answer: Answer, form_page: Answer | None = None) -> Answer:
        for _ in range(_MOST_REDIRECTS):
            if not answer.is_redirect:
                return answer
            self._check_redirect(answer, form_page)
            if self.is_callback(answer.location) or self._is_outside(answer):
                return answer
            self._check_origin(answer.location)
            site = "same-origin" if form_page else "cross-site"
            answer = self._send("GET", answer.location, {"sec-fetch-site": site})
        raise Failure(f"{answer.url.text} redirects without end", "RFC 9110 section 15.4")

    def _is_outside(self, answer: Answer) -> bool:
        return self._stops_outside and answer.location.origin != self._origin

    def _check_redirect(self, answer: Answer, form_page: Answer | None) -> None:
        if form_page is None:
            return
        if answer.status in {307, 308}:
            raise Failure(
                f"{answer.url.text} redirects a form with {answer.status}: a browser sends the "
                "form, password included, on to the next place",
                "RFC 9700 section 4.12",
            )
        self._check_form_action(form_page, answer.location)

    def _check_form_action(self, page: Answer, url: Url) -> None:
        policies = page.headers.get("content-security-policy", "")
        if not form_action.allows(policies, page.url, url):
            raise Failure(
                f"the Content-Security-Policy of {page.url.text} has a form-action that does not "
                f"allow {url.origin}: Chromium stops there",
                "CSP Level 3 section 6.4.1",
            )

    def _check_origin(self, url: Url) -> None:
        if url.origin != self._origin:
            raise Failure(
                f"the sign-in leads to {url.origin}; the stand-in signs in at {self._origin} only "
                f"and returns to {self._callback.text} only",
                "the stand-in's own limit",
            )

    def _send(self, method: str, url: Url, headers: Mapping[str, str], content: str = "") -> Answer:
        request = httpx.Request(method, url.text)
        self._cookies.set_cookie_header(request)
        sent = {
            "user-agent": USER_AGENT,
            "accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            "accept-language": "en-US,en;q=0.9",
            "sec-fetch-dest": "document",
            "sec-fetch-mode": "navigate",
            "sec-fetch-user": "?1",
            **headers,
        }
        if "cookie" in request.headers:
            sent["cookie"] = request.headers["cookie"]
        answer = self._wire.send(
            method, url.text, seconds=self._seconds, headers=sent, content=content
        )
        self._keep_cookies(request, answer)
        return answer

    def _keep_cookies(self, request: httpx.Request, answer: Answer) -> None:
        response = httpx.Response(answer.status, headers=answer.headers, request=request)
        self._cookies.extract_cookies(response)
        for cookie in list(self._cookies.jar)[:-MOST_COOKIES]:  # the oldest
            self._cookies.jar.clear(cookie.domain, cookie.path, cookie.name)
        for cookie in self._cookies.jar:
            self._wire.masking.conceal(cookie.value or "")


def _cookie_jar(origin: Url) -> CookieJar:
    """Chrome and Firefox send Secure cookies to loopback over http too."""
    secure = ("https", "http") if origin.is_loopback else ("https",)
    return CookieJar(DefaultCookiePolicy(secure_protocols=secure))


def _form_headers(page: Answer) -> dict[str, str]:
    """A page that sends no referrer posts its forms with `Origin: null` (Fetch Standard)."""
    policy = page.headers.get("referrer-policy", "").replace(" ", "").split(",")[-1]
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "sec-fetch-site": "same-origin",
    }
    if policy == "no-referrer":
        return {**headers, "origin": "null"}
    return {**headers, "origin": page.url.origin, "referer": page.url.text}
