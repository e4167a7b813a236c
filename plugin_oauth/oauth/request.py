"""The OAuth request as Authlib sees it: body or query, never a mixture (RFC 6749 section 3).

    authorization endpoint   query only
    all other endpoints      body only: a form, or JSON of strings for the clients that may send it

A parameter without a value counts as absent; a repeated one is refused wherever it stands.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Payload, OAuth2Request
from flask import current_app, request
from werkzeug.datastructures import MultiDict

from plugin_oauth.request_text import FORM, is_clean

JSON_TYPE = "application/json"

# RFC 8707 section 2: one value for each resource.
REPEATABLE = frozenset({"resource"})


class Payload(OAuth2Payload):
    """The parameters, those without a value left out."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values = MultiDict((name, value) for name, value in pairs if value)

    @property
    def data(self) -> MultiDict[str, str]:
        return self._values

    @property
    def datalist(self) -> "defaultdict[str, list[str]]":
        return defaultdict(list, dict(self._values.lists()))


class ProtocolRequest(OAuth2Request):
    """An OAuth request whose parameters come from one place."""

    def __init__(self, payload: Payload, body_format: str | None) -> None:
        # The URL is built from BASE_URL: a Host header must not decide whether this is https.
        super().__init__(
            request.method, current_app.config["BASE_URL"] + request.path, headers=request.headers
        )
        self.payload = payload
        self.body_format = body_format
        self.resource = ""
        self.pushed: bytes | None = None  # digest of the reference it was pushed under (RFC 9126)

    @property
    def form(self) -> MultiDict[str, str]:
        return self.payload.data

    @property
    def args(self) -> MultiDict[str, str]:
        return self.payload.data


def authorization_request() -> ProtocolRequest:
    """Return the request at the authorization endpoint: the query."""
    return ProtocolRequest(Payload(request.args.items(multi=True)), None)


def body_request() -> ProtocolRequest:
    """Return the request at any other endpoint: the body; raises InvalidRequestError."""
    if request.mimetype == JSON_TYPE:
        made = ProtocolRequest(Payload(_json_pairs(request.get_data())), "json")
    elif request.mimetype == FORM or not request.get_data():
        made = ProtocolRequest(Payload(request.form.items(multi=True)), "form")
    else:
        raise InvalidRequestError(f"The body is sent as {FORM}.")
    check_no_repeats(made)
    return made


def check_no_repeats(made: ProtocolRequest) -> None:
    """Raise InvalidRequestError if a parameter is repeated (RFC 6749 sections 3.1 and 3.2)."""
    for name, values in made.payload.datalist.items():
        if len(values) > 1 and name not in REPEATABLE:
            raise InvalidRequestError("A parameter is sent more than once.")


def _json_pairs(body: bytes) -> list[tuple[str, str]]:
    """Return the members of a flat JSON object of strings, repeated names kept."""
    try:
        text = body.decode("utf-8")  # json.loads would also take UTF-16 and UTF-32
        pairs: Any = json.loads(text, object_pairs_hook=list)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise InvalidRequestError("The body is not JSON.") from None
    if not text.lstrip().startswith("{"):
        raise InvalidRequestError("The body is not a JSON object.")
    for name, value in pairs:
        if not isinstance(value, str) or not is_clean(value) or not is_clean(name):
            raise InvalidRequestError("The members of the JSON body are plain strings.")
    return list(pairs)
