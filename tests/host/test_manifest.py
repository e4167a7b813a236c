"""The manifest: what the host refuses or remarks on."""

import pytest

from tests.host.fake_plugin import FakePlugin, Fault
from tests.host.faults import GONE, instead, page_instead, redirect_to, with_member
from tests.host.played import Played, play_with_fault

MANIFEST = "/.well-known/ai-plugin.json"

FATAL = [
    pytest.param(instead("", 404), "answers 404 Couldn't find manifest.", id="missing"),
    pytest.param(page_instead("<p>Shop"), "is not a JSON object but a web page", id="html"),
    pytest.param(instead("[]"), "is not a JSON object", id="list"),
    pytest.param(instead("[" * 100_000), "is not a JSON object", id="deep"),
    pytest.param(instead("{" + " " * 1_000_000), "more than the stand-in reads", id="huge"),
    pytest.param(redirect_to(MANIFEST), "redirects without end", id="circle"),
    pytest.param(
        redirect_to("http://elsewhere.example/"),
        "redirects from 127.0.0.1 to elsewhere.example",
        id="other domain",
    ),
    pytest.param(with_member("auth", value=GONE), "auth is missing", id="no auth"),
    pytest.param(with_member("auth", value="oauth"), "auth is missing", id="auth as text"),
    pytest.param(with_member("auth", "type", value="saml"), "auth.type is 'saml'", id="auth.type"),
    pytest.param(
        with_member("auth", "type", value="user_http"),
        "auth.authorization_type is missing",
        id="no authorization_type",
    ),
    pytest.param(with_member("auth", "scope", value=GONE), "auth.scope is missing", id="scope"),
    pytest.param(
        with_member("auth", "client_url", value="/authorize"),
        "auth.client_url is '/authorize'",
        id="relative client_url",
    ),
    pytest.param(
        with_member("auth", "authorization_url", value=None),
        "auth.authorization_url is missing",
        id="no authorization_url",
    ),
    pytest.param(
        with_member("auth", "authorization_content_type", value="text/xml"),
        "auth.authorization_content_type is 'text/xml'",
        id="content type",
    ),
    pytest.param(with_member("api", "type", value="soap"), "api.type is not", id="api.type"),
    pytest.param(
        with_member("api", "url", value=GONE),
        "Localhost manifest is missing OpenAPI spec URL.",
        id="no api.url",
    ),
    pytest.param(
        with_member("api", "url", value="ftp://127.0.0.1/"),
        "Localhost manifest OpenAPI spec URL is not a valid URL or path.",
        id="api.url",
    ),
]

LIVEABLE = [
    pytest.param("schema_version", "v2", "schema_version is 'v2', not \"v1\"", id="schema_version"),
    pytest.param("logo_url", GONE, "logo_url is missing", id="missing field"),
    pytest.param("logo_url", 5, "logo_url is 5, not a text", id="number"),
    pytest.param("name_for_human", "n" * 21, "has 21 characters, 20 are allowed", id="long name"),
    pytest.param("description_for_model", "d" * 8_001, "8,000 are allowed", id="long text"),
    pytest.param("name_for_model", "my plugin", "letters and digits only", id="name with a space"),
    pytest.param("contact_email", "nobody", "'nobody', not an e-mail address", id="e-mail"),
]


@pytest.mark.parametrize(("fault", "words"), FATAL)
def test_a_manifest_that_cannot_be_used_ends_the_run(
    plugin: FakePlugin, fault: Fault, words: str
) -> None:
    played = play_with_fault(plugin, MANIFEST, fault)
    assert played.failed == ["manifest"]
    assert words in played.said("manifest")


@pytest.mark.parametrize(("member", "value", "words"), LIVEABLE)
def test_a_manifest_that_breaks_a_rule_fails_but_the_run_goes_on(
    plugin: FakePlugin, member: str, value: object, words: str
) -> None:
    played = play_with_fault(plugin, MANIFEST, with_member(member, value=value))
    assert played.failed == ["manifest"]
    assert words in played.said("manifest")
    assert played["refresh-revoked"].mark == "ok"


@pytest.mark.parametrize(
    ("member", "value"), [("name_for_model", "my_plugin"), ("logo_url", "logo.png")]
)
def test_what_chatgpt_put_up_with_is_a_warning(
    plugin: FakePlugin, member: str, value: object
) -> None:
    played = play_with_fault(plugin, MANIFEST, with_member(member, value=value))
    assert played["manifest"].mark == "warn"


def test_a_bare_path_names_the_api_document_on_loopback(plugin: FakePlugin) -> None:
    played = play_with_fault(plugin, MANIFEST, with_member("api", "url", value="/openapi.json"))
    assert played.story.passed


def test_an_empty_scope_is_sent_as_it_is(plugin: FakePlugin) -> None:
    plugin.faults[MANIFEST] = with_member("auth", "scope", value="")
    Played(plugin.target)
    asked = next(request for request in plugin.requests if request.path == "/authorize")
    assert asked.args["scope"] == ""


def test_rules_for_public_hosts_are_named_and_spared_on_loopback(plugin: FakePlugin) -> None:
    played = Played(plugin.target)
    assert "port 443" in played.said("manifest")
    assert played["manifest"].mark == "ok"
