"""A plugin that passes every drill, and that can be made weak in one thing at a time.

Weaknesses that live in the state of a server cannot be put on from outside, as faults.py does: they
are asked for by name, `plugin.is_weak("...")`, where a right server would act. The table of
test_drills.py says which drill has to name which.
"""

import json
import threading
from dataclasses import replace

from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.target import Target
from tests.host.fake_plugin import ROUTES, answer_json, bearer, operation, page
from tests.host.strict_pages import SECOND_USER, StrictPages
from tests.host.strict_tokens import CODE_LIFETIME, Stored

RETRY_AFTER = 7
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


class StrictPlugin(StrictPages):
    """Everything right, but for one weakness at most."""

    def __init__(self, weakness: str = "") -> None:
        super().__init__(weakness)
        self.calls: dict[str, int] = {}
        self.calls_at_once = 20
        self.counting = threading.Lock()
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

    # What tokens open

    def things(self, request: Request) -> Response:
        token = bearer(request)
        if self.is_weak("a token in the query"):
            token = token or request.args.get("access_token", "")
        if token and self.is_weak("any token"):
            return answer_json({"things": []})
        if self.stored.access_tokens.get(token) not in self.stored.grants:
            return self.refuse_call(token)
        with self.counting:
            self.calls[token] = self.calls.get(token, 0) + 1
            count = self.calls[token]
        if count > self.calls_at_once:
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
