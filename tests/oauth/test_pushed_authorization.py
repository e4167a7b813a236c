"""Pushed authorization requests: checked at once, the client's own, answered once (RFC 9126)."""

from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from plugin_oauth.oauth.models import codes, grants, pushed_requests
from plugin_oauth.secret_values import digest
from tests.conftest import StandingClock, both_databases
from tests.journey import Journey, form_fields, redirect_parameters
from tests.oauth.conftest import Stored
from tests.oauth.proofs import Prover


def push(journey: Journey, **changes: str | None) -> TestResponse:
    body = {**journey.parameters, **journey.credentials.body, **changes}
    return journey.http.post("/par", data={k: v for k, v in body.items() if v is not None})


@dataclass(frozen=True)
class Pushed:
    """A pushed request, and the address that its client sends people to."""

    request_uri: str
    parameters: dict[str, str]

    def url(self, journey: Journey, **changes: str) -> str:
        """The journey's URL with nothing in it but the reference."""
        nothing: dict[str, str | None] = dict.fromkeys(journey.parameters)
        return journey.authorize_url(**(nothing | self.parameters | changes))


@pytest.fixture
def pushed(journey: Journey) -> Pushed:
    request_uri = push(journey).get_json()["request_uri"]
    sent = {"client_id": journey.credentials.client_id, "request_uri": request_uri}
    return Pushed(request_uri, sent)


def allow(journey: Journey, url: str) -> TestResponse:
    form = form_fields(journey.http.get(url).text)
    return journey.http.post(url, data=form | {"decision": "allow"})


def assert_page(answer: TestResponse) -> None:
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "Location" not in answer.headers


@both_databases
def test_a_pushed_request_leads_to_a_token(journey: Journey, pushed: Pushed) -> None:
    journey.sign_in()
    sent = redirect_parameters(allow(journey, pushed.url(journey)))
    assert (sent["state"], sent["iss"]) == ("the state", "http://localhost:5003")
    assert journey.redeem(sent["code"]).get_json()["scope"] == "tasks.read tasks.write"


@pytest.mark.requirement("rfc9126-2.2-answer")
def test_the_answer_names_the_request_for_a_minute_and_is_kept_by_nobody(journey: Journey) -> None:
    answer = push(journey)
    assert answer.status_code == 201
    assert answer.get_json()["request_uri"].startswith("urn:ietf:params:oauth:request_uri:")
    assert answer.get_json()["expires_in"] == 60
    assert answer.headers["Cache-Control"] == "no-store"


@both_databases
def test_the_reference_is_stored_as_a_digest_and_credentials_are_not(
    journey: Journey, stored: Stored
) -> None:
    request_uri = push(journey).get_json()["request_uri"]
    (row,) = stored(pushed_requests)
    assert row["digest"] == digest(request_uri)
    assert request_uri not in str(row)
    assert str(journey.credentials.secret) not in str(row)


@pytest.mark.requirement(
    "rfc9126-2.1-checked-at-once",
    "rfc9126-2.1-no-request-uri",
    "rfc9126-2.3-errors",
)
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"redirect_uri": "https://evil.example/"}, "invalid_request", id="redirect"),
        pytest.param({"response_type": "token"}, "unsupported_response_type", id="response type"),
        pytest.param({"response_type": None}, "invalid_request", id="no response type"),
        pytest.param({"code_challenge": None}, "invalid_request", id="no PKCE"),
        pytest.param({"code_challenge_method": "plain"}, "invalid_request", id="plain PKCE"),
        pytest.param({"scope": "unknown"}, "invalid_scope", id="scope"),
        pytest.param({"resource": "https://other.example"}, "invalid_target", id="resource"),
        pytest.param({"prompt": "none login"}, "invalid_request", id="prompt"),
        pytest.param({"max_age": "-1"}, "invalid_request", id="max_age"),
        pytest.param({"dpop_jkt": "short"}, "invalid_request", id="dpop_jkt"),
        pytest.param({"request": "a.b.c"}, "request_not_supported", id="request object"),
        pytest.param({"request_uri": "urn:x"}, "invalid_request", id="a reference in a push"),
    ],
)
def test_what_authorize_would_refuse_is_refused_as_json_at_once(
    journey: Journey, stored: Stored, changes: dict[str, str | None], error: str
) -> None:
    answer = push(journey, **changes)
    assert (answer.status_code, answer.get_json()["error"]) == (400, error)
    assert set(answer.get_json()) == {"error", "error_description"}
    assert stored(pushed_requests) == []


