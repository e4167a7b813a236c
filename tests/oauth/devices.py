"""A device that signs its user in, and that user's browser (RFC 8628), as tests drive them."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.journey import ClientCredentials, Journey, form_fields, form_token, register

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass
class Device:
    """A device with its client, the person's browser, and the codes it was given."""

    http: FlaskClient
    credentials: ClientCredentials
    codes: dict[str, Any]

    @property
    def user_code(self) -> str:
        return str(self.codes["user_code"])

    def poll(self, **changes: str | None) -> TestResponse:
        body: dict[str, str | None] = {
            "grant_type": GRANT_TYPE,
            "device_code": str(self.codes["device_code"]),
            **self.credentials.body,
            **changes,
        }
        return self.http.post("/token", data={k: v for k, v in body.items() if v is not None})

    def error(self) -> str:
        return str(self.poll().get_json()["error"])

    def enter(self, user_code: str | None = None) -> TestResponse:
        """Type the code; return the question, or the page again."""
        token = form_token(self.http.get("/device").text)
        typed = self.user_code if user_code is None else user_code
        return self.http.post("/device", data={"user_code": typed, "csrf_token": token})

    def decide(self, decision: str) -> TestResponse:
        form = form_fields(self.enter().text)
        return self.http.post("/device", data=form | {"decision": decision})


def ask_for_codes(
    http: FlaskClient, credentials: ClientCredentials, **changes: str | None
) -> TestResponse:
    body: dict[str, str | None] = {"scope": "tasks.read", **credentials.body, **changes}
    sent = {name: value for name, value in body.items() if value is not None}
    return http.post("/device_authorization", data=sent)


def begin(app: Flask, **changes: Any) -> Device:
    """Return a device of a new public client, its person signed in."""
    values: dict[str, Any] = {
        "name": "A television",
        "redirect_uris": [],
        "grant_types": [GRANT_TYPE, "refresh_token"],
        "auth_methods": ["none"],
    }
    credentials = register(app, **(values | changes))
    http = app.test_client()
    Journey(http, credentials).sign_in()
    return Device(http, credentials, ask_for_codes(http, credentials).get_json())
