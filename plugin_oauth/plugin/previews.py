"""What a host shows of a link to an item: OpenGraph tags (ogp.me), and the links in answers.

url          the item's page: stays, needs a sign-in where the item is private
preview_url  the same page for whoever has the link, for a while (share_links.py)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from marshmallow import fields

from plugin_oauth.plugin.share_links import make_share_link

MAXIMUM_DESCRIPTION = 200  # characters: hosts show one or two lines


@dataclass(frozen=True, slots=True)
class Picture:
    """The image beside every preview."""

    path: str
    width: int
    height: int
    alt: str


# 1.91 to 1, the form in which hosts show it whole. The drawing is docs/preview.svg.
PICTURE = Picture("/static/preview.png", 1200, 630, "A plug that is a key")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a page says of its item to those who show a link to it."""

    title: str
    description: str
    public_path: str | None = None  # with its query; None: the item is private


def make_preview(title: str, *details: str | None, public_path: str | None = None) -> Preview:
    """Return the preview of an item: its title, and what is known of it in one short line."""
    text = " ".join(" · ".join(detail for detail in details if detail).split())
    if len(text) > MAXIMUM_DESCRIPTION:
        text = text[: MAXIMUM_DESCRIPTION - 1].rstrip() + "…"
    return Preview(title, text, public_path)


def page_url(path: str) -> str:
    """Return the absolute address of a page of ours."""
    return f"{current_app.config['BASE_URL']}{path}"


class PageUrl(fields.String):
    """The absolute address of an item's page; `path` makes the path, or is one for str.format."""

    _CHECK_ATTRIBUTE = False  # made from the item, not read from it

    def __init__(self, path: str | Callable[[Any], str], *, is_public: bool = False) -> None:
        description = "Its page, for the person to open"
        description += "." if is_public else "; it needs their sign-in."
        super().__init__(required=True, metadata={"format": "uri", "description": description})
        self.make_path = path.format if isinstance(path, str) else path

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str:  # noqa: ARG002 -- marshmallow's names
        return page_url(self.make_path(obj))


class PreviewUrl(fields.String):
    """The share link of an item that has a user_id; null if there are to be none."""

    _CHECK_ATTRIBUTE = False

    def __init__(self, path: str) -> None:
        description = "Shows this item to whoever has the link, and nothing else; ends soon."
        super().__init__(
            required=True,
            allow_none=True,
            metadata={"format": "uri", "description": description},
        )
        self.path = path

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:  # noqa: ARG002 -- marshmallow's names
        return make_share_link(self.path.format(obj), obj.user_id)