def test_a_missing_client_id_is_named_although_the_header_has_it(journey: Journey) -> None:
    """RFC 9126 section 2.1: it stays a required parameter of the authorization request."""
    answer = journey.http.post(
        "/par",
        data={k: v for k, v in journey.parameters.items() if k != "client_id"},
        headers=journey.credentials.basic,
    )
    assert answer.get_json()["error_description"].startswith("client_id is missing.")


@pytest.mark.requirement("rfc9126-2-client-authenticates")
@pytest.mark.parametrize("secret", [None, "wrong"])
def test_a_client_proves_itself_as_at_the_token_endpoint(
    journey: Journey, secret: str | None
) -> None:
    answer = push(journey, client_secret=secret)
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")
    assert "Basic" in answer.headers["WWW-Authenticate"]


def test_a_public_client_pushes_by_its_id(public_journey: Journey) -> None:
    assert push(public_journey).status_code == 201


@pytest.mark.requirement("rfc9126-2-post-only")
def test_a_get_is_no_push(journey: Journey) -> None:
    answer = journey.http.get("/par")
    assert (answer.status_code, answer.mimetype) == (405, "application/json")


@pytest.mark.requirement("rfc9126-2.2-of-the-client")
def test_another_clients_reference_gets_a_page(
    journey: Journey, other_journey: Journey, pushed: Pushed
) -> None:
    journey.sign_in()
    url = pushed.url(journey, client_id=other_journey.credentials.client_id)
    assert_page(journey.http.get(url))


@pytest.mark.requirement("rfc9126-2.2-expires")
def test_a_reference_that_nobody_opens_within_a_minute_gets_a_page(
    journey: Journey, pushed: Pushed, clock: StandingClock
) -> None:
    journey.sign_in()
    clock.advance(60)
    assert_page(journey.http.get(pushed.url(journey)))


def test_once_opened_it_waits_for_the_person(
    journey: Journey, pushed: Pushed, clock: StandingClock
) -> None:
    clock.advance(59)
    assert journey.http.get(pushed.url(journey)).status_code == 303
    clock.advance(29 * 60)
    journey.sign_in()
    assert "code" in redirect_parameters(allow(journey, pushed.url(journey)))


def test_opening_it_again_and_again_does_not_prolong_it(
    journey: Journey, pushed: Pushed, clock: StandingClock
) -> None:
    for _ in range(2):
        assert journey.http.get(pushed.url(journey)).status_code == 303
        clock.advance(15 * 60)
    assert_page(journey.http.get(pushed.url(journey)))


@pytest.mark.requirement("rfc9126-4-once")
@both_databases
@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_an_answered_reference_gets_a_page(
    journey: Journey, pushed: Pushed, stored: Stored, decision: str
) -> None:
    journey.sign_in()
    url = pushed.url(journey)
    forms = [form_fields(journey.http.get(url).text) for _ in range(2)]
    assert journey.http.post(url, data=forms[0] | {"decision": decision}).status_code == 303
    assert_page(journey.http.post(url, data=forms[1] | {"decision": "allow"}))
    assert_page(journey.http.get(url))
    assert len(stored(codes)) == (decision == "allow")


@pytest.mark.requirement("rfc9126-4-once")
def test_an_answer_without_a_question_ends_it_too(journey: Journey, pushed: Pushed) -> None:
    journey.sign_in()
    journey.decide("allow")
    assert "code" in redirect_parameters(journey.http.get(pushed.url(journey)))
    assert_page(journey.http.get(pushed.url(journey)))


