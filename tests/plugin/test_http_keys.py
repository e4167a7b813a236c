"""Service tokens and API keys at the API: how they are spelled, what they cost, when they end."""

from base64 import b64encode
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from plugin_oauth.audit import list_events
from plugin_oauth.database import db
from plugin_oauth.plugin.http_keys.api_keys import MAXIMUM_KEYS, create_api_key, list_api_keys
from plugin_oauth.plugin.http_keys.models import ServiceToken
from plugin_oauth.plugin.http_keys.service_tokens import (
    create_service_token,
    delete_service_token,
    list_service_tokens,
    revoke_service_token,
    rotate_service_token,
)
from plugin_oauth.users.accounts import delete_account
from plugin_oauth.users.models import CurrentUser, User
from tests.conftest import StandingClock, both_databases
from tests.oauth.test_statements import counted
from tests.plugin.credentials import FORMS, Form

SERVICE, SERVICE_BASIC, USER, USER_BASIC = FORMS[1:]
SCOPE = "tasks.read tasks.write"


def keep(app: Flask, form: Form) -> None:
    """Let a test say in its parameters which form the app has."""
    app.config.update(form.settings)


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    form: Form = getattr(request, "param", SERVICE)
    return form.settings


def status(client: FlaskClient, header: str) -> int:
    return client.get("/api/tasks", headers={"Authorization": header}).status_code


def in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.requirement("rfc7617-2-credentials")
@pytest.mark.parametrize("settings", [SERVICE_BASIC], indirect=True)
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
@pytest.mark.parametrize(
    "spelled",
    [
        lambda token: token,
        lambda token: in_base64(f"anybody:{token}"),
        lambda token: in_base64(f":{token}"),
        lambda token: in_base64(f"{token}:"),
        in_base64,
    ],
    ids=["bare", "user and password", "password", "user", "base64"],
)
def test_basic_takes_the_key_however_hosts_spell_it(
    app: Flask, client: FlaskClient, scheme: str, spelled: Any
) -> None:
    with app.app_context():
        _, token = create_service_token("chatgpt", SCOPE.split())
        db.session.commit()
    assert status(client, f"{scheme} {spelled(token)}") == 200


@pytest.mark.parametrize("settings", [SERVICE, SERVICE_BASIC], indirect=True)
@pytest.mark.parametrize("sent", ["", "x", "%%%", "\xff", "po_st_", "x" * 5000, in_base64("\0")])
def test_what_is_no_key_at_all_is_refused_and_nothing_breaks(
    app: Flask, client: FlaskClient, sent: str
) -> None:
    scheme = app.config["PLUGIN_AUTH_SCHEME"].capitalize()
    assert status(client, f"{scheme} {sent}") == 401


@both_databases
@pytest.mark.parametrize("form", [SERVICE, USER], ids=["service", "user"])
def test_a_call_takes_one_statement_for_the_key_and_one_for_the_work(
    app: Flask, client: FlaskClient, form: Form
) -> None:
    keep(app, form)
    credential = form.credential(app, "ada", SCOPE)
    client.get("/api/tasks", headers=credential.headers)  # notes the first use
    with counted(app) as cost:
        assert client.get("/api/tasks", headers=credential.headers).status_code == 200
    assert len(cost.statements) == 2, cost.statements


@both_databases
@pytest.mark.parametrize("form", [SERVICE, USER], ids=["service", "user"])
def test_a_wrong_key_takes_one_statement(app: Flask, client: FlaskClient, form: Form) -> None:
    keep(app, form)
    with counted(app) as cost:
        assert status(client, "Bearer po_ak_wrong") == 401
    assert len(cost.statements) == 1, cost.statements


