"""What a run can be aimed at."""

from dataclasses import replace
from typing import Any

import pytest

from plugin_oauth.host.plugin_model import PLUGIN
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


def test_a_client_made_for_an_mcp_host_is_public_unless_it_has_a_secret() -> None:
    public = replace(TARGET, mcp_client_id="m").mcp_client
    confidential = replace(TARGET, mcp_client_id="m", mcp_client_secret="secret-3").mcp_client
    assert (public.method, confidential.method) == ("none", "client_secret_post")


def test_a_port_that_is_no_number_is_refused_in_a_sentence() -> None:
    assert replace(TARGET, document_port="5005").document_bind == ("127.0.0.1", 5005)
    with pytest.raises(BadTarget, match="'http' is no port"):
        _ = replace(TARGET, document_port="http").document_bind
