"""Share links: for a while, whoever has one may look at one private item, and do nothing else.

A host fetches a link's preview without being signed in as anybody. What the link carries is sealed
(AES-SIV, RFC 5297: authentic, and no nonce that could come twice) for the item's own path, so that
it opens nothing else, tells nothing about its owner, and a forged one never reaches the database.
"""

import functools
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app, g, make_response, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.users.models import CurrentUser, User
from plugin_oauth.users.session import current_user, redirect_to_login

P = ParamSpec("P")

PARAMETER = "preview"
INFO = b"plugin_oauth share link v1"
OWNER_BYTES = 16
END_BYTES = 6  # seconds since 1970, for the next nine million years


def make_share_link(path: str, owner_id: UUID) -> str | None:
    """Return the absolute share link of the item at this path, or None if there are to be none."""
    lifetime = current_app.config["SHARE_LINK_LIFETIME"]
    if not lifetime:
        return None
    content = owner_id.bytes + _end(lifetime).to_bytes(END_BYTES)
    sealed = _cipher(current_app.config["SECRET_KEY"]).encrypt(content, [path.encode()])
    value = urlsafe_b64encode(sealed).decode().rstrip("=")
    return f"{current_app.config['BASE_URL']}{path}?{PARAMETER}={value}"


def _end(lifetime: int) -> int:
    """Return when a link of now ends: the same for a while, so that a repeated call answers alike.

    A link lasts at most its lifetime, and five sixths of it at least.
    """
    step = max(lifetime // 6, 1)
    return (int(now().timestamp()) // step) * step + lifetime


def find_owner(path: str, value: str) -> CurrentUser | None:
    """Return whose item the link opens; None if it is forged, over, or its owner cannot sign in."""
    try:
        sealed = urlsafe_b64decode(value + "==")
        content = _cipher(current_app.config["SECRET_KEY"]).decrypt(sealed, [path.encode()])
    except (ValueError, InvalidTag):
        return None
    if int.from_bytes(content[OWNER_BYTES:]) <= now().timestamp():
        return None
    row = db.session.execute(
        select(User.id, User.email, User.is_admin).where(
            User.id == UUID(bytes=content[:OWNER_BYTES]), User.disabled_at.is_(None)
        )
    ).one_or_none()
    return CurrentUser(*row) if row else None


@functools.cache
def _cipher(secret_key: str) -> AESSIV:
    key = HKDF(SHA256(), length=64, salt=None, info=INFO).derive(secret_key.encode())
    return AESSIV(key)


def private_item(
    view: Callable[Concatenate[CurrentUser, P], str],
) -> Callable[P, Response]:
    """Decorate the page of a private item; the view looks for it among those of the person given.

    That is who is signed in, or whose share link the request carries; `g.is_shared` tells. Others
    are sent to sign in, whether there is such an item or not.
    """

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        owner = find_owner(request.path, request.args.get(PARAMETER, ""))
        g.is_shared = g.page_is_static = owner is not None
        person = owner or current_user()
        if person is None:
            return redirect_to_login(request.path)
        response = make_response(view(person, *args, **kwargs))
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return guarded
