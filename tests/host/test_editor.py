"""The OAuth form of the GPT editor."""

import pytest

from plugin_oauth.host.editor import OAuthForm, check_form
from plugin_oauth.host.openapi import check_reach
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.urls import read_url


def form(authorization: str, token: str) -> OAuthForm:
    return OAuthForm(read_url(authorization), read_url(token), "")


SERVER = read_url("https://api.shop.example")


@pytest.mark.parametrize(
    "url",
    ["https://login.shop.example/authorize", "https://accounts.google.com/o/oauth2/v2/auth"],
)
def test_people_sign_in_at_the_domain_of_the_api(url: str) -> None:
    assert list(check_form(form(url, "https://shop.example/token"), SERVER)) == []


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.test/x", "https://shop.example.test/x"])
def test_a_document_cannot_have_a_password_or_a_secret_sent_elsewhere(elsewhere: str) -> None:
    for urls in ((elsewhere, "https://shop.example/token"), ("https://shop.example/a", elsewhere)):
        with pytest.raises(Failure, match="they must share a domain"):
            list(check_form(form(*urls), SERVER))


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
