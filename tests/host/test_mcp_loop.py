"""The loop of an MCP host: what it sends, and what it says of the answers."""

import json
from dataclasses import replace

import pytest
from werkzeug.wrappers import Request, Response

from plugin_oauth.host.mcp_loop import NATIVE_STEPS, STEPS
from tests.host.fake_mcp import PRM, TOOLS, FakeMcp
from tests.host.fake_plugin import Fault
from tests.host.faults import (
    GONE,
    instead,
    page_instead,
    with_header,
    with_member,
)
from tests.host.played import Played
from tests.host.played_mcp import asked, messages, play, with_fault, with_result

METADATA = "/.well-known/oauth-authorization-server"
PROFILES = ["mcp-2025-11", "mcp-2026", "claude"]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_server_that_is_right_passes_every_step(mcp: FakeMcp, profile: str) -> None:
    steps = NATIVE_STEPS if profile == "claude" else STEPS
    played = play(mcp, profile)
    assert [(result.name, result.mark) for result in played.told] == [
        (step.name, "ok") for step in steps
    ]


def test_the_host_of_2025_registers_once_without_a_scope_and_unregisters(mcp: FakeMcp) -> None:
    play(mcp, "mcp-2025-11")
    [request] = asked(mcp, "/register")
    body = request.get_json()
    [redirect_uri] = body["redirect_uris"]
    assert redirect_uri.startswith("https://chatgpt.com/connector/oauth/")
    assert (body["token_endpoint_auth_method"], "scope" in body) == ("none", False)
    assert mcp.registered == {}


def test_the_host_of_2026_is_known_by_its_document_and_signs(mcp: FakeMcp) -> None:
    play(mcp)
    [exchange, refresh, _] = asked(mcp, "/token")
    assert exchange.form["client_id"].endswith("/oauth/client.json")
    assert exchange.form["client_assertion"] != refresh.form["client_assertion"]
    assert asked(mcp, "/register") == []


@pytest.mark.parametrize(
    ("promised", "callback"),
    [
        (True, "https://chatgpt.com/connector_platform_oauth_redirect"),
        (False, "https://chatgpt.com/connector/oauth/"),
    ],
)
def test_the_callback_is_shared_only_where_the_issuer_names_itself(
    mcp: FakeMcp, promised: bool, callback: str
) -> None:
    name = "authorization_response_iss_parameter_supported"
    with_fault(mcp, METADATA, with_member(name, value=promised))
    assert asked(mcp, "/authorize")[0].args["redirect_uri"].startswith(callback)


def test_a_native_program_says_no_port_in_its_document_and_has_another_each_time(
    mcp: FakeMcp,
) -> None:
    played = play(mcp, "claude")
    uris = {request.args["redirect_uri"] for request in asked(mcp, "/authorize")}
    assert len(uris) == 2
    assert "is as good as the port before" in played["other-port"].sentence


def test_a_server_that_insists_on_the_port_is_told_of_rfc_8252(mcp: FakeMcp) -> None:
    seen: list[str] = []

    def insist(request: Request, answer: Response) -> Response:
        seen.append(request.args["redirect_uri"])
        refused = page_instead("<p>Not registered", 400)
        return answer if seen[0] == seen[-1] else refused(request, answer)

    played = with_fault(mcp, "/authorize", insist, "claude")
    assert played["other-port"].mark == "warn"
    assert "another port is refused" in played.said("other-port")


def test_a_stateless_server_is_never_asked_to_initialize(mcp: FakeMcp) -> None:
    play(mcp)
    methods = {message["method"] for message in messages(mcp)}
    assert methods == {"server/discover", "tools/list", "tools/call"}


@pytest.mark.parametrize("status", [400, 404, 405])
def test_a_server_of_the_handshake_is_spoken_to_in_its_own_way(mcp: FakeMcp, status: int) -> None:
    refuse = instead("{}", status)
    mcp.versions = {"2025-11-25"}
    played = with_fault(
        mcp,
        "/mcp",
        lambda request, answer: (
            refuse(request, answer)
            if b"server/discover" in request.get_data() and answer.status_code != 401
            else answer
        ),
    )
    assert played.story.passed
    assert played["connect"].sentence == "initialize: 2025-11-25, no session"


def test_a_session_is_kept_and_ended(mcp: FakeMcp) -> None:
    mcp.has_sessions = True
    played = play(mcp, "mcp-2025-11")
    assert played["connect"].sentence == "initialize: 2025-11-25, a session"
    # It ends with a dead token, so the server keeps it: the request was made all the same.
    assert asked(mcp, "/mcp")[-1].method == "DELETE"


def test_an_answer_may_come_as_events(mcp: FakeMcp) -> None:
    def as_events(_request: Request, answer: Response) -> Response:
        if answer.status_code != 200:
            return answer
        note = json.dumps({"jsonrpc": "2.0", "method": "notifications/message"})
        events = f"event: message\ndata: {note}\n\ndata: {answer.get_data(as_text=True)}\n\n"
        return Response(events, mimetype="text/event-stream")

    assert with_fault(mcp, "/mcp", as_events).story.passed


def test_a_server_without_a_lock_is_used_without_signing_in(mcp: FakeMcp) -> None:
    mcp.is_open = True
    played = with_fault(mcp, PRM, instead("", 404))
    assert played.story.passed
    assert played["call"].mark == "ok"
    assert played["activate"].sentence == "not without resource-metadata, which was skipped"


