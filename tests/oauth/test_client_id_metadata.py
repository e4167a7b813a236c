"""Clients named by the URL of their metadata document, fetched from a site of the test's own."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.database import db
from plugin_oauth.oauth.client_id_metadata import preseed_document
from plugin_oauth.oauth.freshness import fresh_seconds
from plugin_oauth.oauth.purge import clients
from tests.conftest import StandingClock, both_databases
from tests.journey import ClientCredentials, Journey, redirect_parameters
from tests.oauth.conftest import Stored
from tests.oauth.document_server import JSON, Answers, serving

CALLBACK = "http://localhost/callback"


@pytest.fixture
def site() -> Iterator[Answers]:
    with serving(Answers()) as server:
        yield server


def document(url: str, **changes: Any) -> dict[str, Any]:
    """Claude Code's way: portless loopback callbacks, public."""
    said = {
        "client_id": url,
        "client_name": "A host",
        "redirect_uris": [CALLBACK, "http://127.0.0.1/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


def publish(site: Answers, headers: dict[str, str] | None = None, **changes: Any) -> str:
    """Serve a document and return its URL."""
    url = site.url("/client.json")
    body = json.dumps(document(url, **changes)).encode()
    return site.serve("/client.json", body, headers=JSON | (headers or {}))


def journey_of(app: Flask, client_id: str) -> Journey:
    parameters = {"redirect_uri": "http://localhost:49152/callback"}
    return Journey(app.test_client(), ClientCredentials(client_id, None), parameters)


def authorize(client: FlaskClient, client_id: str, **changes: str | None) -> TestResponse:
    journey = Journey(client, ClientCredentials(client_id, None), {"redirect_uri": CALLBACK})
    return client.get(journey.authorize_url(**changes))


@pytest.mark.requirement("cimd-4-fetched", "cimd-4.5-redirect-uris")
@both_databases
@pytest.mark.usefixtures("user")
def test_a_client_named_by_its_document_signs_somebody_in_and_refreshes(
    app: Flask, site: Answers
) -> None:
    journey = journey_of(app, publish(site))
    journey.sign_in()
    code = journey.code()
    redirect_uri = journey.parameters["redirect_uri"]
    answer = journey.redeem(code, redirect_uri=redirect_uri).get_json()
    again = journey.refresh(answer["refresh_token"]).get_json()
    assert journey.call(again["access_token"]).status_code == 200
    assert journey.revoke(again["access_token"]).status_code == 200
    assert len(site.asked) == 1


@pytest.mark.requirement("cimd-5-metadata")
def test_it_is_advertised_together_with_public_clients(client: FlaskClient) -> None:
    metadata = client.get("/.well-known/oauth-authorization-server").get_json()
    assert metadata["client_id_metadata_document_supported"] is True
    assert "none" in metadata["token_endpoint_auth_methods_supported"]


class TestOff:
    """CLIENT_ID_METADATA=off."""

    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"CLIENT_ID_METADATA": False}

    @pytest.mark.requirement("cimd-5-metadata")
    def test_nothing_is_fetched_and_nothing_says_so(
        self, client: FlaskClient, site: Answers
    ) -> None:
        assert authorize(client, publish(site)).status_code == 400
        assert site.asked == []
        metadata = client.get("/.well-known/oauth-authorization-server").get_json()
        assert "client_id_metadata_document_supported" not in metadata


@pytest.mark.requirement(
    "cimd-4.1-client-id",
    "cimd-4.1-no-shared-secret",
    "cimd-4.3-errors",
    "cimd-6.6-size",
)
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"client_id": "https://other.example/client.json"}, "client_id"),
        ({"client_id": None}, "client_id"),
        ({"client_secret": "s"}, "client secret"),
        ({"client_secret_expires_at": 0}, "client secret"),
        ({"token_endpoint_auth_method": "client_secret_post"}, "shared secret"),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, "token_endpoint_auth_method"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "redirect URI"),
        ({"redirect_uris": None}, "redirect_uris"),
        ({"grant_types": ["client_credentials"]}, "grant_types"),
        ({"client_name": "x" * 6000}, "fetched"),
        ({"client_name": "x" * 200}, "client_name"),
    ],
)
def test_a_document_that_cannot_count_is_a_page_that_says_why(
    client: FlaskClient, site: Answers, stored: Stored, changes: dict[str, Any], sentence: str
) -> None:
    response = authorize(client, publish(site, **changes))
    assert response.status_code == 400
    assert sentence in response.text
    assert stored(clients) == []


