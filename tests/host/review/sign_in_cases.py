"""Cases of the rules that need a sign-in (A, X): servers on this machine, and an account there."""

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.subject import Part, Subject
from plugin_oauth.host.target import Target
from tests.host.fake_plugin import CLIENT, FORM, JSON, USER, answer_json, page, serve
from tests.host.faults import GONE, instead, redirect_to, with_header, with_member
from tests.host.review.case import Case
from tests.host.strict_mcp import StrictMcp
from tests.host.strict_plugin import StrictPlugin

ACCOUNT = Account(accounts=Target("", *CLIENT, *USER))


@dataclass(frozen=True)
class SignInCase(Case):
    """A case of a plugin that somebody can sign in to, with a fault or a weakness."""

    weakness: str = ""
    account: Account = ACCOUNT
    content_type: str = JSON

    @contextmanager
    def open(self) -> Iterator[Subject]:
        with serve(StrictPlugin(self.weakness)) as plugin:
            plugin.content_type = self.content_type
            plugin.faults = self.faults or {}
            yield self.find(plugin)

    def find(self, plugin: StrictPlugin) -> Subject:
        return find_subject(plugin.origin, Options(account=self.account))


@dataclass(frozen=True)
class GptCase(SignInCase):
    """The same, as a GPT: its document, and what was typed into the editor."""

    content_type: str = FORM

    def find(self, plugin: StrictPlugin) -> Subject:
        plugin.openapi_version = "3.1.0"
        typed = {
            "authorization_url": f"{plugin.origin}/authorize",
            "token_url": f"{plugin.origin}/token",
        }
        settings = Part("gpt.json", "gpt.json", typed)
        options = Options(account=self.account, settings=settings)
        return find_subject(f"{plugin.origin}/openapi.json", options)


@dataclass(frozen=True)
class HostCase(Case):
    """A case of an MCP server that somebody can sign in to, with a fault or a weakness."""

    weakness: str = ""
    change: Callable[[StrictMcp], None] = lambda _: None

    @contextmanager
    def open(self) -> Iterator[Subject]:
        with serve(StrictMcp(self.weakness)) as mcp:
            mcp.faults = self.faults or {}
            self.change(mcp)
            account = Account(accounts=Target("", username=USER[0], password=USER[1]))
            yield find_subject(f"{mcp.origin}/mcp", Options(account=account))


def believed(rule: str, words: str, weakness: str) -> Case:
    """Return a case of an MCP server that believes something of a client."""
    return HostCase(rule, "error", words, weakness=weakness)


def answered(rule: str, level: str, words: str, member: str, value: object) -> Case:
    """Return a case of a plugin whose token response has one member changed."""
    return SignInCase(rule, level, words, faults={"/token": with_member(member, value=value)})


def weak(rule: str, level: str, words: str, weakness: str) -> Case:
    """Return a case of a plugin that does one thing wrong."""
    return SignInCase(rule, level, words, weakness=weakness)


UNREAD = instead('{"error": "unsupported_grant_type"}', 400)


def forms_only(request: Request, answer: Response) -> Response:
    """Read forms, as OAuth libraries do."""
    return answer if request.mimetype == FORM else UNREAD(request, answer)


def one_callback(request: Request, answer: Response) -> Response:
    """Know the callback at chatgpt.com alone."""
    is_other = "chat.openai.com" in request.args.get("redirect_uri", "")
    return page("Unknown redirect URI", 400) if is_other else answer


def without_issuer(request: Request, answer: Response) -> Response:
    """Leave iss out of every callback."""
    location = re.sub(r"[?&]iss=[^&]*", "", answer.headers.get("location", ""))
    return with_header("location", location)(request, answer)


def any_resource(request: Request, answer: Response) -> Response:
    """Grant a token for anybody's API."""
    is_foreign = "stand-in.invalid" in request.args.get("resource", "")
    callback = request.args.get("redirect_uri", "")
    return redirect(f"{callback}?code=a-code", 303) if is_foreign else answer


