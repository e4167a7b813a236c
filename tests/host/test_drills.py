"""Failure drills: a right plugin passes them all, a weak one is named by the drill it concerns."""

import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.drills.catalogue import PLUGIN_DRILLS
from plugin_oauth.host.drills.storm import AT_ONCE, CALLS
from plugin_oauth.host.plugin_model import PLUGIN
from plugin_oauth.host.plugin_run import PluginRun
from plugin_oauth.host.profiles import PLUGIN_SCRIPT, PROFILES, Profile, Script
from plugin_oauth.host.story import Result, Story
from plugin_oauth.host.target import Target
from tests.host.fake_mcp import FakeMcp
from tests.host.fake_plugin import FORM, JSON, Fault, serve
from tests.host.faults import instead, only, with_member
from tests.host.strict_mcp import StrictMcp
from tests.host.strict_plugin import StrictPlugin

# What a drill needs of the way before it.
NEEDED = {"manifest", "openapi", "metadata", "register", "place-token", "activate", "exchange"}
SHORT = Script(
    PluginRun,
    [step for step in PLUGIN_SCRIPT.steps if step.name in NEEDED | {"choose", "restore"}],
)
DRILLS = PLUGIN_DRILLS

# A weakness of the server: the drill that names it, and words of what it says.
WEAKNESSES = {
    "a manifest that redirects to a sibling": ("manifest-sibling", "the manifest redirects from"),
    "a manifest of the host in a header": ("manifest-sibling", "the manifest names sibling"),
    "a manifest from a cache": ("verification-mismatch", "where the developer put"),
    "verification tokens from anybody": ("verification-stranger", "anybody can change"),
    "a page for every path": ("html-for-json", "is not a JSON object but a web page"),
    "a redirect of unknown documents": ("html-for-json", "is answered with 302, neither"),
    "an unknown client sent back": ("client-unknown", "is answered with a redirect"),
    "redirect URIs compared by their beginning": ("redirect-mismatch", "with a longer path"),
    "redirect URIs compared by their path": ("redirect-mismatch", "with another host"),
    "a state written as it came": ("state-forged", "it brought a code of its own"),
    "a state without its blanks": ("state-forged", "the state came back as 'ab+c"),
    "a state where none was sent": ("state-missing", "though none was sent"),
    "the implicit grant": ("response-type-token", "is granted all the same"),
    "the first of two states": ("parameter-twice", "is granted all the same"),
    "a made-up resource error": ("audience-foreign", "not invalid_target"),
    "a login page in a frame": ("login-framing", "any site may frame it"),
    "a cookie that scripts can read": ("login-cookies", "can be read by scripts"),
    "a consent form without a token": ("consent-forged", "is granted all the same"),
    "a denial that says error": ("denial", "not access_denied"),
    "a denial without state": ("denial", "has not the state"),
    "an issuer with a slash": ("issuer", "the metadata 'http"),
    "no issuer in errors": ("issuer", "a callback with an error has no iss"),
    "an issuer that nobody promised": ("issuer", "does not promise"),
    "any verifier": ("pkce-wrong-verifier", "another verifier, and is answered with 200"),
    "no verifier needed": ("pkce-no-verifier", "without its verifier, and is answered with 200"),
    "plain PKCE": ("pkce-plain", "is granted all the same"),
    "PKCE that can be taken out": ("pkce-downgrade", "no challenge was sent for"),
    "a code as often as one likes": ("code-replay", "redeemed before, and is answered with 200"),
    "tokens that outlive a replay": ("code-replay", "the first time still work"),
    "a code for ever": ("code-expired", "the code is 61 s old"),
    "a code for any redirect URI": ("code-redirect-mismatch", "another redirect URI"),
    "a code for any client": ("code-of-another-client", "the code is another client's"),
    "any secret": ("secret-wrong", "the client's proof is wrong, and is answered with 200"),
    "a wrong error for a secret": ("secret-wrong", "in place of invalid_client"),
    f"a page for {FORM}": ("token-form", "no client can read that"),
    f"a page for {JSON}": ("token-json", "no client can read that"),
    "tokens for a GET": ("token-get", "gives tokens for a GET"),
    "no challenge for Basic": ("token-other-proof", "has no WWW-Authenticate: Basic"),
    "two proofs at once": ("token-two-proofs", "in the header and in the body"),
    "a 500 for a grant type": ("token-grant-unknown", "is answered with 500"),
    "a 500 for half a body": ("token-broken-body", "is answered with 500"),
    "a scope that must be sent": ("scope-missing", "invalid_scope"),
    "a scope that must say something": ("scope-empty", "invalid_scope"),
    "a family that dies of a repeat": ("refresh-parallel", "of them do not work"),
    "a 500 for a repeat": ("refresh-parallel", "is answered with 500"),
    "a dead token for a repeat": ("refresh-lost-answer", "of the repeat does not work"),
    "an old refresh token for ever": ("refresh-replay", "two generations old, and is answered"),
    "a family that outlives a theft": ("refresh-replay", "the newest access token still works"),
    "an access token that cannot be revoked": ("revoked-access-token", "still works after"),
    "an error for an unknown token": ("revoke-unknown", "is answered with 400, not 200"),
    "revocation by anybody": ("revoke-of-another-client", "another client revoked"),
    "any token": ("access-token-made-up", "not refused with 401"),
    "a token in the query": ("access-token-in-query", "in the query opens the API"),
    "one user at a time": ("another-user", "stopped working when another signed in"),
    "revocation of everybody's": ("another-user", "died when another disconnected"),
    "a limit without Retry-After": ("storm", "not a number of seconds"),
    "a limit that never opens again": ("storm", "it is shut"),
    "a 503 under load": ("storm", "is answered with 503"),
    "a long answer": ("answer-limits", "listAll: the answer has"),
    "tokens in memory": ("restart", "from before the restart does not work"),
}
# The same for what only MCP hosts do: the path of the fault, and the fault.
MCP_WEAKNESSES: dict[str, tuple[str, Fault, str, str]] = {
    "a registration that needs a scope": (
        "/register",
        instead('{"error": "invalid_client_metadata"}', 400),
        "registration-without-scope",
        "answers 400 invalid_client_metadata",
    ),
    "a client that is forgotten": (
        "/register",
        with_member("client_id", value="forgotten"),
        "registration-without-scope",
        "and ends with a page with status 400",
    ),
    "a script as a redirect URI": (
        "/register",
        instead('{"client_id": "c", "redirect_uris": ["javascript:alert(1)"]}', 201),
        "registration-bad-redirect",
        "a client registers the redirect URI javascript:alert(1)",
    ),
    "a 401 to a stream": (
        "/mcp",
        only("GET", instead("{}", 401)),
        "idle-get",
        "answered with 401, neither 405 nor a stream",
    ),
    "a token for anybody's API": (
        "/authorize",
        lambda request, answer: (
            redirect(f"{request.args['redirect_uri']}?code=a-code", 303)
            if "stand-in.invalid" in request.args.get("resource", "")
            else answer
        ),
        "audience-foreign",
        "is asked for, and granted",
    ),
}
# The same for what a server has to know by heart: the weaknesses of the strict MCP server.
STRICT_MCP_WEAKNESSES = {
    "documents of others": ("document-of-another", "names another client_id than its URL"),
    "any redirect URI": ("document-redirect-uri", "is not in the client's document"),
    "documents behind redirects": ("document-moved", "behind a redirect, and is granted"),
    "documents of any length": ("document-long", "more than 1,000,000 bytes, and is granted"),
    "documents however slow": ("document-slow", "drips in for 8 s, and is granted"),
    "assertions for ever": ("assertion-worthless", "assertion has expired, and is answered"),
    "assertions for others": ("assertion-worthless", "is for another server, and is answered"),
    "assertions of others": ("assertion-worthless", "is another client's, and is answered"),
    "unsigned assertions": ("assertion-worthless", "a stranger's key, and is answered"),
    "assertions twice": ("assertion-repeated", "was used before, and is answered with 200"),
    "tokens for any resource": ("audience-foreign-token", "and is answered with 200"),
}
# What is doubtful but no fault.
DOUBTS = {
    "no grace": ("refresh-lost-answer", "one lost answer signs the user out"),
    "a challenge without an error": ("access-token-made-up", "does not say"),
}


