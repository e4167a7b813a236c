"""The form-action directive as Chromium reads it."""

import pytest

from plugin_oauth.host.form_action import allows
from plugin_oauth.host.urls import read_url

PAGE = read_url("https://shop.example/authorize")
CALLBACK = read_url("https://chat.openai.com/aip/plugin-id/oauth/callback?code=c")


@pytest.mark.parametrize(
    ("policies", "allowed"),
    [
        ("", True),
        ("default-src 'none'", True),
        ("form-action 'self'", False),
        ("form-action 'none'", False),
        ("form-action", False),
        ("default-src 'self'; form-action 'self' https://chat.openai.com", True),
        ("form-action https://chat.openai.com/elsewhere", True),
        ("form-action chat.openai.com", True),
        ("form-action https://*.openai.com", True),
        ("form-action https://*.chat.openai.com", False),
        ("form-action http://chat.openai.com", False),
        ("form-action https://chat.openai.com:8443", False),
        ("FORM-ACTION HTTPS:", True),
        ("form-action *", True),
        ("form-action https://[", False),
        ("form-action *, form-action 'self'", False),
        ("form-action *; form-action 'self'", True),
    ],
)
def test_a_redirect_after_a_form_is_held_against_the_policy(policies: str, allowed: bool) -> None:
    assert allows(policies, PAGE, CALLBACK) is allowed


def test_self_is_the_origin_of_the_page() -> None:
    assert allows("form-action 'self'", PAGE, read_url("https://shop.example/login"))
