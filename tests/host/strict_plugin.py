"""A plugin that passes every drill, and that can be made weak in one thing at a time.

Weaknesses that live in the state of a server cannot be put on from outside, as faults.py does: they
are asked for by name, `plugin.is_weak("...")`, where a right server would act. The table of
test_drills.py says which drill has to name which.
"""

import json
import secrets
import threading
from dataclasses import replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.target import Target
from tests.host.fake_plugin import (
    CLIENT,
    LOGIN_PAGE,
    ROUTES,
    USER,
    answer_json,
    bearer,
    check_own_form,
    operation,
    page,
)
from tests.host.strict_tokens import CODE_LIFETIME, Code, Stored, StrictTokens

SECOND_USER = ("grace@example.com", "another horse battery")
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


class StrictPlugin(StrictTokens):
    """Everything right, but for one weakness at most."""

    def __init__(self, weakness: str = "") -> None:
        super().__init__(weakness)
        self.users: dict[str, str] = {}
        self.calls: dict[str, int] = {}
        self.calls_at_once = 20
        self.over = threading.Event()

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
