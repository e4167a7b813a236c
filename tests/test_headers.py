"""What browsers may do with our answers, and who may keep them."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.extensions import limiter
from plugin_oauth.users.models import CurrentUser
from tests.journey import Journey, register

STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PAGES = ["/", "/legal", "/privacy", "/terms", "/nothing"]
HTTPS = {"BASE_URL": "https://plugin.example.com"}
FOREIGN = {"Origin": "https://page.example"}


@pytest.fixture
def journey(app: Flask, user: CurrentUser) -> Journey:  # noqa: ARG001 -- the user must exist
    return Journey(app.test_client(), register(app))


def cors(answer: TestResponse) -> str | None:
    return answer.headers.get("Access-Control-Allow-Origin")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_our_own_style_only_and_posts_to_us_only(
    client: FlaskClient, path: str
) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert policy == STRICT + "; form-action 'self'"


@pytest.mark.parametrize("path", ["/login", "/signup"])
def test_the_way_through_the_login_may_end_at_a_client(client: FlaskClient, path: str) -> None:
    """Chromium holds form-action against every redirect after the form."""
    assert client.get(path).headers["Content-Security-Policy"] == STRICT


def test_a_refused_login_still_leads_on_to_a_client(journey: Journey) -> None:
    answer = journey.sign_in(password="wrong")
    assert answer.headers["Content-Security-Policy"] == STRICT


def test_the_consent_page_leads_on_to_the_client(journey: Journey) -> None:
    journey.sign_in()
    page = journey.http.get(journey.authorize_url())
    assert page.headers["Content-Security-Policy"] == STRICT


def test_a_refused_authorization_request_leads_nowhere(client: FlaskClient) -> None:
    policy = client.get("/authorize").headers["Content-Security-Policy"]
    assert policy == STRICT + "; form-action 'self'"


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        "/login",
        "/authorize",
        "/api/tasks",
        "/token",
        "/openapi.json",
        "/healthz",
        "/static/site.css",
        "/.well-known/oauth-authorization-server",
        "/docs",
    ],
)
def test_every_answer_is_what_it_says_and_tells_nobody_where_one_was(
    client: FlaskClient, path: str
) -> None:
    with client.get(path) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.requirement("rfc9700-4.16-clickjacking")
@pytest.mark.parametrize("path", [*PAGES, "/login", "/signup", "/authorize", "/docs"])
def test_no_page_can_be_framed_or_kept(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"


def test_tokens_are_kept_by_nobody_on_the_way(journey: Journey) -> None:
    """RFC 6749 section 5.1."""
    journey.sign_in()
    answer = journey.redeem(journey.code())
    refused = journey.redeem("x")
    assert [a.headers["Cache-Control"] for a in (answer, refused)] == ["no-store", "no-store"]
    assert answer.headers["Pragma"] == "no-cache"


def test_the_redirect_with_the_code_is_kept_by_nobody(journey: Journey) -> None:
    journey.sign_in()
    assert journey.decide("allow").headers["Cache-Control"] == "no-store"


def test_plain_http_promises_no_tls(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers


@pytest.mark.parametrize("settings", [HTTPS])
@pytest.mark.parametrize("path", ["/", "/token", "/api/tasks"])
def test_on_https_browsers_are_told_to_stay_there(client: FlaskClient, path: str) -> None:
    promised = client.get(path).headers["Strict-Transport-Security"]
    assert promised == "max-age=31536000; includeSubDomains"


class TestOtherOrigins:
    """Scripts of other pages read documents and use tokens; they never see a page of ours."""

    @pytest.mark.parametrize(
        "path",
        [
            "/.well-known/ai-plugin.json",
            "/.well-known/oauth-authorization-server",
            "/openapi.json",
            "/openapi.yaml",
            "/openapi-3.0.json",
            "/api/tasks",
            "/api/nothing",
            "/token",
            "/revoke",
        ],
    )
    def test_documents_and_endpoints_of_machines_are_readable(
        self, client: FlaskClient, path: str
    ) -> None:
        answer = client.get(path, headers=FOREIGN)
        assert cors(answer) == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/login",
            "/signup",
            "/tasks",
            "/authorize",
            "/docs",
            "/logout",
            "/nothing",
            "/readyz",
        ],
    )
    def test_pages_are_not(self, client: FlaskClient, path: str) -> None:
        """RFC 9700 section 2.6: no CORS at the authorization endpoint."""
        got = client.get(path, headers=FOREIGN)
        preflight = client.options(
            path, headers=FOREIGN | {"Access-Control-Request-Method": "POST"}
        )
        assert (cors(got), cors(preflight)) == (None, None)

    def test_a_script_may_ask_before_it_calls_the_api(self, client: FlaskClient) -> None:
        asked: dict[str, Any] = FOREIGN | {
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        }
        answer = client.options("/api/tasks", headers=asked)
        assert (answer.status_code, cors(answer)) == (200, "*")
        assert answer.headers["Access-Control-Allow-Headers"] == "authorization, content-type"
        assert "POST" in answer.headers["Access-Control-Allow-Methods"]

    @pytest.mark.parametrize("origin", ["https://chat.openai.com", "https://chatgpt.com"])
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/.well-known/ai-plugin.json"),
            ("GET", "/openapi-3.0.json"),
            ("GET", "/openapi-3.0.yaml"),
            ("GET", "/api/tasks"),
            ("POST", "/api/tasks"),
            ("DELETE", "/api/tasks/00000000-0000-4000-8000-000000000000"),
        ],
    )
    def test_a_plugin_on_localhost_is_called_by_the_browser_that_shows_chatgpt(
        self, client: FlaskClient, origin: str, method: str, path: str
    ) -> None:
        """Its page asks before each of its calls, with the headers that it is going to send."""
        sent = (
            "content-type",
            "idempotency-key",
            "openai-conversation-id",
            "openai-ephemeral-user-id",
            "openai-subdivision-1-iso-code",
        )
        asked: dict[str, Any] = {
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": ", ".join(sent),
        }
        answer = client.options(path, headers=asked)
        assert (answer.status_code, cors(answer)) == (200, "*")
        assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
        assert set(sent) <= set(answer.headers["Access-Control-Allow-Headers"].split(", "))

    @pytest.mark.parametrize("settings", [{"PUBLIC_RATE_LIMIT": "1 per hour"}])
    def test_a_script_learns_when_to_try_again(self, client: FlaskClient) -> None:
        limiter.reset()
        for _ in range(2):
            answer = client.get("/api/calendar/time", headers=FOREIGN)
        assert (answer.status_code, cors(answer)) == (429, "*")
        assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"].split(", ")

    def test_a_script_sees_the_challenge_and_when_to_try_again(self, client: FlaskClient) -> None:
        exposed = client.get("/api/tasks", headers=FOREIGN).headers["Access-Control-Expose-Headers"]
        assert set(exposed.split(", ")) == {"WWW-Authenticate", "Retry-After", "ETag", "DPoP-Nonce"}


@pytest.mark.parametrize("name", ["site.css", "logo.png", "preview.png", "icon.svg"])
def test_what_stands_still_may_be_kept_for_five_minutes(client: FlaskClient, name: str) -> None:
    with client.get(f"/static/{name}") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=300"
