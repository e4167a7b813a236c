"""A credential of each form of authentication, as a host holds it, made and revoked alike."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask

from plugin_oauth.database import db
from plugin_oauth.oauth.clients import NewClient, create_client
from plugin_oauth.oauth.families import Family
from plugin_oauth.oauth.models import Grant
from plugin_oauth.oauth.tokens import begin_family, end_family
from plugin_oauth.plugin.http_keys.api_keys import create_api_key, list_api_keys, revoke_api_key
from plugin_oauth.plugin.http_keys.service_tokens import (
    create_service_token,
    revoke_service_token,
)
from plugin_oauth.users.accounts import create_user, find_user
from tests.conftest import PASSWORD
from tests.journey import REDIRECT_URI


@dataclass(frozen=True)
class Credential:
    """What one caller sends; nobody else has it."""

    headers: dict[str, str]
    user_id: UUID


@dataclass(frozen=True)
class Form:
    """One form of authentication: its settings, and how a caller of that name gets and loses."""

    name: str
    scheme: str  # of the Authorization header
    make: Callable[[str, str], tuple[str, UUID]]
    revoke: Callable[[UUID, str], object]

    @property
    def settings(self) -> dict[str, Any]:
        scheme = {} if self.name == "oauth" else {"PLUGIN_AUTH_SCHEME": self.scheme}
        return {"PLUGIN_AUTH": self.name} | scheme

    def header(self, secret: str, scheme: str = "") -> dict[str, str]:
        """Return the header that a careful client sends: base64 of user and password in Basic."""
        scheme = scheme or self.scheme
        basic = b64encode(f"key:{secret}".encode()).decode()
        return {"Authorization": f"{scheme.capitalize()} {basic if scheme == 'basic' else secret}"}

    def credential(self, app: Flask, who: str, scope: str) -> Credential:
        with app.app_context():
            secret, user_id = self.make(who, scope)
            db.session.commit()
        return Credential(self.header(secret), user_id)

    def end(self, app: Flask, credential: Credential, who: str) -> None:
        with app.app_context():
            self.revoke(credential.user_id, who)
            db.session.commit()


def _person(who: str) -> UUID:
    found = find_user(f"{who}@example.com")
    return (found or create_user(f"{who}@example.com", PASSWORD)).id


def _access_token(who: str, scope: str) -> tuple[str, UUID]:
    client, _ = create_client(NewClient("Test", redirect_uris=[REDIRECT_URI]))
    user_id = _person(who)
    answer = begin_family(Family(client.client_id, user_id, scope), with_refresh_token=False)
    return str(answer["access_token"]), user_id


def _end_grants(user_id: UUID, _who: str) -> None:
    for grant in db.session.query(Grant).filter_by(user_id=user_id):
        end_family(grant.id, "disconnected")


def _service_token(who: str, scope: str) -> tuple[str, UUID]:
    made, token = create_service_token(who, scope.split())
    return token, made.user_id


def _api_key(who: str, scope: str) -> tuple[str, UUID]:
    user_id = _person(who)
    return create_api_key(user_id, "A host", scope.split()), user_id


def _revoke_keys(user_id: UUID, _who: str) -> None:
    for key in list_api_keys(user_id):
        revoke_api_key(user_id, key.id)


FORMS = (
    Form("oauth", "bearer", _access_token, _end_grants),
    Form("service_http", "bearer", _service_token, lambda _, who: revoke_service_token(who)),
    Form("service_http", "basic", _service_token, lambda _, who: revoke_service_token(who)),
    Form("user_http", "bearer", _api_key, _revoke_keys),
    Form("user_http", "basic", _api_key, _revoke_keys),
)
