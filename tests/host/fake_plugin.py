"""A small plugin that does everything right, over a real socket; faults are put on from outside."""

import json
import secrets
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import Authorization
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.plugin_model import ACTION, PLUGIN
from plugin_oauth.host.target import Target

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CLIENT = ("stand-in", "client-secret-0123456789")
DEVELOPER = ("developer", "developer-secret-0123456789")
USER = ("ada@example.com", "correct horse battery")

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

# A fault sees the request and the right answer, and returns the one to send.
Fault = Callable[[Request, Response], Response]

CONSENT_PAGE = """
<form method="post">
  <input type="hidden" name="csrf_token" value="for-consent">
  <button name="decision" value="deny">Deny</button>
  <button name="decision" value="allow">Allow</button>
</form>
"""
LOGIN_PAGE = """
<form method="post">
  <input type="hidden" name="csrf_token" value="for-login">
  <input name="username"> <input name="password" type="password"> <button>Log in</button>
</form>
"""


class FakePlugin:
    """Manifest, OpenAPI document, authorization server and one operation, all as they should be."""

    def __init__(self) -> None:
        self.origin = ""
        self.content_type = JSON
        self.openapi_version = "3.0.3"
        self.asks_login = True
        self.asks_consent = True
        self.own_callback = ""
        self.faults: dict[str, Fault] = {}
        self.requests: list[Request] = []
        self.verification_tokens: dict[str, str] = {"another-host": "kept"}
        self.codes: dict[str, dict[str, str]] = {}
        self.more_in_callback: dict[str, str] = {}
        self.grants: set[str] = set()
        self.tokens: dict[str, str] = {}
        self.developer_tokens: set[str] = set()
        self.sessions: set[str] = set()

    @property
    def routes(self) -> Map:
        return ROUTES

    @property
    def target(self) -> Target:
        """A target with everything that a run can use."""
        return Target(self.origin, *CLIENT, *USER, *DEVELOPER)

    @property
    def callback(self) -> str:
        return self.own_callback or Target(self.origin).redirect_uri(PLUGIN)

    @property
    def callbacks(self) -> list[str]:
        """What is registered: the plugin's callback, and both of a GPT."""
        return [self.callback, *Target(self.origin).redirect_uris(ACTION)]

    def app(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        request.get_data(parse_form_data=True)
        self.requests.append(request)
        answer = self.preflight() if request.method == "OPTIONS" else self.answer(request)
        if request.path in self.faults:
            answer = self.faults[request.path](request, answer)
        return answer(environ, start_response)

    def answer(self, request: Request) -> Response:
        try:
            endpoint, arguments = self.routes.bind_to_environ(request.environ).match()
            answer: Response = getattr(self, endpoint)(request, **arguments)
        except HTTPException as error:
            if request.path.startswith("/api/"):
                return answer_json({"title": str(error)}, error.code or 500)
            return page(str(error), error.code or 500)
        if endpoint in {"manifest", "openapi"}:
            answer.headers["access-control-allow-origin"] = "*"
        return answer

    def preflight(self) -> Response:
        allowed = {"origin": "https://chat.openai.com", "methods": "GET, POST", "headers": "*"}
        headers = {f"access-control-allow-{what}": value for what, value in allowed.items()}
        return Response(status=204, headers=headers)

    # Documents

    def manifest(self, _: Request) -> Response:
        return answer_json(
            {
                "schema_version": "v1",
                "name_for_model": "fake",
                "name_for_human": "Fake",
                "description_for_model": "Plugin for tests.",
                "description_for_human": "A plugin for tests.",
                "auth": {
                    "type": "oauth",
                    "client_url": f"{self.origin}/authorize",
                    "scope": "things.read",
                    "authorization_url": f"{self.origin}/token",
                    "authorization_content_type": self.content_type,
                    "verification_tokens": self.verification_tokens,
                },
                "api": {"type": "openapi", "url": f"{self.origin}/openapi.json"},
                "logo_url": f"{self.origin}/logo.png",
                "contact_email": "help@example.com",
                "legal_info_url": f"{self.origin}/legal",
            }
        )

    def openapi(self, _: Request) -> Response:
        thing_id = {"name": "id", "in": "path", "description": "Which one.", "required": True}
        add = operation("addThing", requestBody={"required": True})
        find = operation("listThings", security=[{"oauth": ["things.read"]}])
        get = operation("getThing", parameters=[thing_id])
        return answer_json(
            {
                "openapi": self.openapi_version,
                "info": {"title": "Fake", "version": "1", "description": "Plugin for tests."},
                "servers": [{"url": f"{self.origin}/api"}],
                "paths": {"/things/{id}": {"get": get}, "/things": {"post": add, "get": find}},
                "components": {"schemas": {}},
            }
        )

    def logo(self, _: Request) -> Response:
        return Response(png(512, 512), mimetype="image/png")

    def metadata(self, _: Request) -> Response:
        return answer_json(
            {
                "issuer": self.origin,
                "authorization_endpoint": f"{self.origin}/authorize",
                "token_endpoint": f"{self.origin}/token",
                "revocation_endpoint": f"{self.origin}/revoke",
            }
        )

    # Pages

    def authorize(self, request: Request) -> Response:
        asked = request.args
        if not self.knows(asked):
            return page("This client or redirect URI is not registered.", 400)
        if self.asks_login and request.cookies.get("session") not in self.sessions:
            return redirect(f"/login?{urlencode({'next': request.full_path})}", 302)
        if self.asks_consent and request.method == "GET":
            return page(CONSENT_PAGE)
        if self.asks_consent:
            check_own_form(request, "for-consent")
        answer = {"state": asked["state"], **self.more_in_callback}
        if request.form.get("decision", "allow") == "allow":
            answer["code"] = secrets.token_urlsafe()
            self.codes[answer["code"]] = asked.to_dict()
        else:
            answer["error"] = "access_denied"
        return redirect(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)

    def knows(self, asked: Mapping[str, str]) -> bool:
        """Whether client and redirect URI are registered, and all is asked that must be."""
        return asked.get("client_id") == CLIENT[0] and asked.get("redirect_uri") in self.callbacks

    def login(self, request: Request) -> Response:
        if request.method == "GET":
            return page(LOGIN_PAGE)
        check_own_form(request, "for-login")
        if (request.form["username"], request.form["password"]) != USER:
            return page(f"That did not work. {LOGIN_PAGE}")
        session = secrets.token_urlsafe()
        self.sessions.add(session)
        answer = redirect(request.args["next"], 303)
        answer.set_cookie("session", session, httponly=True, secure=True, samesite="Lax")
        return answer

    # Tokens

    def token(self, request: Request) -> Response:
        given = request.authorization
        if given and given.username == DEVELOPER[0]:
            return self.developer_token(request)
        if request.mimetype != self.content_type:
            return answer_json({"error": "invalid_request"}, 400)
        form = request.get_json() if request.mimetype == JSON else request.form.to_dict()
        if not self.authenticates(form, given):
            return answer_json({"error": "invalid_client"}, 401)
        grant = self.take_grant(form)
        return self.issue(grant) if grant else answer_json({"error": "invalid_grant"}, 400)

    def authenticates(self, form: Mapping[str, str], given: Authorization | None) -> bool:
        in_body = form.get("client_id"), form.get("client_secret")
        return CLIENT in {in_body, (given.username, given.password) if given else None}

    def take_grant(self, form: dict[str, str]) -> str:
        if form["grant_type"] == "refresh_token":
            grant = self.tokens.pop(form["refresh_token"], "")
            return grant if grant in self.grants else ""
        asked = self.codes.pop(form["code"], {})
        if asked.get("redirect_uri") != form["redirect_uri"] or not self.matches(asked, form):
            return ""
        grant = secrets.token_urlsafe()
        self.grants.add(grant)
        return grant

    def matches(self, _asked: Mapping[str, str], _form: Mapping[str, str]) -> bool:
        """Whether the exchange is by whom the code was for."""
        return True

    def issue(self, grant: str) -> Response:
        access_token, refresh_token = secrets.token_urlsafe(), secrets.token_urlsafe()
        self.tokens |= {access_token: grant, refresh_token: grant}
        answer = answer_json(
            {
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": 3600,
                "refresh_token": refresh_token,
            }
        )
        answer.headers["cache-control"] = "no-store"
        return answer

    def developer_token(self, request: Request) -> Response:
        given = request.authorization
        if given is None or (given.username, given.password) != DEVELOPER:
            return answer_json({"error": "invalid_client"}, 401)
        if request.form["grant_type"] != "client_credentials":
            return answer_json({"error": "unauthorized_client"}, 400)
        token = secrets.token_urlsafe()
        self.developer_tokens.add(token)
        return answer_json({"access_token": token, "token_type": "Bearer", "expires_in": 60})

    def revoke(self, request: Request) -> Response:
        form = request.form
        if not self.authenticates(form, request.authorization):
            return answer_json({"error": "invalid_client"}, 401)
        self.grants.discard(self.tokens.get(form["token"], ""))
        return answer_json({})

    # What tokens open

    def things(self, request: Request) -> Response:
        token = bearer(request)
        if self.tokens.get(token) in self.grants:
            return answer_json({"things": ["one", "two"]})
        answer = answer_json({"title": "Sign in first"}, 401)
        answer.headers["www-authenticate"] = 'Bearer error="invalid_token"' if token else "Bearer"
        return answer

    def verification_token(self, request: Request, service: str) -> Response:
        if bearer(request) not in self.developer_tokens:
            return answer_json({"title": "Not a developer"}, 401)
        if request.method == "PUT":
            self.verification_tokens[service] = request.get_json()["token"]
        if request.method == "DELETE":
            self.verification_tokens.pop(service)
            return Response(status=204)
        if service not in self.verification_tokens:
            raise NotFound
        return answer_json({"token": self.verification_tokens[service]})


ROUTES = Map(
    [
        Rule("/.well-known/ai-plugin.json", endpoint="manifest"),
        Rule("/openapi.json", endpoint="openapi"),
        Rule("/logo.png", endpoint="logo"),
        Rule("/.well-known/oauth-authorization-server", endpoint="metadata"),
        Rule("/authorize", endpoint="authorize"),
        Rule("/login", endpoint="login"),
        Rule("/token", endpoint="token", methods=["POST"]),
        Rule("/revoke", endpoint="revoke", methods=["POST"]),
        Rule("/api/things", endpoint="things", methods=["GET"]),
        Rule("/developer/verification-tokens/<service>", endpoint="verification_token"),
    ]
)


def operation(name: str, **members: Any) -> dict[str, Any]:
    """Return an operation of the OpenAPI document, with what hosts want to see of each."""
    answer = {"description": "Done", "content": {JSON: {"schema": {"type": "array"}}}}
    return {"operationId": name, "summary": name, "responses": {"200": answer}, **members}


def png(width: int, height: int) -> bytes:
    """Return the beginning of a PNG, which says its size."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def answer_json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value), status, mimetype=JSON)


def page(content: str, status: int = 200) -> Response:
    return Response(f"<!doctype html><title>Fake</title>{content}", status, mimetype="text/html")


def bearer(request: Request) -> str:
    given = request.authorization
    return given.token or "" if given and given.type == "bearer" else ""


def check_own_form(request: Request, csrf_token: str) -> None:
    """Raise NotFound unless a browser sent this from our own page."""
    own = request.host_url.rstrip("/")
    sent = (request.headers.get("origin"), request.headers.get("sec-fetch-site"))
    if sent != (own, "same-origin") or request.form["csrf_token"] != csrf_token:
        raise NotFound


class QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Print nothing."""


P = TypeVar("P", bound=FakePlugin)


@contextmanager
def serve(plugin: P) -> Iterator[P]:
    """Serve the plugin on a free port of this machine until the block ends."""
    server = make_server("127.0.0.1", 0, plugin.app, threaded=True, request_handler=QuietHandler)
    plugin.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield plugin
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
