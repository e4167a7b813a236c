"""The token and the revocation endpoint of the strict plugin, weak in one thing at a time."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.pkce import challenge
from tests.host.fake_plugin import CLIENT, DEVELOPER, JSON, FakePlugin, answer_json, page

CODE_LIFETIME = 60


@dataclass
class Code:
    """What a code is bound to."""

    client_id: str
    redirect_uri: str
    challenge: str
    grant: str
    made: float
    is_used: bool = False


@dataclass
class RefreshToken:
    """Which family it is of, and what it was rotated to."""

    grant: str
    answer: dict[str, Any] | None = None
    successor: str = ""


@dataclass
class Stored:
    """All that a restart must not lose."""

    codes: dict[str, Code] = field(default_factory=dict)
    grants: dict[str, str] = field(default_factory=dict)
    access_tokens: dict[str, str] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)


class StrictTokens(FakePlugin):
    """What the endpoints keep, and how they answer."""

    def __init__(self, weakness: str = "") -> None:
        super().__init__()
        self.weakness = weakness
        self.stored = Stored()
        self.now = 0.0
        self._lock = threading.RLock()

    def is_weak(self, name: str) -> bool:
        return self.weakness == name

    def token(self, request: Request) -> Response:
        if request.authorization and request.authorization.username == DEVELOPER[0]:
            return self.developer_or_code(request)
        with self._lock:
            return self.answer_token_request(request)

    def token_by_get(self, request: Request) -> Response:
        if self.is_weak("tokens for a GET"):
            return self.redeem(request.args.to_dict(), CLIENT[0])
        return answer_json({"error": "invalid_request"}, 405)

    def developer_or_code(self, request: Request) -> Response:
        form = request.form.to_dict()
        if form.get("grant_type") == "client_credentials":
            return self.developer_token(request)
        if self.is_weak("a code for any client"):
            return self.redeem(form, DEVELOPER[0])
        return answer_json({"error": "unauthorized_client"}, 400)

    def answer_token_request(self, request: Request) -> Response:
        if self.is_weak(f"a page for {request.mimetype}"):
            return page("Unsupported Media Type", 415)
        try:
            form = self.read_body(request)
        except BadRequest:
            status = 500 if self.is_weak("a 500 for half a body") else 400
            return answer_json({"error": "invalid_request"}, status)
        client_id, refusal = self.authenticate(request, form)
        if refusal:
            return refusal
        grants: dict[str, Callable[[dict[str, str], str], Response]] = {
            "authorization_code": self.redeem,
            "refresh_token": self.refresh,
        }
        grant = grants.get(form.get("grant_type", ""))
        if grant is None:
            is_weak = self.is_weak("a 500 for a grant type")
            return answer_json({"error": "unsupported_grant_type"}, 500 if is_weak else 400)
        return grant(form, client_id)

    def read_body(self, request: Request) -> dict[str, str]:
        if request.mimetype != JSON:
            return request.form.to_dict()
        form = request.get_json()
        if not isinstance(form, dict):
            raise BadRequest
        return form

    def authenticate(self, request: Request, form: dict[str, str]) -> tuple[str, Response | None]:
        """Return the client, or the refusal."""
        client_id, given = form.get("client_id", ""), request.authorization
        if given:
            return "", self.refuse_basic(form)
        is_proved = (client_id, form.get("client_secret")) == CLIENT
        if is_proved or self.is_weak("any secret"):
            return client_id, None
        error = (
            "invalid_request" if self.is_weak("a wrong error for a secret") else "invalid_client"
        )
        return "", answer_json({"error": error}, 401)

    def refuse_basic(self, form: dict[str, str]) -> Response | None:
        if "client_secret" in form and self.is_weak("two proofs at once"):
            return None
        answer = answer_json({"error": "invalid_client"}, 401)
        if not self.is_weak("no challenge for Basic"):
            answer.headers["www-authenticate"] = "Basic"
        return answer

    def redeem(self, form: dict[str, str], client_id: str) -> Response:
        code = self.stored.codes.get(form.get("code", ""))
        if code is None or self.find_mismatch(code, form, client_id):
            return refuse_grant()
        if code.is_used and not self.is_weak("a code as often as one likes"):
            if not self.is_weak("tokens that outlive a replay"):
                self.stored.grants.pop(code.grant, None)
            return refuse_grant()
        code.is_used = True
        return send_tokens(self.make_tokens(code.grant))

    def find_mismatch(self, code: Code, form: dict[str, str], client_id: str) -> str:
        verifier = form.get("code_verifier", "")
        is_other = bool(code.challenge and verifier) and challenge(verifier) != code.challenge
        wrong = {
            "a code for any client": code.client_id != client_id,
            "a code for any redirect URI": code.redirect_uri != form.get("redirect_uri"),
            "a code for ever": self.now - code.made > CODE_LIFETIME,
            "any verifier": is_other,
            "no verifier needed": bool(code.challenge) and not verifier,
            "PKCE that can be taken out": bool(verifier) and not code.challenge,
        }
        return next((name for name in wrong if wrong[name] and not self.is_weak(name)), "")

    def refresh(self, form: dict[str, str], _client_id: str) -> Response:
        old = self.stored.refresh_tokens.get(form.get("refresh_token", ""))
        if old is None or old.grant not in self.stored.grants:
            return refuse_grant()
        if old.answer is None:
            old.answer = self.make_tokens(old.grant)
            old.successor = old.answer["refresh_token"]
            return send_tokens(old.answer)
        return self.repeat(old)

    def repeat(self, old: RefreshToken) -> Response:
        """A refresh token came again: the same answer for its successor's life, then the end."""
        answer = old.answer or {}
        weak: dict[str, Callable[[], Response]] = {
            "a 500 for a repeat": lambda: answer_json({"error": "server_error"}, 500),
            "no grace": refuse_grant,
            "a family that dies of a repeat": lambda: self.end_family(old),
            "a dead token for a repeat": lambda: send_tokens({**answer, "access_token": "dead"}),
        }
        if self.weakness in weak:
            return weak[self.weakness]()
        if self.stored.refresh_tokens[old.successor].answer is None:
            return send_tokens(answer)
        if self.is_weak("an old refresh token for ever"):
            return send_tokens(self.make_tokens(old.grant))
        is_weak = self.is_weak("a family that outlives a theft")
        return refuse_grant() if is_weak else self.end_family(old)

    def end_family(self, token: RefreshToken) -> Response:
        self.stored.grants.pop(token.grant, None)
        return refuse_grant()

    def make_tokens(self, grant: str) -> dict[str, Any]:
        access_token, refresh_token = secrets.token_urlsafe(), secrets.token_urlsafe()
        self.stored.access_tokens[access_token] = grant
        self.stored.refresh_tokens[refresh_token] = RefreshToken(grant)
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": 3600,
            "refresh_token": refresh_token,
        }

    def revoke(self, request: Request) -> Response:
        form, token = request.form, request.form["token"]
        is_own = (form.get("client_id"), form.get("client_secret")) == CLIENT
        if not is_own and not self.is_weak("revocation by anybody"):
            return answer_json({"error": "invalid_client"}, 401)
        is_access_token = token in self.stored.access_tokens
        refresh_token = self.stored.refresh_tokens.get(token)
        if not is_access_token and refresh_token is None:
            status = 400 if self.is_weak("an error for an unknown token") else 200
            return answer_json({}, status)
        grant = refresh_token.grant if refresh_token else self.stored.access_tokens[token]
        if self.is_weak("revocation of everybody's"):
            self.stored.grants.clear()
        if not (is_access_token and self.is_weak("an access token that cannot be revoked")):
            self.stored.grants.pop(grant, None)
        return answer_json({})


def refuse_grant() -> Response:
    return answer_json({"error": "invalid_grant"}, 400)


def send_tokens(tokens: dict[str, Any]) -> Response:
    answer = answer_json(tokens)
    answer.headers["cache-control"] = "no-store"
    return answer
