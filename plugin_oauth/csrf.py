"""Cross-site request forgery: a token in every form (Flask-WTF), and the browser's own word first.

Sec-Fetch-Site and Origin are checked where a browser sends them; scripted clients send neither, so
they are a second layer and never the only one.
"""

from flask import Flask, Request, current_app, request
from flask.sessions import (
    NullSession,
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionMixin,
)
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest

from plugin_oauth.config import is_loopback
from plugin_oauth.database import SAFE_METHODS
from plugin_oauth.errors import OAUTH_PATHS
from plugin_oauth.extensions import csrf

# Machines: they prove who they are in every request and carry no cookie that could be misused.
MACHINE_PATHS = (
    *OAUTH_PATHS,
    "/api/",
    "/mcp",
    "/developer/verification-tokens",
    "/.well-known/",
    "/userinfo",
    "/jwks.json",
    "/openapi",
)

# Clients send people here by a form of their own; it is only turned into a GET (openid_routes.py).
SENT_FROM_ELSEWHERE = "/end_session"

EXPIRED = "This form was open for too long or came from another page. Go back, reload, try again."


class PageSessions(SecureCookieSessionInterface):
    """The signed cookie that holds the form token; machine paths have none, which saves time."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith(MACHINE_PATHS):
            return NullSession()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: object) -> None:
        if not self.is_null_session(session):
            super().save_session(app, session, response)  # type: ignore[arg-type]


def init_csrf(app: Flask) -> None:
    secure = app.config["BASE_URL"].startswith("https:")
    app.config["SESSION_COOKIE_NAME"] = "__Host-form" if secure else "form"
    app.config["SESSION_COOKIE_SECURE"] = secure
    app.session_interface = PageSessions()
    csrf.init_app(app)
    app.before_request(check_form)


def check_form() -> None:
    """Raise BadRequest if a form post to a page comes from elsewhere or has no valid token."""
    if request.method in SAFE_METHODS or request.path.startswith(MACHINE_PATHS):
        return
    if request.path == SENT_FROM_ELSEWHERE:
        return
    if request.path == "/authorize" and not is_decision(request):
        return
    if request.routing_exception is not None:
        return  # no view will run: the answer is 404 or 405, not a word about forms
    check_site(request)
    try:
        csrf.protect()
    except CSRFError:
        raise BadRequest(EXPIRED) from None


def is_decision(post: Request) -> bool:
    """Tell whether a post to /authorize decides something; others may come from anywhere.

    OpenID Connect lets a client post its request (Core section 3.1.2.1). Such a post only leads to
    the same address by GET, which anybody may link to.
    """
    return "decision" in post.form


def check_site(post: Request) -> None:
    """Raise BadRequest if the browser says that another site sent this post."""
    site = post.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise BadRequest(EXPIRED)
        return  # Origin is "null" on same-origin posts of pages with Referrer-Policy: no-referrer
    origin = post.headers.get("Origin")
    if origin is not None and origin != "null" and origin not in own_origins(post):
        raise BadRequest(EXPIRED)


def own_origins(post: Request) -> set[str]:
    """Return what a browser calls us: BASE_URL; on loopback also the name it was typed as.

    A proxy that ends TLS speaks plain http to us, so the request itself does not know.
    """
    base_url = current_app.config["BASE_URL"]
    return {base_url, post.host_url.rstrip("/")} if is_loopback(base_url) else {base_url}