@pytest.mark.parametrize("form", [SERVICE, USER], ids=["service", "user"])
def test_the_last_use_is_kept_to_five_minutes(
    app: Flask, client: FlaskClient, clock: StandingClock, form: Form
) -> None:
    keep(app, form)
    credential = form.credential(app, "ada", SCOPE)

    def last_use() -> Any:
        with app.app_context():
            uses = [token.last_used_at for token in list_service_tokens()]
            return [*uses, *(key.last_used_at for key in list_api_keys(credential.user_id))][0]

    assert last_use() is None
    client.get("/api/tasks", headers=credential.headers)
    first = clock()
    clock.advance(60)
    client.get("/api/tasks", headers=credential.headers)
    assert last_use() == first
    clock.advance(300)
    client.get("/api/tasks", headers=credential.headers)
    assert last_use() == clock()


@both_databases
def test_a_rotated_token_counts_for_the_overlap_and_no_longer(
    app: Flask, client: FlaskClient, clock: StandingClock
) -> None:
    with app.app_context():
        _, first = create_service_token("chatgpt", SCOPE.split())
        second = rotate_service_token("chatgpt", overlap=60)
        db.session.commit()
    assert (status(client, f"Bearer {first}"), status(client, f"Bearer {second}")) == (200, 200)
    clock.advance(60)
    assert (status(client, f"Bearer {first}"), status(client, f"Bearer {second}")) == (401, 200)


