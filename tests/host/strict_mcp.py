"""An MCP server that believes no client document and no assertion, weak in one thing at a time.

As strict_plugin.py is for the rest: test_drills.py says which drill has to name which weakness.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from werkzeug.datastructures import Authorization
from werkzeug.exceptions import BadRequest

from tests.host.fake_mcp import FakeMcp

LONGEST = 5_120  # bytes
PATIENCE = 4  # seconds; half of what drips


class StrictMcp(FakeMcp):
    """Everything right, but for one weakness at most."""

    def __init__(self, weakness: str = "") -> None:
        super().__init__()
        self.weakness = weakness
        self.spent: set[str] = set()

    def is_weak(self, name: str) -> bool:
        return self.weakness == name

    def find_redirect_uris(self, client_id: str) -> list[str]:
        if not client_id.startswith("http"):
            return super().find_redirect_uris(client_id)
        document = self.read_document(client_id)
        if document["client_id"] != client_id and not self.is_weak("documents of others"):
            raise BadRequest
        redirect_uris: list[str] = document["redirect_uris"]
        return redirect_uris

    def knows(self, asked: Mapping[str, str]) -> bool:
        return super().knows(asked) or (
            self.is_weak("any redirect URI") and asked["client_id"].startswith("http")
        )

    def read_document(self, url: str) -> Any:
        follows = self.is_weak("documents behind redirects")
        end, body = time.monotonic() + PATIENCE, b""
        with httpx.stream("GET", url, follow_redirects=follows) as answer:
            if answer.status_code != httpx.codes.OK:
                raise BadRequest
            for chunk in answer.iter_bytes():
                body += chunk
                is_long = len(body) > LONGEST and not self.is_weak("documents of any length")
                is_late = time.monotonic() > end and not self.is_weak("documents however slow")
                if is_long or is_late:
                    raise BadRequest
        return json.loads(body)

    def authenticates(self, form: Mapping[str, str], given: Authorization | None) -> bool:
        if "client_assertion" not in form:
            return super().authenticates(form, given)
        document = self.read_document(form["client_id"])
        keys = KeySet.import_key_set(httpx.get(document["jwks_uri"]).json())
        try:
            claims = jwt.decode(form["client_assertion"], keys, algorithms=["RS256"]).claims
        except (JoseError, ValueError):
            return self.is_weak("unsigned assertions")
        is_spent = claims["jti"] in self.spent
        self.spent.add(claims["jti"])
        wrong = {
            "assertions of others": claims["sub"] != form["client_id"],
            "assertions for others": claims["aud"] != f"{self.origin}/token",
            "assertions for ever": claims.get("exp", 0) < time.time(),
            "assertions twice": is_spent,
        }
        return not any(wrong[name] and not self.is_weak(name) for name in wrong)

    def matches(self, asked: Mapping[str, str], form: Mapping[str, str]) -> bool:
        is_any = self.is_weak("tokens for any resource")
        return super().matches(asked, {**form, "resource": asked["resource"]} if is_any else form)
