"""What an MCP server answers wrongly, and the step that says so."""

import pytest

from tests.host.fake_mcp import PRM, FakeMcp
from tests.host.fake_plugin import Fault
from tests.host.faults import (
    instead,
    on_page,
    page_instead,
    redirect_to,
    with_header,
    with_location,
    with_member,
)
from tests.host.played_mcp import with_fault, with_result

METADATA = "/.well-known/oauth-authorization-server"


@pytest.mark.parametrize(
    ("path", "fault", "step", "words"),
    [
        pytest.param("/mcp", redirect_to("/mcp/", 307), "challenge", "redirects", id="redirect"),
        pytest.param(
            "/mcp", with_header("www-authenticate", ""), "challenge", "no WWW-Auth", id="bare 401"
        ),
        pytest.param("/mcp", instead("{}", 500), "challenge", "not refused with 401", id="crash"),
        pytest.param(
            "/mcp",
            with_header("www-authenticate", 'Bearer resource_metadata="ftp://x"'),
            "resource-metadata",
            "resource_metadata is 'ftp://x'",
            id="no URL",
        ),
        pytest.param(
            "/mcp",
            with_header("www-authenticate", 'Bearer resource_metadata="http://10.0.0.1/"'),
            "resource-metadata",
            "not a public https URL",
            id="inner network",
        ),
        pytest.param(PRM, instead("", 404), "resource-metadata", "does not say where", id="no PRM"),
        pytest.param(PRM, page_instead("<p>Shop"), "resource-metadata", "a web page", id="html"),
        pytest.param(
            PRM,
            with_member("resource", value="https://elsewhere.example/mcp"),
            "resource-metadata",
            "must not be used",
            id="another resource",
        ),
        pytest.param(
            PRM,
            with_member("authorization_servers", value=[]),
            "resource-metadata",
            "missing or empty",
            id="no server",
        ),
        pytest.param(
            PRM,
            with_member("authorization_servers", value=["https://10.1.2.3"]),
            "resource-metadata",
            "the authorization server is https://10.1.2.3",
            id="inner server",
        ),
        pytest.param(METADATA, instead("", 404), "metadata", "no metadata", id="no metadata"),
        pytest.param(
            METADATA,
            with_member("issuer", value="https://elsewhere.example"),
            "metadata",
            "must not be used",
            id="issuer",
        ),
        pytest.param(
            METADATA,
            with_member("code_challenge_methods_supported", value=["plain"]),
            "metadata",
            "without S256",
            id="no S256",
        ),
        pytest.param(
            METADATA,
            with_member("token_endpoint", value="https://192.168.0.1/token"),
            "register",
            "token_endpoint is https://192.168.0.1/token",
            id="inner token endpoint",
        ),
        pytest.param(
            "/authorize",
            with_location("iss=", "ice="),
            "activate",
            "has no iss, though the metadata promises it",
            id="no iss",
        ),
        pytest.param(
            "/authorize",
            with_location("iss=http%3A%2F%2F127.0.0.1", "iss=http%3A%2F%2Flocalhost"),
            "activate",
            "byte for byte",
            id="another iss",
        ),
        pytest.param(
            "/authorize", on_page(page_instead("<p>Shop")), "activate", "consent", id="no consent"
        ),
        pytest.param(
            "/mcp",
            with_result("supportedVersions", ["2099-01-01"]),
            "connect",
            "without 2026-07-28",
            id="version",
        ),
        pytest.param("/mcp", with_result("tools", "x"), "tools", "not a list", id="tools"),
        pytest.param("/mcp", with_result("content", "x"), "call", "content is 'x'", id="content"),
        pytest.param(
            "/mcp", with_result("structuredContent", None), "call", "outputSchema", id="structure"
        ),
    ],
)
def test_what_stops_or_hinders_a_host_is_named(
    mcp: FakeMcp, path: str, fault: Fault, step: str, words: str
) -> None:
    played = with_fault(mcp, path, fault)
    assert played.failed[:1] == [step]
    assert words in played.said(step)
