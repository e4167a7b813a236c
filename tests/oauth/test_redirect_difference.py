"""In what a refused redirect URI differs: a reason that stays, and a sentence."""

import pytest

from plugin_oauth.oauth.redirect_difference import redirect_difference

REGISTERED = "https://client.example/callback"


@pytest.mark.parametrize(
    ("presented", "reason"),
    [
        ("https://client.example/callbacj", "redirect_uri_last_character"),
        ("https://client.example/callback/", "redirect_uri_slash"),
        ("https://client.example/callbac", "redirect_uri_length"),
        ("https://client.example/callbacks", "redirect_uri_length"),
        ("https://client.example/Callback", "redirect_uri_case"),
        ("https://client.example/callback?x=1", "redirect_uri_query"),
        ("https://client.example/other", "redirect_uri_path"),
        ("http://client.example/callback", "redirect_uri_scheme"),
        ("https://client.example:8443/callback", "redirect_uri_port"),
        ("https://evil.example/callback", "redirect_uri_host"),
        ("https://evil.example/elsewhere", "redirect_uri_unknown"),
        ("https://[bad/callback", "redirect_uri_malformed"),
        ("", "redirect_uri_unknown"),
    ],
)
def test_the_least_difference_is_named(presented: str, reason: str) -> None:
    assert redirect_difference(presented, [REGISTERED])[0] == reason


def test_the_sentence_says_it_in_words() -> None:
    _, sentence = redirect_difference("https://client.example/callbacj", [REGISTERED])
    assert sentence == "redirect_uri differs in its last character."


def test_chatgpts_other_host_is_named() -> None:
    registered = "https://chat.openai.com/aip/g-1/oauth/callback"
    presented = "https://chatgpt.com/aip/g-1/oauth/callback"
    assert redirect_difference(presented, [registered])[0] == "redirect_uri_chatgpt_host"


def test_it_is_compared_with_the_nearest_of_several() -> None:
    registered = ["https://other.example/", "https://client.example/callback"]
    assert redirect_difference("https://client.example/callback/", registered)[0] == (
        "redirect_uri_slash"
    )


def test_without_a_registered_one_that_is_the_reason() -> None:
    assert redirect_difference("https://x.example/", [])[0] == "redirect_uri_none_registered"
