"""Constant documents: made ready once when the app starts, served from memory with an ETag."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Response, request

FIVE_MINUTES = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes with their media type and how long others may keep them."""

    body: bytes
    media_type: str
    cache_control: str = FIVE_MINUTES

    def answer(self) -> Response:
        """Return the document, or 304 to whoever has it already (RFC 9110 section 13.1.2)."""
        response = Response(self.body, content_type=self.media_type)
        response.headers["Cache-Control"] = self.cache_control
        response.set_etag(sha256(self.body).hexdigest()[:32])
        response.make_conditional(request)
        return response


def as_json(data: Any) -> bytes:
    """Return the data as JSON for people to read too: indented, in the order it was built."""
    return json.dumps(data, indent=2).encode() + b"\n"