@pytest.mark.requirement("rfc9126-4-pushed-counts")
def test_only_what_was_pushed_counts(journey: Journey, pushed: Pushed) -> None:
    journey.sign_in()
    evil = {"scope": "tasks.read", "state": "evil", "redirect_uri": "https://evil.example/"}
    sent = redirect_parameters(allow(journey, pushed.url(journey, **evil)))
    assert sent["state"] == "the state"
    assert journey.redeem(sent["code"]).get_json()["scope"] == "tasks.read tasks.write"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("client_id={client}&request_uri={uri}&request_uri={uri}", id="twice"),
        pytest.param("client_id={client}&client_id=b&request_uri={uri}", id="two clients"),
        pytest.param("request_uri={uri}", id="no client"),
        pytest.param("client_id={client}&request_uri={uri}x", id="unknown"),
    ],
)
def test_a_reference_that_cannot_be_right_gets_a_page(
    journey: Journey, pushed: Pushed, query: str
) -> None:
    journey.sign_in()
    filled = query.format(client=journey.credentials.client_id, uri=pushed.request_uri)
    assert_page(journey.http.get(f"/authorize?{filled}"))


@pytest.mark.requirement("oidc-core-6-request-objects")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"request_uri": "https://client.example/request"}, "request_uri_not_supported"),
        ({"request": "a.b.c"}, "request_not_supported"),
    ],
)
def test_request_objects_are_refused_by_name(
    journey: Journey, changes: dict[str, str], error: str
) -> None:
    """OpenID Connect Core section 3.1.2.6; nothing is fetched."""
    sent = redirect_parameters(journey.http.get(journey.authorize_url(**changes)))
    assert (sent["error"], sent["state"]) == (error, "the state")


@pytest.mark.requirement("rfc9449-10.1-pushed")
def test_a_proof_at_the_push_binds_the_code_to_its_key(
    journey: Journey, clock: StandingClock
) -> None:
    """RFC 9449 section 10.1."""
    journey.sign_in()
    prover = Prover(clock)
    sent = journey.parameters | journey.credentials.body
    headers = {"DPoP": prover.proof("POST", "/par")}
    reference = journey.http.post("/par", data=sent, headers=headers).get_json()["request_uri"]
    url = f"/authorize?client_id={journey.credentials.client_id}&request_uri={reference}"
    code = redirect_parameters(allow(journey, url))["code"]
    assert journey.redeem(code).get_json()["error"] == "invalid_dpop_proof"
    proved = {"DPoP": prover.proof("POST", "/token")}
    answer = journey.http.post("/token", data=journey.redemption(code), headers=proved)
    assert answer.get_json()["token_type"] == "DPoP"


@pytest.mark.requirement("rfc9449-10.1-pushed")
def test_a_push_that_names_one_key_and_proves_another_is_refused(
    journey: Journey, clock: StandingClock, stored: Stored
) -> None:
    sent = journey.parameters | journey.credentials.body | {"dpop_jkt": Prover(clock).jkt}
    headers = {"DPoP": Prover(clock).proof("POST", "/par")}
    answer = journey.http.post("/par", data=sent, headers=headers)
    assert answer.get_json()["error"] == "invalid_dpop_proof"
    assert stored(pushed_requests) == []


@pytest.mark.parametrize("settings", [{"FLIGHT_RECORDER": True}])
def test_push_sign_in_and_token_are_one_flow(
    journey: Journey, pushed: Pushed, stored: Stored
) -> None:
    journey.sign_in()
    (row,) = stored(pushed_requests)
    journey.redeem(redirect_parameters(allow(journey, pushed.url(journey)))["code"])
    assert stored(grants)[0]["flow_id"] == row["flow_id"] is not None


@pytest.mark.requirement("rfc9126-5-metadata")
def test_the_metadata_name_the_endpoint_and_do_not_demand_it(journey: Journey) -> None:
    document: dict[str, Any] = journey.http.get(
        "/.well-known/oauth-authorization-server"
    ).get_json()
    assert document["pushed_authorization_request_endpoint"] == "http://localhost:5003/par"
    assert document["require_pushed_authorization_requests"] is False
    assert document["request_uri_parameter_supported"] is False
