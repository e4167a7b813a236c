"""Clients that others wrote, unmodified: openid-client and oauth4webapi, run by Node.

They check more than we assert: the issuer, the ID token and its key, the nonce, DPoP nonces, and
that every answer has the form of its standard. Python plays the person in the browser.
"""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from flask import Flask

from tests.conftest import PASSWORD, make_user
from tests.journey import form_fields, register
from tests.live import live_app
from tests.node_packages import FOLDER

REDIRECT_URI = "http://127.0.0.1/callback"
SECONDS = 60


@pytest.fixture
def server(database_uri: str, settings: dict[str, Any]) -> Iterator[Flask]:
    with live_app(database_uri, **settings) as app:
        make_user(app, "ada@example.com")
        yield app


def browse(browser: httpx.Client, url: str) -> str:
    """Open the URL as a person who signs in and allows, and return where they are sent."""
    while not url.startswith(f"{REDIRECT_URI}?"):
        page = browser.get(url)
        if page.status_code == 200:
            person = {"username": "ada@example.com", "password": PASSWORD, "decision": "allow"}
            page = browser.post(page.url, data=form_fields(page.text) | person)
        assert page.status_code == 303, page.text
        url = str(page.url.join(page.headers["Location"]))
    return url


def run(node: str, script: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run the script to its end, be its person when it asks for one, and return what it saw."""
    command = [node, str(FOLDER / script), json.dumps(given | {"redirect_uri": REDIRECT_URI})]
    with (
        httpx.Client() as browser,
        subprocess.Popen(  # noqa: S603 -- a script of ours
            command,
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        first = process.stdout.readline()
        answer = f"{browse(browser, json.loads(first)['go'])}\n" if first else ""
        output, errors = process.communicate(answer, timeout=SECONDS)
    assert process.returncode == 0, errors
    seen: dict[str, Any] = json.loads(output)["seen"]
    return seen


def given_to(app: Flask, **client: Any) -> dict[str, Any]:
    made = register(app, redirect_uris=[REDIRECT_URI], **client)
    return {
        "issuer": app.config["BASE_URL"],
        "resource": f"{app.config['BASE_URL']}/api",
        "client_id": made.client_id,
        "secret": made.secret,
    }


VARIANTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "confidential": ({}, {"discovery": "oidc"}),
    "confidential, RS256": (
        {"id_token_alg": "RS256"},
        {"discovery": "oidc", "algorithm": "RS256"},
    ),
    "public, by RFC 8414": ({"auth_methods": ["none"]}, {"discovery": "oauth2"}),
    "public, DPoP": ({"auth_methods": ["none"]}, {"discovery": "oidc", "dpop": "ES256"}),
    "confidential, DPoP with Ed25519": ({}, {"discovery": "oidc", "dpop": "Ed25519"}),
}


@pytest.mark.parametrize(("client", "asked"), VARIANTS.values(), ids=VARIANTS.keys())
def test_openid_client_signs_in_refreshes_asks_who_it_is_and_revokes(
    node: str, server: Flask, client: dict[str, Any], asked: dict[str, Any]
) -> None:
    seen = run(node, "openid_client.mjs", given_to(server, **client) | asked)
    assert seen["token_type"] == ("dpop" if "dpop" in asked else "bearer")
    assert seen["userinfo"]["email"] == "ada@example.com"
    assert (seen["scope"], seen["before"], seen["after"]) == ("openid email tasks.read", 200, 401)


@pytest.mark.parametrize("settings", [{}, {"DPOP_NONCE": True}, {"ISS_PARAMETER": False}])
def test_oauth4webapi_finds_its_way_from_the_challenge_and_proves_its_key(
    node: str, server: Flask
) -> None:
    given = given_to(server, auth_methods=["none"]) | {"dpop": "ES256"}
    seen = run(node, "oauth4webapi.mjs", given)
    assert [challenge["error"] for challenge in seen["challenges"]] == ["invalid_token"]
    assert seen["userinfo"] == {"sub": seen["sub"]}
    assert (seen["before"], seen["stolen"], seen["after"]) == (200, 401, 401)


@pytest.mark.parametrize("settings", [{"ACCESS_TOKEN_FORMAT": "jwt"}])
def test_oauth4webapi_as_a_resource_server_takes_our_signed_token(node: str, server: Flask) -> None:
    given = given_to(server, auth_methods=["none"]) | {"dpop": "ES256", "jwt": True}
    seen = run(node, "oauth4webapi.mjs", given)
    assert seen["claims"]["aud"] == [given["resource"]]
    assert (seen["claims"]["client_id"], seen["after"]) == (given["client_id"], 401)