@pytest.fixture
def plugin() -> Iterator[StrictPlugin]:
    with serve(StrictPlugin()) as plugin:
        assert isinstance(plugin, StrictPlugin)
        yield plugin
        plugin.over.set()


def play(target: Target, *names: str) -> Story:
    """Play the way up to the drills, and these."""
    profile = Profile(PLUGIN, SHORT, DRILLS).choose_drills(names)
    return profile.play(target, lambda _result: None)


def find(story: Story, name: str) -> Result:
    return next(result for result in story.results if result.name == name)


def restarting(plugin: StrictPlugin) -> Target:
    """The target with a command that restarts the server, as somebody would type it."""
    call = "import sys, urllib.request as u; u.urlopen(u.Request(sys.argv[1], method='POST'))"
    command = [sys.executable, "-c", call, f"{plugin.origin}/restart"]
    return replace(plugin.target, restart_command=shlex.join(command))


@pytest.fixture(scope="module")
def right() -> tuple[StrictPlugin, Story]:
    """A plugin that is right in everything, after a whole run with every drill."""
    with serve(StrictPlugin()) as plugin:
        assert isinstance(plugin, StrictPlugin)
        whole = Profile(PLUGIN, PLUGIN_SCRIPT, DRILLS)
        return plugin, whole.play(restarting(plugin), lambda _result: None)


