"""A server that answers nonsense at one of its URLs: the run ends as a story, never as a crash."""

import pytest
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.browser import MOST_COOKIES
from tests.host.fake_plugin import ROUTES, FakePlugin, Fault
from tests.host.faults import instead, page_instead, with_header, with_member
from tests.host.played import Played

MANIFEST = "/.well-known/ai-plugin.json"

NONSENSE: dict[str, Fault] = {
    "nothing": instead(""),
    "null": instead("null"),
    "deep": instead("[" * 100_000),
    "deep objects": instead('{"a":' * 50_000),
    "huge number": instead("9" * 100_000),
    "not a number": instead('{"access_token": NaN, "paths": NaN, "auth": NaN}'),
    "surrogate": instead('{"access_token": "\\ud800", "issuer": "\\ud800"}'),
    "bytes": instead(bytes(range(256))),
    "escapes": page_instead("\x1b[2J\x1b]0;x\x07"),
    "half a form": page_instead("<form method=post><input name=username><input name=password"),
    "odd redirect": with_header("location", "http:///?x"),
    "odd cookie": with_header("set-cookie", "a\xe9=\xe9; Domain=..; Expires=never; Max-Age=x"),
    "odd challenge": with_header("www-authenticate", "\xe9, Bearer"),
    "wrong types": instead(
        '{"schema_version": [], "auth": {"type": {}}, "api": 1, "openapi": {}, "paths": [],'
        ' "issuer": {}, "access_token": {}, "token_type": [], "expires_in": {}, "token": []}'
    ),
}
# What may stand in the place of any member of a JSON answer.
VALUES: list[object] = [None, True, [], {}, "", "\ud800", "http://[", "x" * 100_000]

# A run looks at everything but the logo.
PATHS = sorted(
    rule.rule.replace("<service>", "openai")
    for rule in ROUTES.iter_rules()
    if rule.endpoint != "logo"
)


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_at_any_url_is_survived_and_leaves_the_manifest_alone(
    plugin: FakePlugin, nonsense: str
) -> None:
    for path in PATHS:
        plugin.faults = {path: NONSENSE[nonsense]}
        Played(plugin.target)
    assert plugin.verification_tokens.keys() <= {"another-host", "openai"}


@pytest.mark.parametrize(
    ("path", "member"),
    [
        (MANIFEST, ("auth", "type")),
        (MANIFEST, ("auth", "scope")),
        (MANIFEST, ("auth", "client_url")),
        (MANIFEST, ("auth", "authorization_content_type")),
        (MANIFEST, ("api", "url")),
        (MANIFEST, ("name_for_human",)),
        ("/openapi.json", ("servers",)),
        ("/openapi.json", ("paths", "/things", "get")),
        ("/.well-known/oauth-authorization-server", ("issuer",)),
        ("/.well-known/oauth-authorization-server", ("revocation_endpoint",)),
        ("/token", ("access_token",)),
        ("/token", ("refresh_token",)),
    ],
)
def test_any_value_in_any_member_is_survived(
    plugin: FakePlugin, path: str, member: tuple[str, ...]
) -> None:
    for value in VALUES:
        plugin.faults = {path: with_member(*member, value=value)}
        told = Played(plugin.target).told
        assert max(len(result.sentence) for result in told) < 1_000


def test_status_codes_of_all_kinds_are_survived(plugin: FakePlugin) -> None:
    for path in PATHS:
        for status in (204, 304, 503):
            plugin.faults = {path: instead("", status)}
            assert not Played(plugin.target).story.passed or path.endswith("openai")


def crumble(_request: Request, answer: Response) -> Response:
    """Set more cookies than any browser keeps."""
    for number in range(1_500):
        answer.set_cookie(f"crumb-{number}", f"value-{number}-{len(answer.headers)}")
    return answer


def test_no_more_cookies_are_kept_than_a_browser_keeps(plugin: FakePlugin) -> None:
    plugin.faults = {"/authorize": crumble}
    Played(plugin.target)
    assert max(len(request.cookies) for request in plugin.requests) == MOST_COOKIES