def plain_in_the_end(request: Request, answer: Response) -> Response:
    """Take weak PKCE, and not tell before somebody is signed in."""
    if request.args.get("code_challenge_method") != "plain":
        return answer
    is_signed_in = "session" in request.cookies
    callback = request.args["redirect_uri"]
    return redirect(f"{callback}?code=a-code", 303) if is_signed_in else page("Log in first.")


def scope_needed(request: Request, answer: Response) -> Response:
    """Refuse a request without scope."""
    return answer if "scope" in request.args else page("Which scope?", 400)


def any_token(request: Request, answer: Response) -> Response:
    """Let everybody in who shows something."""
    is_made_up = request.authorization and answer.status_code == 401
    return answer_json({"jsonrpc": "2.0", "id": 1, "result": {}}) if is_made_up else answer


def for_others(request: Request, answer: Response) -> Response:
    """Give an access token that is a JWT for another API."""
    claims = base64.urlsafe_b64encode(b'{"aud": "https://other.example"}').decode().rstrip("=")
    return with_member("access_token", value=f"eyJhbGciOiJIUzI1NiJ9.{claims}.c2ln")(request, answer)


SIGN_IN_CASES: list[Case] = [
    SignInCase("A008", "error", "refuses a JSON body", faults={"/token": forms_only}),
    SignInCase(
        "A008", "error", "the declared one is not", faults={"/token": forms_only}, account=Account()
    ),
    SignInCase(
        "A008",
        "error",
        "redirects a token request",
        faults={"/token": redirect_to("http://169.254.169.254/")},
        account=Account(),
    ),
    answered("A009", "error", "token_type is 'mac', not bearer", "token_type", "mac"),
    answered("A009", "error", "expires_in is not", "expires_in", "3600"),
    answered("A009", "error", "access_token is missing", "access_token", GONE),
    answered("A010", "warning", "no refresh_token", "refresh_token", GONE),
    weak("A011", "error", "the state came back as", "a state without its blanks"),
    weak("A011", "error", "a refused request has not", "a denial without state"),
    weak("A012", "error", "a client that is not registered", "an unknown client sent back"),
    weak("A012", "error", "with a longer path", "redirect URIs compared by their beginning"),
    weak("A013", "error", "the code was redeemed before", "a code as often as one likes"),
    weak("A013", "error", "another redirect URI", "a code for any redirect URI"),
    weak("A014", "warning", "invalid_scope", "a scope that must say something"),
    GptCase("A015", "warning", "back to chat.openai.com", faults={"/authorize": one_callback}),
    HostCase("X003", "error", "is granted all the same", faults={"/authorize": plain_in_the_end}),
    HostCase("X004", "error", "has no iss", faults={"/authorize": without_issuer}),
    believed("X006", "names another client_id", "documents of others"),
    believed("X006", "is not in the client's document", "any redirect URI"),
    believed("X006", "behind a redirect", "documents behind redirects"),
    believed("X006", "more than 1,000,000 bytes", "documents of any length"),
    believed("X006", "drips in for 8 s", "documents however slow"),
    believed("X007", "has expired", "assertions for ever"),
    believed("X007", "is for another server", "assertions for others"),
    believed("X007", "a stranger's key", "unsigned assertions"),
    believed("X007", "was used before", "assertions twice"),
    believed("X008", "a code is exchanged for", "tokens for any resource"),
    HostCase("X008", "error", "is asked for, and granted", faults={"/authorize": any_resource}),
    HostCase("X008", "error", "aud is 'https://other", faults={"/token": for_others}),
    HostCase("X008", "error", "not refused with 401", faults={"/mcp": any_token}),
    HostCase(
        "X010",
        "error",
        "by the client just registered",
        faults={"/register": with_member("client_id", value="forgotten")},
    ),
    HostCase("X011", "warning", "a sign-in without scope", faults={"/authorize": scope_needed}),
]

KEPT_PLUGIN = SignInCase("", "", "")
KEPT_GPT = GptCase("", "", "")
KEPT_HOST = HostCase("", "", "")