@pytest.mark.requirement("cimd-4.1-client-id")
@pytest.mark.parametrize("path", ["/client.json/", "/client.json?a=b", "/Client.json"])
def test_the_client_id_must_be_the_url_to_the_letter(
    client: FlaskClient, site: Answers, path: str
) -> None:
    publish(site)
    site.answers[path] = site.answers["/client.json"]
    assert "client_id" in authorize(client, site.url(path)).text


@pytest.mark.requirement("cimd-4.4-errors-not-kept")
def test_a_refusal_is_never_kept(client: FlaskClient, site: Answers) -> None:
    url = site.url("/client.json")
    assert authorize(client, url).status_code == 400
    site.serve("/client.json", b"not json")
    assert authorize(client, url).status_code == 400
    publish(site)
    assert authorize(client, url).status_code == 303  # to the login
    assert len(site.asked) == 3


@pytest.mark.requirement("cimd-4.3-errors")
def test_what_the_site_answered_is_not_told(client: FlaskClient, site: Answers) -> None:
    refused = authorize(client, site.url("/nothing-here"))
    site.serve("/page", b"<p>inside</p>", headers={"Content-Type": "text/html"})
    page = authorize(client, site.url("/page"))
    gone = authorize(client, "http://localhost:9/client.json")
    assert refused.text == page.text == gone.text


@pytest.mark.requirement("cimd-4.4-headers", "cimd-6.3-changes")
def test_a_document_is_fetched_again_when_it_is_no_longer_fresh(
    client: FlaskClient, site: Answers, clock: StandingClock, stored: Stored
) -> None:
    url = publish(site, {"Cache-Control": "max-age=600"})
    for _ in range(3):
        authorize(client, url)
    clock.advance(600)
    publish(site, client_name="Renamed")
    authorize(client, url)
    assert len(site.asked) == 2
    assert [row["name"] for row in stored(clients)] == ["Renamed"]


@pytest.mark.requirement("cimd-4.4-headers")
@pytest.mark.parametrize(
    ("cache_control", "age", "seconds"),
    [
        ("", "0", 3600),
        ("public, max-age=600", "0", 600),
        ('max-age="600"', "0", 600),
        ("MAX-AGE=600", "500", 100),
        ("max-age=600", "9000", 60),
        ("max-age=0", "0", 60),
        ("max-age=999999999", "0", 24 * 3600),
        ("no-store, max-age=600", "0", 60),
        ("no-cache", "0", 60),
        ("x-max-age=5", "0", 3600),
        ("max-age=soon", "0", 3600),
        ("max-age=600", "-1", 600),
    ],
)
def test_freshness_is_what_the_headers_say_within_bounds(
    cache_control: str, age: str, seconds: int
) -> None:
    assert fresh_seconds(cache_control, age) == seconds


@pytest.mark.usefixtures("user")
def test_while_the_site_is_away_the_last_good_copy_goes_on_for_a_day(
    app: Flask, site: Answers, clock: StandingClock
) -> None:
    journey = journey_of(app, publish(site))
    journey.sign_in()
    redirect_uri = journey.parameters["redirect_uri"]
    answer = journey.redeem(journey.code(), redirect_uri=redirect_uri).get_json()
    site.answers.clear()
    clock.advance(24 * 3600 - 1)
    answer = journey.refresh(answer["refresh_token"]).get_json()
    assert journey.call(answer["access_token"]).status_code == 200
    clock.advance(60)
    refused = journey.refresh(answer["refresh_token"])
    assert (refused.status_code, refused.get_json()["error"]) == (401, "invalid_client")


def test_a_site_that_is_away_is_not_asked_at_every_request(
    client: FlaskClient, site: Answers, clock: StandingClock
) -> None:
    url = publish(site)
    authorize(client, url)
    site.answers.clear()
    clock.advance(3600)
    for _ in range(3):
        assert authorize(client, url).status_code == 303
    assert len(site.asked) == 2


@pytest.mark.requirement("cimd-6.3-changes")
def test_a_document_that_has_become_wrong_ends_its_client_at_once(
    client: FlaskClient, site: Answers, clock: StandingClock
) -> None:
    url = publish(site)
    authorize(client, url)
    clock.advance(3600)
    publish(site, client_id="https://other.example/")
    assert authorize(client, url).status_code == 400


