"""The loop against a plugin that is right, and against plugins with one fault each."""

from dataclasses import replace

import pytest
from werkzeug.utils import redirect

from plugin_oauth.host.plugin_loop import STEPS
from tests.host.conftest import Played
from tests.host.fake_plugin import FORM, JSON, FakePlugin, Fault
from tests.host.faults import (
    GONE,
    instead,
    only,
    when_sent,
    with_header,
    with_location,
    with_member,
)

MANIFEST = "/.well-known/ai-plugin.json"
METADATA = "/.well-known/oauth-authorization-server"
SPEC = "/openapi.json"
API = "/api/things"
VERIFICATION = "/developer/verification-tokens/openai"

HTML = "<!doctype html><title>Shop</title><p>Welcome"
CSP = "content-security-policy"

# (path, fault, step that must name it, words of the explanation)
FAULTS: dict[str, tuple[str, Fault, str, str]] = {
    "no manifest": (MANIFEST, instead("", 404), "manifest", "answers 404"),
    "HTML for a manifest": (MANIFEST, instead(HTML, 200, "text/html"), "manifest", "a web page"),
    "a manifest that is a list": (MANIFEST, instead("[]"), "manifest", "not a JSON object"),
    "a manifest redirected elsewhere": (
        MANIFEST,
        lambda _request, _answer: redirect("http://elsewhere.example/ai-plugin.json"),
        "manifest",
        "redirects from 127.0.0.1 to elsewhere.example",
    ),
    "another schema_version": (
        MANIFEST,
        with_member("schema_version", value="v2"),
        "manifest",
        'schema_version is not "v1"',
    ),
    "no logo": (MANIFEST, with_member("logo_url", value=GONE), "manifest", "logo_url is missing"),
    "a long name": (
        MANIFEST,
        with_member("name_for_human", value="n" * 21),
        "manifest",
        "name_for_human has 21 characters, 20 are allowed",
    ),
    "no auth block": (MANIFEST, with_member("auth", value=GONE), "manifest", "auth is missing"),
    "an auth block without sign-in": (
        MANIFEST,
        with_member("auth", "type", value="none"),
        "manifest",
        "no user to sign in",
    ),
    "no client_url": (
        MANIFEST,
        with_member("auth", "client_url", value=GONE),
        "manifest",
        "auth.client_url",
    ),
    "an unknown token content type": (
        MANIFEST,
        with_member("auth", "authorization_content_type", value="text/xml"),
        "manifest",
        "auth.authorization_content_type is 'text/xml'",
    ),
    "no API document named": (
        MANIFEST,
        with_member("api", "url", value=GONE),
        "manifest",
        "api.url is missing",
    ),
    "no API document": (SPEC, instead("", 500), "openapi", "answers 500"),
    "an API document that does not parse": (
        SPEC,
        instead("openapi: [3.0"),
        "openapi",
        "not an object in JSON or YAML",
    ),
    "an API document of Swagger 2": (
        SPEC,
        with_member("openapi", value="2.0"),
        "openapi",
        "openapi: 3.x",
    ),
    "an API document redirected": (
        SPEC,
        lambda _request, _answer: redirect("/moved"),
        "openapi",
        "redirects",
    ),
    "an operation without a name": (
        SPEC,
        with_member("paths", "/things", "get", "operationId", value=GONE),
        "openapi",
        "GET /things has no operationId",
    ),
    "metadata of another issuer": (
        METADATA,
        with_member("issuer", value="https://elsewhere.example"),
        "metadata",
        "must not be used",
    ),
    "a developer who is refused": (
        VERIFICATION,
        only("PUT", instead("{}", 403)),
        "place-token",
        "answers 403",
    ),
    "another verification token in the manifest": (
        MANIFEST,
        with_member("auth", "verification_tokens", "openai", value="another"),
        "verify-token",
        "auth.verification_tokens.openai is 'another'",
    ),
    "no map of verification tokens": (
        MANIFEST,
        with_member("auth", "verification_tokens", value=GONE),
        "verify-token",
        "auth.verification_tokens is missing",
    ),
    "a client that is not registered": (
        "/authorize",
        instead("<p>Unknown client", 400, "text/html"),
        "activate",
        "The page says: Unknown client",
    ),
    "no form after the login": (
        "/authorize",
        only(
            "GET",
            lambda _request, answer: (
                answer
                if answer.status_code == 302
                else instead(HTML, 200, "text/html")(_request, answer)
            ),
        ),
        "activate",
        "nor a consent form",
    ),
    "a login form sent by GET": (
        "/login",
        instead("<form><input name=username><input name=password>", 200, "text/html"),
        "activate",
        "not sent by POST",
    ),
    "a login form that leads elsewhere": (
        "/login",
        instead(
            "<form method=post action='//elsewhere.example'>"
            "<input name=username><input name=password>",
            200,
            "text/html",
        ),
        "activate",
        "the sign-in leads to http://elsewhere.example",
    ),
    "a password sent on by 307": (
        "/login",
        lambda request, answer: redirect("/x", 307) if request.method == "POST" else answer,
        "activate",
        "password included",
    ),
    "a login that goes in circles": (
        "/login",
        lambda _request, _answer: redirect("/login"),
        "activate",
        "redirects without end",
    ),
    "a consent page whose policy stops Chromium": (
        "/authorize",
        with_header(CSP, "default-src 'none'; form-action 'self'"),
        "activate",
        "does not allow https://chat.openai.com",
    ),
    "no state in the callback": (
        "/authorize",
        with_location("state=", "stale="),
        "activate",
        "the callback has no state",
    ),
    "another state in the callback": (
        "/authorize",
        with_location("state=", "state=x"),
        "activate",
        "state is not the one that was sent",
    ),
    "an error in the callback": (
        "/authorize",
        with_location("code=", "error=server_error&x="),
        "activate",
        "sent back with an error",
    ),
    "no code in the callback": (
        "/authorize",
        with_location("code=", "kode="),
        "activate",
        "the callback has no code",
    ),
    "a code given twice": (
        "/authorize",
        with_location("code=", "code=x&code="),
        "activate",
        "the callback has code twice",
    ),
    "a token endpoint without JSON": (
        "/token",
        when_sent('"grant_type"', instead('{"error": "unsupported_grant_type"}', 400)),
        "exchange",
        "refuses a JSON body",
    ),
    "a client secret that is refused": (
        "/token",
        when_sent('"grant_type"', instead('{"error": "invalid_client"}', 401)),
        "exchange",
        "does not know this client id",
    ),
    "no access token": (
        "/token",
        when_sent("authorization_code", with_member("access_token", value=GONE)),
        "exchange",
        "access_token is missing",
    ),
    "an access token that breaks the header": (
        "/token",
        when_sent("authorization_code", with_member("access_token", value="a\r\nb")),
        "exchange",
        "cannot be sent as a bearer token",
    ),
    "another token type": (
        "/token",
        when_sent("authorization_code", with_member("token_type", value="mac")),
        "exchange",
        "token_type is 'mac'",
    ),
    "a lifetime as text": (
        "/token",
        when_sent("authorization_code", with_member("expires_in", value="3600")),
        "exchange",
        "not an integer",
    ),
    "tokens that a cache may keep": (
        "/token",
        when_sent("authorization_code", with_header("cache-control", "")),
        "exchange",
        "no Cache-Control: no-store",
    ),
    "an API open to everybody": (API, instead("{}"), "call-without-token", "answered with 200"),
    "no Bearer challenge": (
        API,
        with_header("www-authenticate", 'Basic realm="x"'),
        "call-without-token",
        "no WWW-Authenticate: Bearer",
    ),
    "an API that refuses its token": (API, instead("{}", 403), "call", "answered with 403"),
    "an oversized answer": (
        API,
        instead(f'"{"x" * 100_000}"'),
        "call",
        "must stay below 100,000",
    ),
    "an answer in HTML": (API, instead(HTML, 200, "text/html"), "call", "text/html, not JSON"),
    "an answer that only says it is JSON": (API, instead("{"), "call", "not JSON"),
    "a refresh that is refused": (
        "/token",
        when_sent('"refresh_token"', instead('{"error": "invalid_grant"}', 400)),
        "refresh",
        "400 invalid_grant",
    ),
    "a revocation that is refused": (
        "/revoke",
        instead('{"error": "invalid_client"}', 401),
        "revoke",
        "answers 401",
    ),
    "a revocation that does nothing": (
        "/revoke",
        lambda _request, _answer: _answer,
        "call-revoked",
        "still works",
    ),
}


@pytest.mark.parametrize("content_type", [JSON, FORM])
def test_a_plugin_that_is_right_passes_every_step(plugin: FakePlugin, content_type: str) -> None:
    plugin.content_type = content_type
    played = Played(plugin.target)
    assert [(result.name, result.mark) for result in played.story.results] == [
        (step.name, "ok") for step in STEPS
    ]
    assert played.told == list(played.story.results)


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_named_at_its_step(plugin: FakePlugin, name: str) -> None:
    path, fault, step, words = FAULTS[name]
    plugin.faults[path] = fault
    played = Played(plugin.target)
    result = played[step]
    remarks = [*result.remarks, *([result.failure] if result.failure else [])]
    assert step in played.failed
    assert words in " | ".join(remark.sentence for remark in remarks)
    assert played.failed[0] == step or name == "an answer in HTML"
