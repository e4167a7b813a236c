"""What the flight recorder keeps of a request: listed parameters, made short and harmless.

Values that are secrets, or that may name a person, are not on the list: no code, state, challenge,
nonce, hint or credential. A redirect URI loses its user, its query and its fragment.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import request

from plugin_oauth.log import mask_secrets

# Everything of a request that is ever kept, by the parameter's name.
SEEN = (
    "client_id",
    "response_type",
    "redirect_uri",
    "scope",
    "resource",
    "code_challenge_method",
    "prompt",
    "grant_type",
    "token_type_hint",
    "client_name",
    "redirect_uris",
    "grant_types",
    "token_endpoint_auth_method",
)
MAXIMUM_SEEN = 200  # characters of a value
UNSHOWN = re.compile(r"[^\x20-\x7e]")  # a terminal must not be spoken to by whoever sends a request


def seen_parameters() -> dict[str, str]:
    """Return what is kept of the request: the parameters of SEEN, made short and harmless."""
    pairs = list(_presented())
    return {name: _shown(name, value) for wanted in SEEN for name, value in pairs if name == wanted}


def _presented() -> Iterable[tuple[str, str]]:
    if request.is_json:
        body = request.get_json(silent=True)
        members = body.items() if isinstance(body, dict) else ()
        for name, value in members:
            yield str(name), " ".join(map(str, value)) if isinstance(value, list) else str(value)
    else:
        source: Any = request.args if request.path == "/authorize" else request.form
        yield from source.items()
    if request.authorization is not None and request.authorization.username:
        yield "client_id", request.authorization.username


def _shown(name: str, value: str) -> str:
    if name.startswith("redirect_uri"):
        value = " ".join(re.sub(r"[?#].*|(?<=//)[^/]*@", "", uri) for uri in value.split())
    return UNSHOWN.sub("?", mask_secrets(value))[:MAXIMUM_SEEN]
