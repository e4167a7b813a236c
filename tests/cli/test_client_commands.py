"""plugin-oauth client, initial-access-token and tokens: clients made, given keys, kept in order."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from plugin_oauth.cli import main
from plugin_oauth.oauth.purge import clients, initial_access_tokens
from tests.databases import SECRET_KEY
from tests.oauth.conftest import Stored, stored  # noqa: F401 -- a fixture

Run = Callable[..., Result]

DOCUMENT = {
    "client_id": "https://chatgpt.com/oauth/client.json",
    "client_name": "ChatGPT",
    "redirect_uris": ["https://chatgpt.com/connector_platform_oauth_redirect"],
    "token_endpoint_auth_method": "private_key_jwt",
    "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
    "jwks_uri": "https://chatgpt.com/oauth/jwks.json",
}
JWKS = {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "one", "x": "AAAA"}]}


@pytest.fixture
def run(database_uri: str, app: Flask) -> Run:  # noqa: ARG001 -- the database is there
    environment = {
        "PLUGIN_OAUTH_SQLALCHEMY_DATABASE_URI": database_uri,
        "PLUGIN_OAUTH_SECRET_KEY": SECRET_KEY,
    }
    return lambda *arguments: CliRunner().invoke(main, arguments, env=environment)


def test_a_gpt_gets_its_callbacks_on_both_hosts_and_needs_no_pkce(run: Run) -> None:
    done = run("client", "create", "--name", "G", "--host", "action", "--gpt-id", "g-1", "--json")
    made = json.loads(done.stdout)
    assert made["redirect_uris"] == [
        "https://chat.openai.com/aip/g-1/oauth/callback",
        "https://chatgpt.com/aip/g-1/oauth/callback",
    ]
    assert made["requires_pkce"] is False
    assert made["auth_methods"] == ["client_secret_basic", "client_secret_post"]


def test_a_gpt_whose_id_is_not_known_yet_gets_its_callback_later(
    run: Run,
    stored: Stored,  # noqa: F811
) -> None:
    made = json.loads(run("client", "create", "--name", "G", "--host", "action", "--json").stdout)
    uri = "https://chatgpt.com/aip/g-1/oauth/callback"
    assert run("client", "add-redirect-uri", made["client_id"], uri).exit_code == 0
    assert [row["redirect_uris"] for row in stored(clients)] == [[uri]]


@pytest.mark.parametrize(
    "arguments",
    [
        ("client", "create", "--name", "G", "--host", "action", "--gpt-id", "../evil"),
        ("client", "create", "--name", "C"),
        ("client", "create", "--name", "C", "--redirect-uri", "javascript:alert(1)"),
        ("client", "create", "--name", "C", "--host", "action", "--redirect-uri", "cursor://a/cb"),
        ("client", "create", "--name", "C", "--auth-method", "private_key_jwt"),
        ("client", "create", "--name", "C", "--jwks-uri", "https://client.example/jwks.json"),
        ("client", "add-redirect-uri", "unknown", "https://client.example/cb"),
        ("client", "rotate-secret", "unknown"),
        ("client", "rotate-secret", "unknown", "--overlap", "-1"),
        ("initial-access-token", "create", ""),
        ("initial-access-token", "revoke", "unknown"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(
    run: Run,
    stored: Stored,  # noqa: F811
    arguments: tuple[str, ...],
) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert stored(clients) == []


def test_a_client_that_signs_gets_no_secret(run: Run, tmp_path: Path) -> None:
    (tmp_path / "jwks.json").write_text(json.dumps(JWKS))
    options = ("--auth-method", "private_key_jwt", "--jwks", str(tmp_path / "jwks.json"))
    uri = ("--redirect-uri", "https://client.example/cb")
    made = json.loads(run("client", "create", "--name", "C", *uri, *options, "--json").stdout)
    assert "client_secret" not in made


def test_a_secret_is_rotated_with_an_overlap(
    run: Run,
    stored: Stored,  # noqa: F811
) -> None:
    uri = ("--redirect-uri", "https://client.example/cb")
    made = json.loads(run("client", "create", "--name", "C", *uri, "--json").stdout)
    done = run("client", "rotate-secret", made["client_id"], "--overlap", "3600")
    assert done.stdout.startswith("client_secret: po_cs_")
    (row,) = stored(clients)
    assert row["previous_secret_digest"] is not None


def test_a_document_is_put_in_with_its_keys(
    run: Run,
    stored: Stored,  # noqa: F811
    tmp_path: Path,
) -> None:
    (tmp_path / "client.json").write_text(json.dumps(DOCUMENT))
    (tmp_path / "jwks.json").write_text(json.dumps(JWKS))
    keys = ("--jwks", str(tmp_path / "jwks.json"))
    done = run("client", "preseed", str(tmp_path / "client.json"), *keys)
    assert (done.exit_code, done.stdout) == (0, f"Stored {DOCUMENT['client_id']}.\n")
    (row,) = stored(clients)
    assert (row["auth_methods"], row["jwks"], row["document_expires_at"]) == (
        ["private_key_jwt", "none"],
        JWKS,
        None,
    )


@pytest.mark.parametrize(
    "document",
    [
        "no json",
        "{}",
        json.dumps(DOCUMENT | {"client_id": "chatgpt"}),
        json.dumps(DOCUMENT | {"client_secret": "s"}),
        json.dumps(DOCUMENT | {"redirect_uris": []}),
    ],
)
def test_a_document_that_cannot_count_is_not_put_in(
    run: Run, tmp_path: Path, document: str
) -> None:
    (tmp_path / "client.json").write_text(document)
    done = run("client", "preseed", str(tmp_path / "client.json"))
    assert (done.exit_code, done.stdout) == (2, "")


def test_an_initial_access_token_is_shown_once_listed_by_name_and_taken_back(
    run: Run,
    stored: Stored,  # noqa: F811
) -> None:
    made = json.loads(run("initial-access-token", "create", "partner", "--json").stdout)
    assert made["initial_access_token"].startswith("po_ia_")
    listed = run("initial-access-token", "list", "--json").stdout
    assert [one["name"] for one in json.loads(listed)] == ["partner"]
    assert made["initial_access_token"] not in listed + repr(stored(initial_access_tokens))
    run("initial-access-token", "revoke", "partner")
    assert stored(initial_access_tokens) == []


def test_a_purge_says_what_went(run: Run) -> None:
    assert run("tokens", "purge").stdout == "There was nothing to remove.\n"
    assert set(json.loads(run("tokens", "purge", "--json").stdout).values()) == {0}