def test_a_plugin_that_is_right_passes_every_drill(right: tuple[StrictPlugin, Story]) -> None:
    _, story = right
    # This host sends JSON anyway.
    assert {r.name: r.mark for r in story.results if r.mark != "ok"} == {"token-json": "skip"}


def test_the_target_is_left_as_it_was(right: tuple[StrictPlugin, Story]) -> None:
    plugin, _ = right
    tokens = plugin.stored.access_tokens
    assert [token for token, grant in tokens.items() if grant in plugin.stored.grants] == []
    assert plugin.verification_tokens == {"another-host": "kept"}


@pytest.mark.requirement("e2e-weaknesses")
@pytest.mark.parametrize("weakness", WEAKNESSES)
def test_a_weakness_is_named_by_its_drill(plugin: StrictPlugin, weakness: str) -> None:
    name, words = WEAKNESSES[weakness]
    plugin.weakness = weakness
    plugin.content_type = FORM if name == "token-json" else JSON
    target = restarting(plugin) if name == "restart" else plugin.target
    result = find(play(target, name), name)
    assert result.failure is not None
    assert words in result.failure.sentence


def test_a_storm_is_many_calls_at_once(plugin: StrictPlugin) -> None:
    """Each call waits in the server for as many as are to come together."""
    inside, together = Barrier(AT_ONCE), []

    def wait_for_the_others(_request: Request, answer: Response) -> Response:
        together.append(inside.wait(timeout=10))
        return answer

    plugin.calls_at_once = CALLS
    plugin.faults["/api/things"] = wait_for_the_others
    assert find(play(plugin.target, "storm"), "storm").sentence.endswith("none refused")
    assert len(together) == CALLS


def play_mcp(mcp: FakeMcp, *names: str) -> Story:
    host = PROFILES["mcp-2026"].choose_drills(names)
    return host.play(mcp.target, lambda _result: None)


@pytest.mark.requirement("e2e-weaknesses")
@pytest.mark.parametrize("weakness", MCP_WEAKNESSES)
def test_a_weakness_of_an_mcp_server_is_named_by_its_drill(mcp: FakeMcp, weakness: str) -> None:
    path, fault, name, words = MCP_WEAKNESSES[weakness]
    mcp.faults[path] = fault
    failure = find(play_mcp(mcp, name), name).failure
    assert failure is not None
    assert words in failure.sentence


@pytest.mark.requirement("e2e-weaknesses")
@pytest.mark.parametrize("weakness", STRICT_MCP_WEAKNESSES)
def test_what_a_server_believes_of_clients_is_named_by_its_drill(weakness: str) -> None:
    name, words = STRICT_MCP_WEAKNESSES[weakness]
    with serve(StrictMcp(weakness)) as mcp:
        failure = find(play_mcp(mcp, name), name).failure
    assert failure is not None
    assert words in failure.sentence


def test_a_server_that_believes_nothing_passes_the_drills_on_clients() -> None:
    names = {name for name, _ in STRICT_MCP_WEAKNESSES.values()}
    with serve(StrictMcp()) as mcp:
        story = play_mcp(mcp, *names)
    assert {name: find(story, name).mark for name in names} == dict.fromkeys(names, "ok")


def test_an_mcp_server_that_is_right_passes_its_own_drills_and_keeps_no_client(
    mcp: FakeMcp,
) -> None:
    names = [name for _, _, name, _ in MCP_WEAKNESSES.values()]
    story = play_mcp(mcp, *names)
    assert {find(story, name).mark for name in names} == {"ok"}
    assert mcp.registered == {}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_doubt_is_a_warning(plugin: StrictPlugin, doubt: str) -> None:
    name, words = DOUBTS[doubt]
    plugin.weakness = doubt
    result = find(play(plugin.target, name), name)
    assert result.mark == "warn"
    assert words in result.remarks[0].sentence


def test_an_answer_that_does_not_come_in_time_is_named(plugin: StrictPlugin) -> None:
    plugin.weakness = "a slow answer"
    hasty = Profile(replace(PLUGIN, call_seconds=2), SHORT, DRILLS)
    story = hasty.choose_drills(["answer-limits"]).play(plugin.target, lambda _result: None)
    failure = find(story, "answer-limits").failure
    assert failure is not None
    assert "was not answered within 2 s" in failure.sentence


def test_every_drill_is_in_the_documents() -> None:
    text = (Path(__file__).parents[2] / "docs" / "stand-in.md").read_text()
    names = {drill.name for profile in PROFILES.values() for drill in profile.drills}
    assert [name for name in sorted(names) if f"| `{name}` |" not in text] == []


def test_every_drill_says_what_is_sent_what_is_right_and_where_that_is_written() -> None:
    for profile in PROFILES.values():
        texts = [step.drill for step in profile.drills]
        assert [t for t in texts if t is None or not (t.sends and t.expects and t.source)] == []
