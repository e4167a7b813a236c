"""What a run can be aimed at."""

import socket
from dataclasses import fields, replace
from typing import Any

import pytest

from plugin_oauth.host.mcp_registration import open_site
from plugin_oauth.host.plugin_model import ACTION, PLUGIN, PluginModel
from plugin_oauth.host.target import BadTarget, Target, check_origin, check_url

TARGET = Target("http://localhost:5003/", "id", "secret-1", "ada@example.com", "secret-2")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"developer_client_id": "d"}, "are needed together"),
        ({"callback": "localhost/callback"}, "cannot be a callback"),
        ({"callback": "http://localhost/callback?a=b"}, "has a query or a fragment"),
    ],
)
def test_a_target_that_cannot_be_played_is_refused_in_a_sentence(
    changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadTarget, match=words):
        replace(TARGET, **changes)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("localhost:5003", "give one like http://localhost:5003"),
        ("ftp://localhost", "cannot be a plugin's address"),
        ("http://localhost:5003/x", "leave the path away: http://localhost:5003"),
        ("http://localhost:5003/?a=b", "has a query or a fragment"),
        ("http://localhost:5003#x", "has a query or a fragment"),
        ("http://ada:pw@localhost:5003", "cannot be a plugin's address"),
    ],
)
def test_a_url_that_is_no_origin_is_refused_in_a_sentence(url: str, words: str) -> None:
    with pytest.raises(BadTarget, match=words):
        check_origin(url)


def test_a_document_or_an_endpoint_may_have_a_path() -> None:
    check_url("http://localhost:5003/openapi.json")
    check_origin("http://localhost:5003/")


@pytest.mark.parametrize(
    ("missing", "need", "words"),
    [
        ("client_secret", "client", "A client id and a client secret are needed"),
        ("password", "person", "A username and a password are needed"),
        ("token", "required_token", "A token is needed"),
    ],
)
def test_what_a_run_turns_out_to_need_is_asked_for_in_a_sentence(
    missing: str, need: str, words: str
) -> None:
    cleared: dict[str, Any] = {missing: ""}
    with pytest.raises(BadTarget, match=words):
        getattr(replace(TARGET, **cleared), need)


@pytest.mark.parametrize(("need", "model"), [("client", PLUGIN), ("action_client", ACTION)])
def test_who_has_no_client_yet_is_told_the_redirect_uris_to_register(
    need: str, model: PluginModel
) -> None:
    with pytest.raises(BadTarget) as raised:
        getattr(replace(TARGET, client_secret=""), need)
    for uri in TARGET.redirect_uris(model):
        assert uri in str(raised.value)


def test_the_callback_is_the_same_on_every_run() -> None:
    assert TARGET.redirect_uri(PLUGIN) == (
        "https://chat.openai.com/aip/plugin-e39b6bf1-f2a3-5370-a5de-9d9c2bbe9284/oauth/callback"
    )


def test_a_callback_of_ones_own_may_name_the_plugin() -> None:
    target = replace(TARGET, callback="http://localhost:5004/{plugin_id}/callback")
    assert (
        target.redirect_uri(PLUGIN)
        == "http://localhost:5004/plugin-e39b6bf1-f2a3-5370-a5de-9d9c2bbe9284/callback"
    )


def test_a_target_does_not_show_its_secrets() -> None:
    assert "secret-" not in repr(TARGET)


def test_whatever_is_not_shown_is_masked_in_reports() -> None:
    hidden: dict[str, Any] = {field.name: field.name for field in fields(Target) if not field.repr}
    target = replace(TARGET, developer_client_id="d", **hidden)
    assert sorted(target.secrets) == sorted(hidden)
    assert {name for name in vars(target) if name.endswith(("secret", "password"))} <= set(hidden)


def test_a_client_made_for_an_mcp_host_is_public_unless_it_has_a_secret() -> None:
    public = replace(TARGET, mcp_client_id="m").mcp_client
    confidential = replace(TARGET, mcp_client_id="m", mcp_client_secret="secret-3").mcp_client
    assert (public.method, confidential.method) == ("none", "client_secret_post")


@pytest.mark.parametrize("port", ["http", "-1", "65536", "\u0665"])
def test_a_port_that_is_none_is_refused_in_a_sentence(port: str) -> None:
    assert replace(TARGET, document_port="5005").document_bind == ("127.0.0.1", 5005)
    with pytest.raises(BadTarget, match=f"'{port}' is no port"):
        replace(TARGET, document_port=port)


@pytest.mark.parametrize(
    "url", ["client.example", "http://client.example", "https://client.example/a", "https://a?b"]
)
def test_a_place_for_documents_is_an_https_origin(url: str) -> None:
    assert replace(TARGET, document_url="https://client.example/").document_url
    with pytest.raises(BadTarget, match="is no https origin for the document"):
        replace(TARGET, document_url=url)


@pytest.mark.parametrize(
    ("file", "words"), [("missing.pem", "There is no file"), (__file__, "is no PEM file of a")]
)
def test_a_certificate_that_is_none_is_refused_in_a_sentence(file: str, words: str) -> None:
    with pytest.raises(BadTarget, match=words):
        replace(TARGET, document_certificate=file)


def test_a_port_that_is_taken_is_refused_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(BadTarget, match=f"Port {port} cannot be had for the document"):
            open_site(replace(TARGET, document_port=port))
