"""A person's browser and a client's back end, as tests drive them over HTTP."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin_oauth.database import db
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.pkce import make_challenge
from tests.conftest import PASSWORD

REDIRECT_URI = "https://client.example/callback"
VERIFIER = "a-verifier-of-enough-length-0123456789-abcdefgh"


@dataclass(frozen=True)
class ClientCredentials:
    """A client as its developer knows it."""

    client_id: str
    secret: str | None

    @property
    def body(self) -> dict[str, str]:
        secret = {"client_secret": self.secret} if self.secret else {}
        return {"client_id": self.client_id} | secret

    @property
    def basic(self) -> dict[str, str]:
        """The header of client_secret_basic."""
        pair = f"{self.client_id}:{self.secret}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}


def register(app: Flask, **changes: Any) -> ClientCredentials:
    """Store a client; by default a confidential one of the standard."""
    values: dict[str, Any] = {"name": "A client", "redirect_uris": [REDIRECT_URI]}
    with app.app_context():
        made, secret = create_client(NewClient(**(values | changes)))
        db.session.commit()
        return ClientCredentials(made.client_id, secret)


def form_token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'([a-z_]+)(?:="([^"]*)")?')


def form_fields(page: str) -> dict[str, str]:
    """Return what a browser sends of the page's first form, buttons apart: hidden and ticked."""
    form = page.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    inputs = [dict(ATTRIBUTE.findall(tag)) for tag in INPUT.findall(form)]
    return {
        unescape(field["name"]): unescape(field.get("value", ""))
        for field in inputs
        if field.get("type") != "checkbox" or "checked" in field
    }


def redirect_parameters(response: TestResponse) -> dict[str, str]:
    """Return what a redirect to the client carries; fails if it is none or repeats itself."""
    assert response.status_code == 303, response.text
    pairs = parse_qsl(urlsplit(response.location).query, strict_parsing=True)
    parameters = dict(pairs)
    assert len(parameters) == len(pairs), "no parameter comes twice"
    return parameters


@dataclass
class Journey:
    """One browser, one client: the steps of the authorization code flow, each with its defaults."""

    http: FlaskClient
    credentials: ClientCredentials
    parameters: dict[str, str] = field(default_factory=dict)
    uses_pkce: bool = True

    def __post_init__(self) -> None:
        challenge = {"code_challenge": make_challenge(VERIFIER), "code_challenge_method": "S256"}
        self.parameters = {
            "response_type": "code",
            "client_id": self.credentials.client_id,
            "redirect_uri": REDIRECT_URI,
            "scope": "tasks.read tasks.write",
            "state": "the state",
            **(challenge if self.uses_pkce else {}),
            **self.parameters,
        }

    def authorize_url(self, **changes: str | None) -> str:
        merged = {**self.parameters, **changes}
        return "/authorize?" + urlencode({k: v for k, v in merged.items() if v is not None})

    def sign_in(self, email: str = "ada@example.com", password: str = PASSWORD) -> TestResponse:
        token = form_token(self.http.get("/login").text)
        form = {"username": email, "password": password, "csrf_token": token}
        return self.http.post("/login", data=form)

    def decide(self, decision: str, **changes: str | None) -> TestResponse:
        url = self.authorize_url(**changes)
        page = self.http.get(url)
        if page.status_code == 303:
            return page
        return self.http.post(url, data={"decision": decision, **form_fields(page.text)})

    def code(self, **changes: str | None) -> str:
        return redirect_parameters(self.decide("allow", **changes))["code"]

    def token(self, **body: str | None) -> TestResponse:
        return self.http.post("/token", data={k: v for k, v in body.items() if v is not None})

    def redemption(self, code: str) -> dict[str, str]:
        """Return the body that redeems the code."""
        verifier = {"code_verifier": VERIFIER} if self.uses_pkce else {}
        return {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            **verifier,
            **self.credentials.body,
        }

    def redeem(self, code: str, /, **changes: str | None) -> TestResponse:
        return self.token(**{**self.redemption(code), **changes})

    def refresh(self, refresh_token: str, /, **changes: str | None) -> TestResponse:
        body: dict[str, str | None] = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            **self.credentials.body,
        }
        return self.token(**(body | changes))

    def revoke(self, token: str, /, **changes: str | None) -> TestResponse:
        body = {"token": token, **self.credentials.body, **changes}
        return self.http.post("/revoke", data={k: v for k, v in body.items() if v is not None})

    def call(self, access_token: str) -> TestResponse:
        return self.http.get("/api/tasks", headers={"Authorization": f"Bearer {access_token}"})

    def grant(self) -> dict[str, Any]:
        """Sign in, allow, redeem: return the token answer."""
        self.sign_in()
        answer: dict[str, Any] = self.redeem(self.code()).get_json()
        return answer
