"""A plugin that passes every drill, and that can be made weak in one thing at a time.

Weaknesses that live in the state of a server cannot be put on from outside, as faults.py does: they
are asked for by name, `plugin.is_weak("...")`, where a right server would act. The table of
test_drills.py says which drill has to name which.
"""

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.pkce import challenge
from plugin_oauth.host.target import Target
from tests.host.fake_plugin import (
    CLIENT,
    DEVELOPER,
    JSON,
    LOGIN_PAGE,
    ROUTES,
    USER,
    FakePlugin,
    answer_json,
    bearer,
    check_own_form,
    operation,
    page,
)

SECOND_USER = ("grace@example.com", "another horse battery")
CODE_LIFETIME = 60
RETRY_AFTER = 7

CONSENT_PAGE = """
<form method="post">
  <input type="hidden" name="csrf_token" value="for-consent">
  <button name="decision" value="deny">Deny</button>
  <button name="decision" value="allow">Allow</button>
</form>
"""
STRICT_ROUTES = Map(
    [
        *(rule.empty() for rule in ROUTES.iter_rules()),
        Rule("/token", endpoint="token_by_get", methods=["GET"]),
        Rule("/api/all", endpoint="everything", methods=["GET"]),
        Rule("/restart", endpoint="restart", methods=["POST"]),
        Rule("/", endpoint="home", methods=["GET"]),
        Rule("/.well-known/<path:name>", endpoint="other_document", methods=["GET"]),
    ]
)


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