def in_tool(meta: object) -> Fault:
    """Have a tool that is called without a token answer with an error, and this `_meta`."""

    def fault(request: Request, answer: Response) -> Response:
        if b"tools/call" not in request.get_data() or request.authorization:
            return answer
        told = {"content": [], "isError": True, "_meta": meta}
        return Response(json.dumps({"jsonrpc": "2.0", "id": 1, "result": told}), 200)

    return lambda request, answer: with_header("content-type", "application/json")(
        request, fault(request, answer)
    )


LOGIN = 'Bearer resource_metadata="https://shop.example/prm", error="invalid_token"'


@pytest.mark.parametrize(
    ("meta", "mark"),
    [
        ({"mcp/www_authenticate": [LOGIN]}, "ok"),
        ({"mcp/www_authenticate": LOGIN}, "ok"),
        ({"mcp/www_authenticate": ["Bearer"]}, "fail"),
        ({"mcp/www_authenticate": 5}, "fail"),
        ({}, "fail"),
        ([], "fail"),
    ],
)
def test_a_tool_of_an_open_server_says_that_the_person_must_sign_in(
    mcp: FakeMcp, meta: object, mark: str
) -> None:
    mcp.is_open = True
    played = with_fault(mcp, "/mcp", in_tool(meta))
    assert played["call-without-token"].mark == mark


@pytest.mark.parametrize("profile", PROFILES)
def test_no_two_requests_have_the_same_id(mcp: FakeMcp, profile: str) -> None:
    play(mcp, profile)
    ids = [message["id"] for message in messages(mcp) if "id" in message]
    assert len(ids) == len(set(ids)) > 4


def test_a_web_page_is_no_open_server(mcp: FakeMcp) -> None:
    said = with_fault(mcp, "/mcp", page_instead("<p>Welcome")).said("challenge")
    assert "is not a JSON object but a web page" in said


def test_a_tool_for_everybody_is_told(mcp: FakeMcp) -> None:
    mcp.is_open = True
    assert play(mcp)["call-without-token"].sentence == "list_things is for everybody"


def test_what_is_asked_for_is_what_the_challenge_says(mcp: FakeMcp) -> None:
    play(mcp)
    request = asked(mcp, "/authorize")[0].args
    assert (request["scope"], request["resource"]) == ("things.read", f"{mcp.origin}/mcp")
    assert request["state"].startswith("oauth_s_")


def test_a_tool_that_only_reads_is_called_with_what_its_schema_gives(mcp: FakeMcp) -> None:
    play(mcp)
    calls = [m["params"] for m in messages(mcp) if m["method"] == "tools/call"]
    assert {(call["name"], *call["arguments"].items()) for call in calls} == {
        ("list_things", ("sort", "new"))
    }


def test_a_server_whose_tools_all_change_something_has_none_called(mcp: FakeMcp) -> None:
    fault = with_result("tools", [TOOLS[0]])
    played = with_fault(mcp, "/mcp", fault)
    assert played["choose"].mark == "skip"
    assert "others might change data" in played["choose"].sentence


def test_without_documents_the_host_registers_and_says_why(mcp: FakeMcp) -> None:
    fault = with_member("client_id_metadata_document_supported", value=GONE)
    played = with_fault(mcp, METADATA, fault)
    assert played.story.passed
    assert "no client_id_metadata_document_supported: true" in played.said("register")
    assert len(asked(mcp, "/register")) == 1


def test_a_server_nobody_can_become_known_to_is_named(mcp: FakeMcp) -> None:
    def fault(request: Request, answer: Response) -> Response:
        for name in ("client_id_metadata_document_supported", "registration_endpoint"):
            answer = with_member(name, value=GONE)(request, answer)
        return answer

    played = with_fault(mcp, METADATA, fault)
    assert played.failed == ["register"]
    assert "no client was made beforehand" in played.said("register")


def test_a_client_made_beforehand_is_used(mcp: FakeMcp) -> None:
    mcp.registered["made"] = ["https://chatgpt.com/connector_platform_oauth_redirect"]
    played = Played(replace(mcp.target, mcp_client_id="made"), profile="mcp-2026")
    assert played.story.passed
    assert asked(mcp, "/authorize")[0].args["client_id"] == "made"


def test_the_documents_are_gone_when_the_run_is_over(mcp: FakeMcp) -> None:
    play(mcp)
    client_id = asked(mcp, "/authorize")[0].args["client_id"]
    later = Played(replace(mcp.target, url=client_id), profile="mcp-2026")
    assert "found no server" in later.said("challenge")


def test_no_secret_of_a_run_is_in_what_it_tells(mcp: FakeMcp) -> None:
    told = repr(play(mcp).told)
    names = ("code", "code_verifier", "client_assertion", "refresh_token")
    sent = [form[name] for form in forms_of(mcp) for name in names if name in form]
    assert len(sent) == 7
    assert [secret for secret in [*sent, *mcp.tokens, *mcp.sessions] if secret in told] == []


def forms_of(mcp: FakeMcp) -> list[dict[str, str]]:
    return [request.form.to_dict() for request in asked(mcp, "/token")]