@pytest.mark.requirement("cimd-6.3-changes")
def test_an_empty_parameter_keeps_no_wrong_document_alive(
    app: Flask, site: Answers, clock: StandingClock
) -> None:
    """A parameter without a value counts as absent, also where the document is looked for."""
    url = publish(site)
    http = app.test_client()
    assert authorize(http, url).status_code == 303
    clock.advance(3600)
    publish(site, client_id="https://other.example/")
    journey = journey_of(app, url)
    query = journey.authorize_url().replace("?", "?client_id=&")
    assert http.get(query).status_code == 400
    for empty in ("client_id", "client_assertion", "client_assertion_type"):
        form = {"grant_type": ["refresh_token"], "refresh_token": ["x"], "client_id": [url]}
        form[empty] = ["", *form.get(empty, [])]
        answer = http.post("/token", data=form)
        assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client"), empty


def test_nothing_is_open_in_the_database_while_a_document_is_fetched(
    app: Flask, client: FlaskClient, site: Answers
) -> None:
    """Another request writes while the site makes up its mind; a lock held would stop it."""
    other = app.test_client()
    answers: list[int] = []
    least = {"redirect_uris": ["https://client.example/cb"]}
    site.hook = lambda: answers.append(other.post("/register", json=least).status_code)
    body = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": publish(site)}
    response = client.post("/token", data=body)
    assert response.get_json()["error"] == "invalid_grant"
    assert answers == [201]


@both_databases
@pytest.mark.parametrize("endpoint", ["token", "revoke", "par", "device_authorization"])
def test_every_endpoint_knows_the_client(client: FlaskClient, site: Answers, endpoint: str) -> None:
    body = {"client_id": publish(site), "grant_type": "refresh_token", "token": "x"}
    response = client.post(f"/{endpoint}", data=body)
    assert (response.get_json(silent=True) or {}).get("error") != "invalid_client"
    assert len(site.asked) == 1


@pytest.mark.usefixtures("user")
def test_a_client_named_by_its_document_is_not_verified_and_consent_is_asked(
    app: Flask, site: Answers, stored: Stored
) -> None:
    journey = journey_of(app, publish(site))
    journey.sign_in()
    assert "A host" in journey.http.get(journey.authorize_url()).text
    (row,) = stored(clients)
    assert (row["is_verified"], row["requires_pkce"]) == (False, True)


@pytest.mark.usefixtures("user")
@pytest.mark.requirement("cimd-6.4-host-shown")
def test_the_consent_page_names_the_site_of_the_document(app: Flask, site: Answers) -> None:
    journey = journey_of(app, publish(site))
    journey.sign_in()
    page = journey.http.get(journey.authorize_url()).text
    assert '<strong class="document-host">localhost' in page


KEYS = {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}]}


@pytest.mark.requirement("cimd-6.2-registered-method")
@pytest.mark.parametrize(
    ("listed", "error"),
    [(["private_key_jwt"], "invalid_client"), (["private_key_jwt", "none"], "invalid_grant")],
)
def test_who_signs_by_its_document_must_sign_unless_none_is_listed_too(
    client: FlaskClient, site: Answers, listed: list[str], error: str
) -> None:
    changes: dict[str, Any] = {"token_endpoint_auth_methods_supported": listed, "jwks": KEYS}
    changes["token_endpoint_auth_method"] = "private_key_jwt"
    url = publish(site, None, **changes)
    body = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": url}
    assert client.post("/token", data=body).get_json()["error"] == error


def test_pkce_is_due(client: FlaskClient, site: Answers) -> None:
    changes = {"code_challenge": None, "code_challenge_method": None}
    response = authorize(client, publish(site), **changes)
    assert redirect_parameters(response)["error"] == "invalid_request"


@pytest.mark.requirement("cimd-4.1-no-shared-secret")
def test_a_secret_does_not_make_it_confidential(client: FlaskClient, site: Answers) -> None:
    body = {"grant_type": "refresh_token", "client_id": publish(site), "client_secret": "s"}
    assert client.post("/token", data=body).get_json()["error"] == "invalid_client"


@pytest.mark.requirement("cimd-6.10-preregistered")
def test_a_document_can_be_put_in_by_a_developer_and_is_never_fetched(
    app: Flask, site: Answers, clock: StandingClock, stored: Stored
) -> None:
    url = site.url("/client.json")
    with app.app_context():
        preseed_document(json.dumps(document(url)).encode(), None)
        db.session.commit()
    clock.advance(365 * 24 * 3600)
    assert authorize(app.test_client(), url).status_code == 303
    assert site.asked == []
    assert [row["is_verified"] for row in stored(clients)] == [True]