def test_two_tokens_of_a_host_count_at_most(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        _, first = create_service_token("chatgpt", SCOPE.split())
        second = rotate_service_token("chatgpt", overlap=60)
        third = rotate_service_token("chatgpt", overlap=60)
        db.session.commit()
    found = [status(client, f"Bearer {token}") for token in (first, second, third)]
    assert found == [401, 200, 200]


def test_rotated_without_an_overlap_the_old_token_ends_at_once(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        _, first = create_service_token("chatgpt", SCOPE.split())
        rotate_service_token("chatgpt")
        db.session.commit()
    assert status(client, f"Bearer {first}") == 401


def test_what_a_host_has_stored_outlives_its_token_and_its_revocation(
    app: Flask, client: FlaskClient
) -> None:
    credential = SERVICE.credential(app, "chatgpt", SCOPE)
    client.post("/api/tasks", json={"title": "Buy milk"}, headers=credential.headers)
    SERVICE.end(app, credential, "chatgpt")
    with app.app_context():
        token = rotate_service_token("chatgpt")
        db.session.commit()
    answer = client.get("/api/tasks", headers=SERVICE.header(token))
    assert [task["title"] for task in answer.get_json()["tasks"]] == ["Buy milk"]


@both_databases
def test_a_deleted_token_takes_its_account_with_it(app: Flask) -> None:
    credential = SERVICE.credential(app, "chatgpt", SCOPE)
    with app.app_context():
        delete_service_token("chatgpt")
        db.session.commit()
        assert db.session.get(User, credential.user_id) is None
        assert db.session.scalars(select(ServiceToken)).all() == []


def test_a_token_gets_the_usual_scopes_unless_some_are_named(app: Flask) -> None:
    with app.app_context():
        made, _ = create_service_token("chatgpt")
        assert made.scope == "tasks.read tasks.write notes.read notes.write"


@pytest.mark.parametrize(
    ("name", "scope", "sentence"),
    [
        ("", [], "a name of 1 to 100 characters"),
        ("n" * 101, [], "a name of 1 to 100 characters"),
        ("nul\0", [], "a name of 1 to 100 characters"),
        ("taken", [], "already"),
        ("new", ["plugin.admin"], "There is no scope plugin.admin"),
        ("new", ["email"], "There is no scope email"),
    ],
)
def test_a_token_that_cannot_be_is_refused_in_words(
    app: Flask, name: str, scope: list[str], sentence: str
) -> None:
    with app.app_context():
        create_service_token("taken")
        with pytest.raises(ValueError, match=sentence):
            create_service_token(name, scope)


def test_every_change_of_a_token_is_in_the_audit_log(app: Flask) -> None:
    with app.app_context():
        made, _ = create_service_token("chatgpt")
        rotate_service_token("chatgpt")
        revoke_service_token("chatgpt")
        delete_service_token("chatgpt")
        found = {(event.event, event.user_id) for event in list_events(10)}
    steps = ("created", "rotated", "revoked", "deleted")
    assert found == {(f"service_token_{step}", made.user_id) for step in steps}


def test_a_key_of_a_disabled_account_is_refused(
    app: Flask, client: FlaskClient, user: CurrentUser
) -> None:
    keep(app, USER)
    credential = USER.credential(app, "ada", SCOPE)
    assert client.get("/api/tasks", headers=credential.headers).status_code == 200
    with app.app_context():
        found = db.session.get(User, user.id)
        assert found is not None
        found.disabled_at = found.created_at
        db.session.commit()
    assert client.get("/api/tasks", headers=credential.headers).status_code == 401


@both_databases
def test_a_deleted_account_takes_its_keys_with_it(app: Flask, user: CurrentUser) -> None:
    USER.credential(app, "ada", SCOPE)
    with app.app_context():
        delete_account(user.id)
        db.session.commit()
        assert list_api_keys(user.id) == []


@both_databases
def test_a_person_has_twenty_keys_at_most(app: Flask, user: CurrentUser) -> None:
    with app.app_context():
        for _ in range(MAXIMUM_KEYS):
            create_api_key(user.id, "A host", ["tasks.read"])
        with pytest.raises(ValueError, match="You have 20 keys already"):
            create_api_key(user.id, "One more", ["tasks.read"])


@pytest.mark.parametrize("form", FORMS[1:], ids=lambda form: f"{form.name}-{form.scheme}")
def test_a_token_of_oauth_opens_nothing_in_another_form(
    app: Flask, client: FlaskClient, form: Form
) -> None:
    keep(app, form)
    oauth = FORMS[0].credential(app, "ada", SCOPE)
    assert client.get("/api/tasks", headers=oauth.headers).status_code == 401


@pytest.mark.parametrize(("form", "other"), [(SERVICE, USER), (USER, SERVICE)])
def test_a_key_of_the_other_kind_opens_nothing(
    app: Flask, client: FlaskClient, form: Form, other: Form
) -> None:
    foreign = other.credential(app, "ada", SCOPE)
    keep(app, form)
    assert client.get("/api/tasks", headers=foreign.headers).status_code == 401


@pytest.mark.parametrize(
    ("settings", "auth"),
    [
        (SERVICE, {"type": "service_http", "authorization_type": "bearer"}),
        (SERVICE_BASIC, {"type": "service_http", "authorization_type": "basic"}),
        (USER, {"type": "user_http", "authorization_type": "bearer"}),
        (USER_BASIC, {"type": "user_http", "authorization_type": "basic"}),
    ],
    indirect=["settings"],
)
@pytest.mark.requirement("plugin-host-auth-forms")
def test_the_manifest_tells_the_form(client: FlaskClient, auth: dict[str, Any]) -> None:
    found = client.get("/.well-known/ai-plugin.json").get_json()["auth"]
    extra: dict[str, Any] = (
        {"verification_tokens": {}}
        if auth["type"] == "service_http"
        else {
            "instructions": "Paste an API key. You make one at "
            "http://localhost:5003/account/api-keys:"
        }
    )
    assert found == auth | extra


@pytest.mark.parametrize(
    ("settings", "told"),
    [(SERVICE, "plugin-oauth service-token create"), (USER_BASIC, "/account/api-keys")],
    indirect=["settings"],
)
def test_the_pages_tell_how_to_get_a_key(client: FlaskClient, told: str) -> None:
    for path in ("/", "/docs"):
        page = client.get(path).text
        assert told in page
        assert "plugin-oauth client create" not in page


@pytest.mark.requirement("rfc7617-2-realm", "rfc7617-2.1-charset")
@pytest.mark.parametrize("settings", [SERVICE_BASIC], indirect=True)
def test_a_basic_challenge_names_its_realm_and_its_charset(client: FlaskClient) -> None:
    challenge = client.get("/api/tasks").headers["WWW-Authenticate"]
    assert challenge == 'Basic realm="http://localhost:5003/api", charset="UTF-8"'
