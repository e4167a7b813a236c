"""Protected resource metadata (RFC 9728), and that every challenge leads to it."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.http import parse_options_header

ORIGIN = "http://localhost:5003"
ROOT = "/.well-known/oauth-protected-resource"
WELL_KNOWN = [
    ROOT,
    f"{ROOT}/mcp",
    f"{ROOT}/api",
    "/.well-known/oauth-authorization-server",
    "/.well-known/openid-configuration",
]


@pytest.mark.requirement("rfc9728-2-document", "rfc9728-3-well-known")
@pytest.mark.parametrize("resource", ["api", "mcp"])
def test_the_document_says_who_guards_the_resource_and_how(
    client: FlaskClient, resource: str
) -> None:
    names = {"api": "Plugin OAuth API", "mcp": "Plugin OAuth MCP server"}
    assert client.get(f"{ROOT}/{resource}").get_json() == {
        "resource": f"{ORIGIN}/{resource}",
        "authorization_servers": [ORIGIN],
        "scopes_supported": ["tasks.read", "tasks.write", "notes.read", "notes.write"],
        "bearer_methods_supported": ["header"],
        "dpop_signing_alg_values_supported": ["ES256", "RS256", "EdDSA", "Ed25519"],
        "resource_name": names[resource],
        "resource_documentation": f"{ORIGIN}/docs",
        "resource_policy_uri": f"{ORIGIN}/privacy",
        "resource_tos_uri": f"{ORIGIN}/terms",
    }


def test_the_root_has_the_mcp_servers_document(client: FlaskClient) -> None:
    assert client.get(ROOT).data == client.get(f"{ROOT}/mcp").data


@pytest.mark.parametrize("path", WELL_KNOWN)
def test_a_slash_at_the_end_changes_nothing_and_redirects_nobody(
    client: FlaskClient, path: str
) -> None:
    plain, slashed = client.get(path), client.get(f"{path}/")
    assert (plain.status_code, slashed.status_code) == (200, 200)
    assert slashed.data == plain.data


@pytest.mark.parametrize("path", [*WELL_KNOWN, "/jwks.json"])
def test_a_document_may_be_kept_and_is_not_sent_twice(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.requirement("rfc9728-3.2-answer")
@pytest.mark.parametrize("path", [*WELL_KNOWN, "/jwks.json"])
def test_scripts_of_every_origin_may_read_it(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://inspector.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.requirement("rfc9728-3.2-answer")
def test_a_resource_that_is_none_has_no_document_but_a_json_error(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/other")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.requirement("rfc9728-3.3-resource", "rfc9728-5.1-challenge")
def test_the_challenge_leads_to_the_document_of_the_resource(client: FlaskClient) -> None:
    challenge = client.get("/api/tasks").headers["WWW-Authenticate"]
    _, parameters = parse_options_header(challenge.replace("Bearer ", "x; ").replace(", ", "; "))
    document = client.get(urlsplit(parameters["resource_metadata"]).path).get_json()
    assert document["resource"] == f"{ORIGIN}/api"
    assert parameters["scope"] in document["scopes_supported"]


@pytest.mark.requirement("rfc9728-4-protected-resources")
def test_the_authorization_server_names_its_resources(client: FlaskClient) -> None:
    metadata = client.get("/.well-known/oauth-authorization-server").get_json()
    assert metadata["protected_resources"] == [f"{ORIGIN}/api", f"{ORIGIN}/mcp"]
    assert metadata["issuer"] == ORIGIN
