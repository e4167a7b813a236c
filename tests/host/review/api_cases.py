"""Cases of an API that answers: where it leads (D007), on localhost (D008), its answers (R)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from werkzeug.wrappers import Request, Response

from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.api import NOWHERE
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.subject import Subject
from tests.host.fake_plugin import FakePlugin, Fault, answer_json, serve
from tests.host.faults import instead, only, redirect_to, with_header, with_member, with_token
from tests.host.review.case import FOR_EVERYBODY, HTML, MANIFEST_PATH, SPEC_PATH, Case, served

NOBODYS_THING = "/api/things/plugin-oauth-lint-knows-none"
WITHOUT_AUTH = with_member("auth", value={"type": "none"})
SHARED_WITH_NOBODY = with_header("access-control-allow-origin", "")
FEW_HEADERS_ALLOWED = with_header("access-control-allow-headers", "Content-Type")
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
LIMITED = with_member("paths", "/things", "get", "parameters", value=[LIMIT])
PREVIEW = "".join(
    f'<meta property="og:{name}" content="x">'
    for name in ("site_name", "title", "description", "image", "url")
)


def local(words: str, path: str, fault: Fault) -> Case:
    """Return a case of D008: a plugin without auth, as ChatGPT took it on localhost."""
    return Case("D008", "error", words, faults={MANIFEST_PATH: WITHOUT_AUTH, path: fault})


def open_api(rule: str, level: str, words: str, fault: Fault, **more: Fault) -> Case:
    """Return a case of a plugin whose one operation is for everybody, and answers so."""
    faults = {SPEC_PATH: FOR_EVERYBODY, "/api/things": fault}
    faults |= {f"/{name}": page for name, page in more.items()}
    return Case(rule, level, words, faults=faults)


@dataclass(frozen=True)
class SignedInCase(Case):
    """A plugin reviewed with a token for its API."""

    @contextmanager
    def open(self) -> Iterator[Subject]:
        with serve(FakePlugin()) as plugin:
            plugin.faults = self.faults or {}
            plugin.grants.add("a grant")
            plugin.tokens["an-api-token"] = "a grant"
            yield find_subject(plugin.origin, Options(account=Account(api_token="an-api-token")))


def signed_in(rule: str, level: str, words: str, fault: Fault, **more: Fault) -> Case:
    """Return a case of a plugin that answers so whoever shows the token."""
    faults = {"/api/things": with_token(fault)}
    faults |= {f"/{name}": page for name, page in more.items()}
    return SignedInCase(rule, level, words, faults=faults)


@dataclass(frozen=True)
class ImpatientCase(Case):
    """A plugin reviewed by a host whose patience is over at once."""

    @contextmanager
    def open(self) -> Iterator[Subject]:
        with super().open() as subject:
            subject.load("spec")
            subject.web.model = replace(subject.web.model, call_seconds=1e-6)
            yield subject


def link(request: Request, _: Response) -> Response:
    """Answer with the address of a page of this very server."""
    return answer_json({"things": [{"url": f"{request.host_url}page"}]})


def upset(request: Request, answer: Response) -> Response:
    """Break down when a number is none."""
    return answer if request.args.get("limit", "1").isdigit() else Response("", 500)


def by_ephemeral(request: Request, answer: Response) -> Response:
    """Take the ephemeral id for a person."""
    name = request.headers.get("openai-ephemeral-user-id", "")
    return answer_json({"name": name}) if name else answer


def greeting(request: Request, _: Response) -> Response:
    """Answer everybody, and each by the ephemeral id."""
    return answer_json({"hello": request.headers.get("openai-ephemeral-user-id", "")})


API_CASES: list[Case] = [
    served(
        "D007", "warning", "/openapi.json redirects to /moved", SPEC_PATH, redirect_to("/moved")
    ),
    served("D007", "warning", "redirects to /x", "/api/things", redirect_to("/x")),
    served("D007", "warning", "the token URL http", "/token", redirect_to("/oauth/token", 307)),
    served("D007", "warning", "redirects to /authorize/", "/authorize", redirect_to("/authorize/")),
    served("D007", "warning", "the authorization URL", "/authorize", redirect_to("/login", 301)),
    local("no origin, not https://chat.openai.com", SPEC_PATH, SHARED_WITH_NOBODY),
    local("does not allow openai-conversation-id", "/api/things", FEW_HEADERS_ALLOWED),
    local("the preflight of GET http", "/api/things", only("OPTIONS", instead("", 405))),
    open_api("R001", "error", "100,000 characters", instead(f'["{"a" * 99_996}"]')),
    signed_in("R001", "error", "listThings answers with", instead(f'["{"a" * 99_996}"]')),
    ImpatientCase("R002", "error", "is not answered", faults={}),
    served("R003", "warning", "401 as text/html", "/api/things", instead("", 401, "text/html")),
    served("R003", "warning", "500 and no message", "/api/things", instead("{}", 500)),
    served("R003", "warning", "429 without", "/api/things", instead('{"title": "Too often"}', 429)),
    served(
        "R003", "warning", "a path that is not there", f"/api/things{NOWHERE}", instead("{}", 404)
    ),
    signed_in("R003", "warning", "500 and no message", instead("{}", 500)),
    SignedInCase(
        "R003", "warning", "getThing of what is not there", faults={NOBODYS_THING: instead("", 404)}
    ),
    Case(
        "R003",
        "warning",
        "listThings with a wrong limit is answered with 500",
        faults={SPEC_PATH: LIMITED, "/api/things": upset},
    ),
    signed_in("R004", "info", "answers with a text", instead('"Hello"')),
    open_api("R004", "info", "answers with text/plain", instead("Hello", 200, "text/plain")),
    open_api("R004", "info", "answers with a text", instead('"Hello"')),
    signed_in("R005", "info", "has no og:site_name", link, page=HTML),
    open_api("R005", "info", "has no og:site_name", link, page=HTML),
    served("R006", "warning", "opens by", "/api/things", by_ephemeral),
    open_api("R006", "warning", "answers by", greeting),
]

KEPT_LOCAL = Case("", "", "", faults={MANIFEST_PATH: WITHOUT_AUTH})
KEPT_API = open_api("", "", "", link, page=instead(PREVIEW, 200, "text/html"))
