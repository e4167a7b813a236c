"""A kind of thing that people have here: how one is found, which there are, how it is told.

Hosts that can attach things to a conversation offer them to the person (MCP "Resources").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from plugin_oauth.oauth.scopes import Scope
from plugin_oauth.users.models import CurrentUser

MOST_LISTED = 50


@dataclass(frozen=True, kw_only=True)
class ItemKind:
    """One kind. An item has an id and a title; its text is told in one media type.

    `find_latest` returns at most MOST_LISTED of a person's items, `find` one of them by its id; it
    raises a 404 Problem if they have none of this id.
    """

    name: str  # in the singular; the scheme of its addresses
    title: str
    description: str
    scopes: tuple[Scope, ...]
    find_latest: Callable[[CurrentUser], Sequence[Any]]
    find: Callable[[CurrentUser, UUID], Any]
    media_type: str
    make_text: Callable[[Any], str]
