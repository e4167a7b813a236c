"""The GPT editor's rules."""

from typing import Any

import pytest

from plugin_oauth.host.editor import OAuthForm, check_editor_rules, check_form
from plugin_oauth.host.openapi import check_reach
from plugin_oauth.host.plugin_model import ACTION
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.urls import read_url


def said(**changes: Any) -> list[str]:
    spec = {"openapi": "3.1.0", "paths": {"/a": {"get": {}}}, **changes}
    return [f"{r.level}: {r.sentence} {r.host_words}" for r in check_editor_rules(spec, ACTION)]


def test_a_plain_document_is_taken() -> None:
    assert said() == []


SCHEMES = {"securitySchemes": {"a": {"type": "oauth2"}, "b": {"type": "http"}}}
HEADER = {"name": "X-Trace", "in": "header"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"openapi": "3.0.3"}, "fail: the document is OpenAPI 3.0.3"),
        (
            {"paths": {f"/{n}": {"get": {}} for n in range(31)}},
            "OpenAPI spec can have a maximum of 30 operations",
        ),
        (
            {"paths": {"/a": {"get": {"description": "x" * 301}}}},
            "description of GET /a has 301 characters, 300 are allowed",
        ),
        (
            {"paths": {"/a": {"get": {"parameters": [{"name": "q", "description": "x" * 701}]}}}},
            "parameter q of GET /a has 701 characters, 700 are allowed",
        ),
        (
            {"paths": {"/a": {"get": {"parameters": [HEADER]}}}},
            "warn: parameter X-Trace of GET /a is a header",
        ),
        ({"components": SCHEMES}, "Found multiple security schemes, only 1 is supported"),
    ],
)
def test_what_the_editor_refuses_or_drops_is_named(changes: dict[str, Any], words: str) -> None:
    [remark] = said(**changes)
    assert words in remark


def form(authorization: str, token: str) -> OAuthForm:
    return OAuthForm(read_url(authorization), read_url(token), "")


SERVER = read_url("https://api.shop.example")


@pytest.mark.parametrize(
    ("url", "levels"),
    [
        ("https://login.shop.example/authorize", []),
        ("https://accounts.google.com/o/oauth2/v2/auth", []),
        ("https://elsewhere.test/authorize", ["fail"]),
    ],
)
def test_people_sign_in_at_the_domain_of_the_api(url: str, levels: list[str]) -> None:
    remarks = check_form(form(url, "https://shop.example/token"), SERVER)
    assert [remark.level for remark in remarks] == levels


@pytest.mark.parametrize(
    "token", ["http://shop.example/token", "https://10.0.0.1/", "https://[::1]/"]
)
def test_a_token_url_that_is_not_public_ends_the_form(token: str) -> None:
    with pytest.raises(Failure, match="the Token URL is not a public https URL"):
        list(check_form(form("https://shop.example/authorize", token), SERVER))


@pytest.mark.parametrize(
    "server", ["https://127.0.0.1/", "https://169.254.169.254/", "https://10.1.1.1"]
)
def test_a_public_document_cannot_have_an_inner_machine_called(server: str) -> None:
    with pytest.raises(Failure, match="is not public"):
        check_reach(read_url(server), SERVER)