class StrictPlugin(FakePlugin):
    """Everything right, but for one weakness at most."""

    def __init__(self, weakness: str = "") -> None:
        super().__init__()
        self.weakness = weakness
        self.stored = Stored()
        self.users: dict[str, str] = {}
        self.calls: dict[str, int] = {}
        self.calls_at_once = 20
        self.now = 0.0
        self.over = threading.Event()
        self._lock = threading.RLock()

    def is_weak(self, name: str) -> bool:
        return self.weakness == name

    def wait(self, seconds: float) -> None:
        """Let time pass, for a run that waits."""
        self.now += seconds
        if not self.is_weak("a limit that never opens again"):
            self.calls.clear()

    @property
    def target(self) -> Target:
        return replace(
            super().target,
            second_username=SECOND_USER[0],
            second_password=SECOND_USER[1],
            code_lifetime=CODE_LIFETIME,
            wait=self.wait,
        )

    @property
    def routes(self) -> Map:
        return STRICT_ROUTES

    # Documents

    def manifest(self, request: Request) -> Response:
        host = request.headers.get("x-forwarded-host")
        if host and self.is_weak("a manifest that redirects to a sibling"):
            return redirect(f"http://{host}{request.path}")
        answer = super().manifest(request)
        if host and self.is_weak("a manifest of the host in a header"):
            answer.set_data(answer.get_data(as_text=True).replace(self.origin, f"http://{host}"))
        if self.is_weak("a manifest from a cache"):
            document = json.loads(answer.get_data())
            document["auth"]["verification_tokens"] = {"openai": self.target.verification_token}
            answer = answer_json(document)
        return answer

    def openapi(self, request: Request) -> Response:
        document = json.loads(super().openapi(request).get_data())
        document["paths"]["/all"] = {"get": operation("listAll", security=[{"oauth": []}])}
        return answer_json(document)

    def metadata(self, request: Request) -> Response:
        document = json.loads(super().metadata(request).get_data())
        more = {
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["things.read"],
            "authorization_response_iss_parameter_supported": True,
        }
        if self.is_weak("an issuer that nobody promised"):
            more.pop("authorization_response_iss_parameter_supported")
        return answer_json(document | more)

    def other_document(self, _: Request, name: str) -> Response:
        if self.is_weak("a page for every path"):
            return page("<div id=app></div>")
        if self.is_weak("a redirect of unknown documents"):
            return redirect("/")
        return answer_json({"title": f"No {name} here"}, 404)

    def home(self, _: Request) -> Response:
        return page("Hello")

    # Pages

    def authorize(self, request: Request) -> Response:
        asked = request.args
        error = self.find_error(asked)
        session = request.cookies.get("session", "")
        if not self.is_registered(asked):
            return self.refuse_client(asked)
        if error:
            return self.send_back(asked, {"error": error})
        if session not in self.users:
            return redirect(f"/login?{urlencode({'next': request.full_path})}", 302)
        if request.method == "GET":
            return page(CONSENT_PAGE)
        if not self.is_weak("a consent form without a token"):
            check_own_form(request, "for-consent")
        return self.send_back(asked, self.decide(request, self.users[session]))

    def is_registered(self, asked: "MultiDict[str, str]") -> bool:
        client_id, uri = asked.get("client_id", ""), asked.get("redirect_uri", "")
        return self.knows_client(client_id) and self.knows_redirect(uri)

    def refuse_client(self, asked: "MultiDict[str, str]") -> Response:
        if self.is_weak("an unknown client sent back"):
            return redirect(f"{asked['redirect_uri']}?error=unauthorized_client", 303)
        return page("Nobody registered this client with this redirect URI.", 400)

    def decide(self, request: Request, user: str) -> dict[str, str]:
        if request.form.get("decision") == "allow":
            return {"code": self.make_code(request.args, user)}
        is_weak = self.is_weak("a denial that says error")
        return {"error": "server_error" if is_weak else "access_denied"}

    def knows_client(self, client_id: str) -> bool:
        return client_id == CLIENT[0]

    def knows_redirect(self, uri: str) -> bool:
        if self.is_weak("redirect URIs compared by their beginning"):
            return any(uri.startswith(callback) for callback in self.callbacks)
        if self.is_weak("redirect URIs compared by their path"):
            return uri.endswith(self.callback.split("/", 3)[3])
        return uri in self.callbacks

    def find_error(self, asked: "MultiDict[str, str]") -> str:
        """Return why an authorization request is refused, the first reason of several."""
        is_plain = asked.get("code_challenge_method", "S256") != "S256"
        is_foreign = not asked.get("resource", self.origin).startswith(self.origin)
        resource_error = "server_error" if self.is_weak("a made-up resource error") else ""
        reasons = {
            "invalid_request": any(len(asked.getlist(name)) > 1 for name in asked)
            and not self.is_weak("the first of two states"),
            "unsupported_response_type": asked.get("response_type") != "code"
            and not self.is_weak("the implicit grant"),
            resource_error or "invalid_target": is_foreign,
            "invalid_request ": is_plain and not self.is_weak("plain PKCE"),
            "invalid_scope": ("scope" not in asked and self.is_weak("a scope that must be sent"))
            or (asked.get("scope") == "" and self.is_weak("a scope that must say something")),
        }
        return next((error.strip() for error, is_so in reasons.items() if is_so), "")

    def send_back(self, asked: "MultiDict[str, str]", answer: dict[str, str]) -> Response:
        """Redirect to the callback, with state and issuer."""
        is_error = "error" in answer
        if "state" in asked and not (is_error and self.is_weak("a denial without state")):
            answer["state"] = asked["state"]
        elif self.is_weak("a state where none was sent"):
            answer["state"] = "made-up"
        if self.is_weak("a state without its blanks") and "state" in answer:
            answer["state"] = answer["state"].replace(" ", "")
        if not (is_error and self.is_weak("no issuer in errors")):
            answer["iss"] = self.origin + ("/" if self.is_weak("an issuer with a slash") else "")
        if self.is_weak("a state written as it came"):
            raw = answer.pop("state", "").replace(" ", "+").replace('"', "")
            return redirect(f"{asked['redirect_uri']}?{urlencode(answer)}&state={raw}", 303)
        query = urlencode(answer)
        if self.is_weak("the implicit grant") and asked.get("response_type") == "token":
            query += "#access_token=a-token"
        return redirect(f"{asked['redirect_uri']}?{query}", 303)

    def make_code(self, asked: "MultiDict[str, str]", user: str) -> str:
        code, grant = secrets.token_urlsafe(), secrets.token_urlsafe()
        self.stored.codes[code] = Code(
            client_id=asked["client_id"],
            redirect_uri=asked["redirect_uri"],
            challenge=asked.get("code_challenge", ""),
            grant=grant,
            made=self.now,
        )
        if self.is_weak("one user at a time"):
            self.stored.grants = {g: u for g, u in self.stored.grants.items() if u == user}
        self.stored.grants[grant] = user
        return code

    def login(self, request: Request) -> Response:
        if request.method == "GET":
            return self.framed(page(LOGIN_PAGE))
        check_own_form(request, "for-login")
        if (request.form["username"], request.form["password"]) not in {USER, SECOND_USER}:
            return page(f"That did not work. {LOGIN_PAGE}")
        session = secrets.token_urlsafe()
        self.sessions.add(session)
        self.users[session] = request.form["username"]
        answer = redirect(request.args["next"], 303)
        is_hidden = not self.is_weak("a cookie that scripts can read")
        answer.set_cookie("session", session, httponly=is_hidden, secure=True, samesite="Lax")
        return answer

    def framed(self, answer: Response) -> Response:
        if not self.is_weak("a login page in a frame"):
            answer.headers["x-frame-options"] = "DENY"
        return answer

    # Tokens

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

    # What tokens open

    def things(self, request: Request) -> Response:
        token = bearer(request)
        if self.is_weak("a token in the query"):
            token = token or request.args.get("access_token", "")
        if token and self.is_weak("any token"):
            return answer_json({"things": []})
        if self.stored.access_tokens.get(token) not in self.stored.grants:
            return self.refuse_call(token)
        self.calls[token] = self.calls.get(token, 0) + 1
        if self.calls[token] > self.calls_at_once:
            return self.too_many()
        return answer_json({"things": ["one", "two"]})

    def refuse_call(self, token: str) -> Response:
        answer = answer_json({"title": "Sign in first"}, 401)
        answer.headers["www-authenticate"] = "Bearer"
        if token and not self.is_weak("a challenge without an error"):
            answer.headers["www-authenticate"] = 'Bearer error="invalid_token"'
        return answer

    def too_many(self) -> Response:
        if self.is_weak("a 503 under load"):
            return answer_json({"title": "Down"}, 503)
        answer = answer_json({"title": "Too many"}, 429)
        if not self.is_weak("a limit without Retry-After"):
            answer.headers["retry-after"] = str(RETRY_AFTER)
        return answer

    def everything(self, request: Request) -> Response:
        if self.is_weak("a slow answer"):
            self.over.wait(30)
        answer = self.things(request)
        if answer.status_code == 200 and self.is_weak("a long answer"):
            return answer_json({"things": ["x" * 100_000]})
        return answer

    def verification_token(self, request: Request, service: str) -> Response:
        if request.method == "PUT" and self.is_weak("verification tokens from anybody"):
            self.verification_tokens[service] = request.get_json()["token"]
        return super().verification_token(request, service)

    def restart(self, _: Request) -> Response:
        if self.is_weak("tokens in memory"):
            self.stored = Stored()
        if self.is_weak("access tokens in memory"):
            self.stored.access_tokens.clear()
        return Response(status=204)


def refuse_grant() -> Response:
    return answer_json({"error": "invalid_grant"}, 400)


def send_tokens(tokens: dict[str, Any]) -> Response:
    answer = answer_json(tokens)
    answer.headers["cache-control"] = "no-store"
    return answer
