"""The authorization and login pages of the strict plugin, weak in one thing at a time."""

import secrets
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from tests.host.fake_plugin import CLIENT, CONSENT_PAGE, LOGIN_PAGE, USER, check_own_form, page
from tests.host.strict_tokens import Code, StrictTokens

SECOND_USER = ("grace@example.com", "another horse battery")


class StrictPages(StrictTokens):
    """Who signs in, and what is sent back for whom."""

    def __init__(self, weakness: str = "") -> None:
        super().__init__(weakness)
        self.users: dict[str, str] = {}

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
