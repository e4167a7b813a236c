"""Browser sessions: a random cookie, its digest in the database, revocable at any time."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ParamSpec, cast
from urllib.parse import quote, urlsplit
from uuid import UUID

from flask import current_app, g, make_response, redirect, request, session, url_for
from sqlalchemy import bindparam, or_, select, update
from werkzeug.wrappers import Response

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import SAFE_METHODS, db
from plugin_oauth.errors import error_page
from plugin_oauth.last_use import PRECISION, is_stale, note_use
from plugin_oauth.secret_values import Kind, digest, make_secret
from plugin_oauth.users.models import USER_AGENT_LENGTH, BrowserSession, CurrentUser, User, sessions

P = ParamSpec("P")

ADMINS_ONLY = "This page is for the people who run this plugin."

MAXIMUM_NEXT = 8 * 1024  # characters: an authorization request fits, a body does not


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live browser session: who, and when they last proved it (OIDC auth_time)."""

    user: CurrentUser
    auth_time: datetime


def cookie_name() -> str:
    """Return the cookie's name; __Host- pins it to this origin, but only https may set it."""
    return "__Host-session" if _is_https() else "session"


def _is_https() -> bool:
    return bool(current_app.config["BASE_URL"].startswith("https:"))


def signed_in() -> SignedIn | None:
    """Return the live session of this request's cookie, looked up once a request, or None."""
    if "signed_in" not in g:
        g.signed_in = _load(request.cookies.get(cookie_name()))
    return cast(SignedIn | None, g.signed_in)


def current_user() -> CurrentUser | None:
    """Return the person who is signed in in this browser, or None."""
    found = signed_in()
    return found.user if found else None


_seen = (
    update(sessions)
    .where(
        sessions.c.digest == bindparam("seen"),
        or_(sessions.c.last_seen_at.is_(None), sessions.c.last_seen_at <= bindparam("stale")),
    )
    .values(last_seen_at=bindparam("moment"))
)


def _load(cookie: str | None) -> SignedIn | None:
    if not cookie:
        return None
    row = db.session.execute(
        select(
            User.id,
            User.email,
            User.is_admin,
            BrowserSession.auth_time,
            BrowserSession.digest,
            BrowserSession.last_seen_at,
        )
        .join(User, User.id == BrowserSession.user_id)
        .where(
            BrowserSession.digest == digest(cookie),
            BrowserSession.revoked_at.is_(None),
            BrowserSession.expires_at > now(),
            User.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    if is_stale(row.last_seen_at):
        moment = now()
        note_use(_seen, {"seen": row.digest, "moment": moment, "stale": moment - PRECISION})
    return SignedIn(CurrentUser(row.id, row.email, row.is_admin), row.auth_time)


def sign_in(user: User, response: Response) -> None:
    """Begin a session for the user in this browser; a session it had before ends.

    The cookie is new at every sign-in: one planted before (session fixation) is worth nothing.
    """
    end_session()
    lifetime = timedelta(seconds=current_app.config["BROWSER_SESSION_LIFETIME"])
    cookie = make_secret(Kind.BROWSER_SESSION)
    db.session.add(
        BrowserSession(
            digest=digest(cookie),
            user_id=user.id,
            auth_time=now(),
            expires_at=now() + lifetime,
            last_seen_at=now(),
            user_agent=_user_agent(),
        )
    )
    session.clear()  # a form token from before the sign-in ends with it
    response.set_cookie(
        cookie_name(),
        cookie,
        max_age=lifetime,
        path="/",
        secure=_is_https(),
        httponly=True,
        samesite="Lax",
    )


def _user_agent() -> str:
    """Return how the browser names itself, as it can be stored: PostgreSQL takes no NUL."""
    return request.headers.get("User-Agent", "").replace("\0", "")[:USER_AGENT_LENGTH]


def sign_out(response: Response) -> None:
    """End this browser's session, in the database first and then in the browser."""
    if found := signed_in():
        record_event(Event.SIGN_OUT, user_id=found.user.id)
    end_session()
    session.clear()
    response.delete_cookie(
        cookie_name(), path="/", secure=_is_https(), httponly=True, samesite="Lax"
    )


def end_session() -> None:
    """Revoke the session that this request's cookie names, if any."""
    if cookie := request.cookies.get(cookie_name()):
        db.session.execute(
            update(BrowserSession)
            .where(BrowserSession.digest == digest(cookie), BrowserSession.revoked_at.is_(None))
            .values(revoked_at=now())
        )
    g.pop("signed_in", None)


def end_all_sessions(user_id: UUID) -> None:
    """Revoke every session of the user."""
    db.session.execute(
        update(BrowserSession)
        .where(BrowserSession.user_id == user_id, BrowserSession.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def login_required(view: Callable[P, Response | str]) -> Callable[P, Response | str]:
    """Decorate a page: whoever is not signed in is sent to /login and comes back after it."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response | str:
        return view(*args, **kwargs) if signed_in() else redirect_to_login()

    return guarded


def admin_required(view: Callable[P, Response | str]) -> Callable[P, Response | str]:
    """Decorate a page for administrators: others get 403, who is not signed in goes to /login."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response | str:
        person = current_user()
        if person is None:
            return redirect_to_login()
        if not person.is_admin:
            return make_response(error_page(403, ADMINS_ONLY, title="For administrators"), 403)
        return view(*args, **kwargs)

    return guarded


def redirect_to_login(wanted: str | None = None) -> Response:
    """Return the redirect to /login that leads back to the page asked for, or to another one."""
    if wanted is None:
        wanted = request.full_path if request.query_string else request.path
    comes_back = f"?next={quote(wanted, safe='')}" if request.method in SAFE_METHODS else ""
    return redirect(url_for("users.login") + comes_back, 303)


def next_path(default: str = "/") -> str:
    """Return the page of ours to go to next, out of the query's `next`; never another origin."""
    wanted = request.args.get("next", "")
    return wanted if is_own_path(wanted) else default


def is_own_path(path: str) -> bool:
    """Tell whether a browser takes this as a path on our origin.

    `//evil.example` and `/\\evil.example` are other origins to a browser, and it drops tabs and
    line ends before it looks.
    """
    if not path.startswith("/") or path.startswith(("//", "/\\")) or len(path) > MAXIMUM_NEXT:
        return False
    if any(ord(character) <= ord(" ") or character == "\\" for character in path):
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc
