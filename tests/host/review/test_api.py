"""Calls of an API: only what reads, the token to nobody else, and no longer than is fair."""

from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.api import Api
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.parts import Part
from plugin_oauth.host.review.registry import find_rule
from plugin_oauth.host.review.rules import judge
from plugin_oauth.host.review.web import NotChecked, Web
from tests.host.fake_plugin import FakePlugin, answer_json
from tests.host.faults import with_member

TOKEN = "an-api-token"


def review_api(plugin: FakePlugin) -> None:
    """Judge all that calls the API, with a token for it."""
    subject = find_subject(plugin.origin, Options(account=Account(api_token=TOKEN)))
    for rule in ("D007", "R001", "R003", "R005", "R006"):
        judge(find_rule(rule), subject)


def authorized(plugin: FakePlugin) -> set[str]:
    """Return the paths that the token was sent to."""
    sent = f"Bearer {TOKEN}"
    return {one.path for one in plugin.requests if one.headers.get("authorization") == sent}


def test_the_token_goes_to_the_api_and_nowhere_else(plugin: FakePlugin) -> None:
    plugin.faults["/api/things"] = lambda request, _: answer_json(
        {"things": [{"url": f"{request.host_url}page"}]}
    )
    review_api(plugin)
    assert "/page" in {request.path for request in plugin.requests}
    assert authorized(plugin)
    assert all(path.startswith("/api/things") for path in authorized(plugin))


def test_the_token_does_not_follow_a_redirect(plugin: FakePlugin) -> None:
    plugin.faults["/api/things"] = lambda _request, _answer: Response(
        status=302, headers={"location": "/logo.png"}
    )
    review_api(plugin)
    assert "/logo.png" not in authorized(plugin)


@pytest.mark.parametrize(
    "change",
    [
        {"x-openai-isConsequential": True},
        {"operationId": "deleteThings"},
        {"requestBody": {}},
    ],
)
def test_what_may_write_is_not_called_with_the_token(
    plugin: FakePlugin, change: dict[str, Any]
) -> None:
    (name, value) = next(iter(change.items()))
    plugin.faults["/openapi.json"] = with_member("paths", "/things", "get", name, value=value)
    review_api(plugin)
    assert "/api/things" not in authorized(plugin)
    assert {r.method for r in plugin.requests if r.path.startswith("/api")} <= {"GET", "OPTIONS"}


def test_a_link_to_elsewhere_out_of_somebodys_answer_is_not_opened(plugin: FakePlugin) -> None:
    elsewhere = plugin.origin.replace("127.0.0.1", "localhost") + "/confirm"

    def answer(request: Request, right: Response) -> Response:
        return answer_json([{"url": elsewhere}]) if request.authorization else right

    plugin.faults["/api/things"] = answer
    review_api(plugin)
    assert authorized(plugin)
    assert "/confirm" not in {request.path for request in plugin.requests}


def test_operations_that_need_a_sign_in_are_told_where_no_token_is_there(
    plugin: FakePlugin,
) -> None:
    reason = judge(find_rule("R001"), find_subject(plugin.origin)).not_checked
    assert reason.endswith("--client-id and --client-secret, or --api-token")


def test_a_slow_api_is_called_for_half_of_the_time(plugin: FakePlugin) -> None:
    seconds = iter(range(1_000))
    web = Web(40, now=lambda: next(seconds))
    paths = {f"/{n}": {"get": {"operationId": f"get{n}", "security": []}} for n in range(50)}
    api = Api(web, Part("openapi", "", {"paths": paths}), plugin.origin)
    assert 1 < len(api.open_calls) < 20
    with pytest.raises(NotChecked, match="operations were left out: it takes too long"):
        api.require_all()
