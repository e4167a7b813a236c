"""Resource indicators (RFC 8707): what a token is good for, and where it is refused."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask, current_app, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.errors import Problem
from plugin_oauth.oauth.bearer import authenticate
from plugin_oauth.oauth.models import tokens
from plugin_oauth.oauth.resources import (
    MCP,
    InvalidTargetError,
    audience,
    narrow_resource,
    resolve_resource,
)
from tests.conftest import both_databases
from tests.journey import Journey, redirect_parameters, register
from tests.oauth.conftest import Stored

ORIGIN = "http://localhost:5003"
API_URI, MCP_URI = f"{ORIGIN}/api", f"{ORIGIN}/mcp"


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


SPELLINGS = {
    "exact": (MCP_URI, MCP_URI),
    "trailing slash": (f"{MCP_URI}/", MCP_URI),
    "upper-case host": ("HTTP://LOCALHOST:5003/mcp", MCP_URI),
    "the API": (API_URI, API_URI),
    "the bare origin": (ORIGIN, f"{API_URI} {MCP_URI}"),
    "the bare origin with a slash": (f"{ORIGIN}/", f"{API_URI} {MCP_URI}"),
    "the bare origin in upper case": (ORIGIN.upper(), f"{API_URI} {MCP_URI}"),
}


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize(("named", "found"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_resource_is_known_however_clients_spell_it(named: str, found: str) -> None:
    assert resolve_resource([named]) == found


FOREIGN = {
    "another origin": "https://other.example/mcp",
    "another scheme": "https://localhost:5003/mcp",
    "another port": "http://localhost:5004/mcp",
    "another path": f"{ORIGIN}/other",
    "another case of the path": f"{ORIGIN}/MCP",
    "below it": f"{MCP_URI}/x",
    "two slashes": f"{MCP_URI}//",
    "a query": f"{MCP_URI}?a=b",
    "a fragment": f"{MCP_URI}#a",
    "an empty fragment": f"{MCP_URI}#",
    "a user": "http://localhost:5003@other.example/mcp",
    "no URI": "mcp",
    "a path": "/mcp",
    "a broken host": "http://[::1/mcp",
    "two in one": f"{API_URI} {MCP_URI}",
}


@pytest.mark.requirement("rfc8707-2-absolute-uri")
@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize("named", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_foreign_resource_is_an_invalid_target(named: str) -> None:
    with pytest.raises(InvalidTargetError):
        resolve_resource([named])


@pytest.mark.usefixtures("in_app")
def test_no_resource_is_every_resource_and_the_audience_spells_it_out() -> None:
    assert narrow_resource([], "") == ""
    assert audience("") == [API_URI, MCP_URI]


@pytest.mark.requirement("rfc8707-2.1-authorization")
@pytest.mark.parametrize("resource", FOREIGN.values(), ids=FOREIGN.keys())
def test_authorize_sends_a_foreign_resource_home_as_invalid_target(
    journey: Journey, resource: str
) -> None:
    parameters = redirect_parameters(journey.http.get(journey.authorize_url(resource=resource)))
    assert parameters["error"] == "invalid_target"
    assert (parameters["state"], parameters["iss"]) == ("the state", ORIGIN)


def authorize_for(journey: Journey, *resources: str) -> str:
    """Return a code for several resources: the parameter is repeated."""
    repeated = "&" + urlencode([("resource", resource) for resource in resources])
    url = journey.authorize_url
    journey.authorize_url = lambda **changes: url(**changes) + repeated  # type: ignore[method-assign]  # one request differs
    return journey.code()


@pytest.mark.requirement("rfc8707-2-several")
@both_databases
def test_repeated_resources_all_end_up_in_the_token(journey: Journey, stored: Stored) -> None:
    journey.sign_in()
    answer = journey.redeem(authorize_for(journey, MCP_URI, f"{API_URI}/", MCP_URI)).get_json()
    assert [row["resource"] for row in stored(tokens)] == [f"{API_URI} {MCP_URI}"]
    assert journey.call(answer["access_token"]).status_code == 200


@pytest.mark.requirement("rfc8707-2-several")
def test_one_foreign_resource_among_known_ones_spoils_the_request(journey: Journey) -> None:
    repeated = urlencode([("resource", API_URI), ("resource", "https://other.example/")])
    refused = journey.http.get(f"{journey.authorize_url()}&{repeated}")
    assert redirect_parameters(refused)["error"] == "invalid_target"


@pytest.mark.requirement("rfc8707-2.2-narrower")
def test_a_code_for_two_resources_gives_a_token_for_one_of_them(journey: Journey) -> None:
    journey.sign_in()
    code = authorize_for(journey, MCP_URI, API_URI)
    answer = journey.redeem(code, resource=MCP_URI).get_json()
    assert journey.call(answer["access_token"]).status_code == 401
    refreshed = journey.refresh(answer["refresh_token"], resource=API_URI).get_json()
    assert journey.call(refreshed["access_token"]).status_code == 200


@pytest.mark.requirement("rfc8707-2.2-never-others")
@pytest.mark.parametrize("resource", [API_URI, "https://other.example/", ORIGIN])
def test_a_token_request_cannot_change_the_resource_and_loses_nothing(
    journey: Journey, resource: str
) -> None:
    journey.sign_in()
    code = journey.code(resource=MCP_URI)
    refused = journey.redeem(code, resource=resource)
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_target")
    assert journey.redeem(code, resource=MCP_URI).status_code == 200


@pytest.mark.requirement("rfc8707-2.2-never-others")
def test_a_refresh_keeps_the_audience_and_cannot_change_it(
    journey: Journey, stored: Stored
) -> None:
    journey.sign_in()
    first = journey.redeem(journey.code(resource=MCP_URI)).get_json()
    refused = journey.refresh(first["refresh_token"], resource=API_URI)
    assert refused.get_json()["error"] == "invalid_target"
    assert journey.refresh(first["refresh_token"]).status_code == 200
    assert {row["resource"] for row in stored(tokens)} == {MCP_URI}


def test_a_repeated_refresh_for_another_resource_is_refused_and_ends_nothing(
    journey: Journey,
) -> None:
    first = journey.grant()
    second = journey.refresh(first["refresh_token"], resource=API_URI).get_json()
    refused = journey.refresh(first["refresh_token"], resource=MCP_URI)
    assert refused.get_json()["error"] == "invalid_target"
    assert journey.refresh(first["refresh_token"], resource=API_URI).get_json() == second


@pytest.mark.requirement("rfc8707-2.2-client-credentials")
def test_a_client_acting_for_itself_asks_for_a_resource_too(app: Flask, http: FlaskClient) -> None:
    nightly = register(
        app, redirect_uris=[], grant_types=["client_credentials"], scope="tasks.read"
    )
    journey = Journey(http, nightly)
    body = {"grant_type": "client_credentials", **nightly.body}
    for_mcp = journey.token(**body, resource=MCP_URI).get_json()
    assert journey.call(for_mcp["access_token"]).status_code == 401
    assert journey.token(**body, resource="https://x.example").get_json()["error"] == (
        "invalid_target"
    )


@pytest.fixture
def http(app: Flask) -> FlaskClient:
    return app.test_client()


def call_mcp(app: Flask, access_token: str) -> TestResponse | Problem | None:
    """Authenticate at the MCP server's resource as its room does; None if the token is taken."""
    headers = {"Authorization": f"Bearer {access_token}"}
    with app.test_request_context("/mcp", base_url=ORIGIN, method="POST", headers=headers):
        try:
            authenticate(["tasks.read"], MCP)
        except Problem as problem:
            return problem
        finally:
            g.pop("signed_in", None)
    return None


