"""What drills stand on: sign-ins of their own, and the judgement of a refusal."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from plugin_oauth.host.activation import decide, pass_login
from plugin_oauth.host.authorization import AuthorizationRequest, make_authorization_request
from plugin_oauth.host.browser import Browser
from plugin_oauth.host.oauth_client import Client, Tokens
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing, Step
from plugin_oauth.host.target import Person
from plugin_oauth.host.token_endpoint import (
    authorization_code_request,
    find_error,
    process_token_response,
    refresh_token_request,
)
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer

R = TypeVar("R", bound=OAuthRun)

# Parameters of a request that are set, or left out where the value is None.
Changes = Mapping[str, str | None]
NO_CHANGES: Changes = {}


def make_drill(name: str, play: Callable[[R], Playing], drill: Drill) -> Step[R]:
    """Return the step of a drill. It needs the sign-in to work: else all would say the same."""

    def play_drill(run: R) -> Playing:
        if not hasattr(run, "client"):
            raise Skipped("nobody signs in at this plugin")
        return (yield from play(run))

    return Step(name, play_drill, needs=("exchange",), drill=drill)


@dataclass(frozen=True)
class Outcome:
    """Where a browser ended: on a page, or on its way to another origin, the callback mostly."""

    request: AuthorizationRequest
    answer: Answer
    was_asked: bool

    @property
    def destination(self) -> Url | None:
        """Where the last redirect leads; None on a page."""
        return self.answer.location if self.answer.is_redirect else None

    @property
    def parameters(self) -> dict[str, list[str]]:
        """What the callback says, values by name: in its query, or in its fragment."""
        if self.destination is None:
            return {}
        parts = urlsplit(self.destination.text)
        said = "&".join(part for part in (parts.query, parts.fragment) if part)
        return parse_qs(said, keep_blank_values=True, max_num_fields=100)

    def find(self, name: str) -> str:
        """Return a parameter of the callback, empty if it is not there."""
        return self.parameters.get(name, [""])[0]

    @property
    def words(self) -> str:
        """The outcome in a few words."""
        if self.destination:
            error = self.find("error")
            return f"a redirect to {self.destination.text.partition('?')[0]} {error}".strip()
        return f"a page with status {self.answer.status}: {self.answer.main_words}"


def authorize(
    run: OAuthRun,
    changes: Changes = NO_CHANGES,
    client: Client | None = None,
    *,
    allow: bool = True,
    also: str = "",
) -> Outcome:
    """Send a person to the authorization endpoint with a changed request; return where they end.

    `also` is added to the query as it is. The window is signed in from one drill to the next.
    Raises Skipped where a person signs in by hand, Failure where the browser cannot go on.
    """
    request = make_authorization_request(client or run.client, run.redirect_uri)
    request = replace(request, url=change_query(request.url, changes) + also)
    return visit(signed_in_window(run), request, run.target.person, allow=allow)


def visit(
    window: Browser, request: AuthorizationRequest, person: Person, *, allow: bool = True
) -> Outcome:
    """Have a person go through login and consent, where they are shown; return where they end."""
    answer, _ = pass_login(window, window.open(request.url), person)
    answer, was_asked = decide(window, answer, allow=allow)
    return Outcome(request, answer, was_asked)


def signed_in_window(run: OAuthRun) -> Browser:
    """Return the window that drills share, so that a person logs in once."""
    if run.window is None:
        run.window = open_window(run)
    return run.window


def open_window(run: OAuthRun) -> Browser:
    """Return a window without cookies, that stops at the first redirect to another origin."""
    if run.target.browser:
        raise Skipped("it needs a sign-in of its own: give --username and --password")
    return Browser(
        run.wire,
        origin=run.client.authorization_url.origin,
        callback=run.redirect_uri,
        seconds=run.model.call_seconds,
        stops_outside=True,
    )


def change_query(url: str, changes: Changes) -> str:
    """Return the URL with parameters set, or taken out where the value is None."""
    parts = urlsplit(url)
    kept = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in changes
    ]
    added = [(name, value) for name, value in changes.items() if value is not None]
    return urlunsplit(parts._replace(query=urlencode(kept + added)))


def new_code(
    run: OAuthRun, changes: Changes = NO_CHANGES, *, client: Client | None = None
) -> tuple[AuthorizationRequest, str]:
    """Have a person sign in; return the request and its code. Raises Failure if there is none."""
    outcome = authorize(run, changes, client)
    code = outcome.find("code")
    if not code:
        raise Failure(f"the sign-in ends with {outcome.words}", "RFC 6749 section 4.1.2")
    run.wire.masking.conceal(code)
    return outcome.request, code


def new_tokens(run: OAuthRun, changes: Changes = NO_CHANGES) -> Tokens:
    """Have a person sign in and redeem the code; the end of the drills revokes the tokens."""
    request, code = new_code(run, changes)
    return read_tokens(run, authorization_code_request(run.wire, run.client, code, request))


def new_refresh_token(run: OAuthRun) -> Tokens:
    """Return tokens that can be refreshed; raises Skipped where there are none."""
    tokens = new_tokens(run)
    if not tokens.refresh_token:
        raise Skipped("the server gives no refresh token")
    return tokens


def refreshed(run: OAuthRun, tokens: Tokens) -> Tokens:
    """Refresh once, as it should be done; raises Failure if that is refused."""
    answer = refresh_token_request(run.wire, run.client, tokens.refresh_token)
    new = read_tokens(run, answer)
    return replace(new, refresh_token=new.refresh_token or tokens.refresh_token)


def read_tokens(run: OAuthRun, answer: Answer) -> Tokens:
    """Return the tokens of a response, whatever else may be said of it; raises Failure."""
    judging = process_token_response(answer, run.client)
    while True:
        try:
            next(judging)
        except StopIteration as end:
            tokens: Tokens = end.value
            break
    run.wire.masking.conceal(tokens.access_token)
    run.wire.masking.conceal(tokens.refresh_token)
    run.leftovers.append(tokens)
    return tokens


def check_refused(answer: Answer, errors: Iterable[str], what: str, source: str) -> None:
    """Raise Failure unless a token request is refused as JSON with one of the errors."""
    if answer.is_success:
        raise Failure(f"{what}, and is answered with {answer.status} all the same", source)
    check_no_breakdown(answer, what)
    error = find_error(answer)
    if error not in errors:
        raise Failure(
            f"{what}, and is answered with {answer.status} {error} in place of "
            f"{' or '.join(errors)}",
            source,
        )


def check_no_breakdown(answer: Answer, what: str) -> None:
    """Raise Failure if the server broke, or sent a token request elsewhere."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.is_redirect:
        raise Failure(f"{what}, and is answered with {answer.status}", "RFC 6749 section 5.2")


def check_no_code(outcome: Outcome, what: str, source: str) -> None:
    """Raise Failure if an authorization request was granted that should have been refused."""
    location = outcome.destination.text if outcome.destination else ""
    if outcome.find("code") or "access_token=" in location:
        raise Failure(f"{what}, and is granted all the same", source)


def check_opens(run: OAuthRun, tokens: Tokens, what: str) -> None:
    """Raise Failure unless the access token opens the API."""
    answer = run.probe(tokens)
    if not answer.is_success:
        challenge = answer.headers.get("www-authenticate", "")
        raise Failure(f"{what}: {answer.status} {challenge}", "RFC 9110 section 15")


def is_open(run: OAuthRun, tokens: Tokens) -> bool:
    """Return whether the access token still opens the API."""
    return run.probe(tokens).is_success
