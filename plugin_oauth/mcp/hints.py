"""What a host says of the person beside a call, in `_meta` (OpenAI, "Plugins: MCP server").

    openai/userLocation    where the person is
    openai/locale          the language; its region, where nothing else is said

Nobody vouches for them: they choose an answer, and decide nothing about who may.
"""

import re
from collections.abc import Mapping
from typing import Any

from plugin_oauth.plugin.location import (
    Location,
    note_host_location,
    read_iso_code,
    read_user_location,
)

# RFC 5646 section 2.1: language, perhaps a script, then the region.
_REGION = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?[-_]([A-Za-z]{2})(?:[-_].*)?")


def note_hints(meta: Mapping[str, Any]) -> None:
    """Keep for this call where the host says that the person is."""
    location = read_user_location(meta.get("openai/userLocation"))
    if location is None:
        location = read_locale(meta.get("openai/locale"))
    if location is not None:
        note_host_location(location)


def read_locale(value: object) -> Location | None:
    """Return the country of a language tag like de-AT, None if it names none."""
    found = _REGION.fullmatch(value) if isinstance(value, str) else None
    return read_iso_code(found[1]) if found else None