def test_a_token_without_a_resource_is_good_for_both(app: Flask, journey: Journey) -> None:
    answer = journey.grant()
    assert journey.call(answer["access_token"]).status_code == 200
    assert call_mcp(app, answer["access_token"]) is None


@pytest.mark.requirement("rfc8707-3-audience", "rfc9700-2.3-audience")
def test_another_resources_token_is_refused_by_the_api_with_the_way_to_the_right_one(
    app: Flask, journey: Journey
) -> None:
    journey.sign_in()
    answer = journey.redeem(journey.code(resource=MCP_URI)).get_json()
    refused = journey.call(answer["access_token"])
    challenge = refused.headers["WWW-Authenticate"]
    assert (refused.status_code, call_mcp(app, answer["access_token"])) == (401, None)
    assert challenge.startswith(
        f'Bearer resource_metadata="{ORIGIN}/.well-known/oauth-protected-resource/api", '
        'scope="tasks.read", error="invalid_token"'
    )


@pytest.mark.requirement("rfc8707-3-audience", "rfc9700-2.3-audience")
def test_the_apis_token_is_refused_by_the_mcp_server(app: Flask, journey: Journey) -> None:
    journey.sign_in()
    answer = journey.redeem(journey.code(resource=API_URI)).get_json()
    problem = call_mcp(app, answer["access_token"])
    assert isinstance(problem, Problem)
    assert (
        f"{ORIGIN}/.well-known/oauth-protected-resource/mcp"
        in dict(problem.headers)["WWW-Authenticate"]
    )


def test_the_error_names_the_resources_there_are(app: Flask) -> None:
    with app.app_context():
        assert current_app.config["BASE_URL"] in InvalidTargetError().description
