"""What is masked, and what a reader needs and is not."""

import json

import pytest

from plugin_oauth.host.masking import Masking

SECRET = 'p&ss "wörd"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://x.example/cb?code=abc&state=s1", "https://x.example/cb?code=***&state=s1"),
        (
            "client_secret=abc&grant_type=refresh_token",
            "client_secret=***&grant_type=refresh_token",
        ),
        ("csrf_token=abc&password=def", "csrf_token=***&password=***"),
        ('{"refresh_token" : "a\\"b", "n": 1}', '{"refresh_token": "***", "n": 1}'),
        ('{"accessToken": "cut off he', '{"accessToken": "***"'),
        ('{"token_type": "Bearer"}', '{"token_type": "Bearer"}'),
        ('{"token_endpoint": "https://x"}', '{"token_endpoint": "https://x"}'),
        ("token_type_hint=refresh_token", "token_type_hint=refresh_token"),
        ('{"error": "invalid_token"}', '{"error": "invalid_token"}'),
        ("client_assertion=a.b.c&code_verifier=xyz", "client_assertion=***&code_verifier=***"),
        ("client_assertion_type=urn%3Ax", "client_assertion_type=urn%3Ax"),
    ],
)
def test_what_is_secret_by_name_is_masked(text: str, shown: str) -> None:
    assert Masking().mask(text) == shown


@pytest.mark.parametrize(
    "spelling",
    [
        SECRET,
        "p%26ss%20%22w%C3%B6rd%22",
        "p%26ss+%22w%C3%B6rd%22",
        "p%26ss%20%22w%c3%b6rd%22",
        r"p&ss \"w\u00f6rd\"",
        r"p\u0026ss \"w\u00F6rd\"",
        r"\u0070&ss \"wörd\"",
    ],
)
def test_a_known_secret_is_masked_in_every_spelling(spelling: str) -> None:
    masking = Masking()
    masking.conceal(SECRET)
    assert masking.mask(f"you said {spelling}!") == "you said ***!"


def test_a_slash_that_is_escaped_hides_no_secret() -> None:
    masking = Masking()
    masking.conceal("ab/cd+ef==")
    assert masking.mask(r'{"echo": "ab\/cd\u002Bef=="}') == '{"echo": "***"}'


def test_what_escapes_hide_stays_what_it_was() -> None:
    """A backslash that stands for itself, a quote, what a terminal obeys, half a pair."""
    text = r'{"path": "C:\\users", "said": "\u0022no\u0022", "esc": "\u001b", "half": "\uD83D"}'
    shown = Masking().mask(text)
    assert shown == text.replace("D83D", "d83d")
    assert json.loads(shown) == json.loads(text)


def test_json_inside_a_text_has_no_secrets_by_name() -> None:
    inner = json.dumps({"access_token": "at-1", "note": "kept", "clientSecret": "cs-1"})
    shown = Masking().mask(json.dumps({"content": [{"type": "text", "text": inner}]}))
    kept = {"access_token": "***", "note": "kept", "clientSecret": "***"}
    assert json.loads(json.loads(shown)["content"][0]["text"]) == kept


@pytest.mark.timeout(5)
@pytest.mark.parametrize("sign", ["\\", '\\"', "\\u0041", '\\"a', '\\"token\\" '])
def test_an_answer_of_nothing_but_escapes_takes_no_long_time(sign: str) -> None:
    assert len(Masking().mask(sign * 200_000)) <= 604


def test_a_secret_inside_another_leaves_no_rest() -> None:
    masking = Masking()
    masking.conceal("abcd")
    masking.conceal("abcd-efgh")
    assert masking.mask("abcd-efgh") == "***"


def test_control_characters_never_reach_a_terminal() -> None:
    assert Masking().mask("\x1b[2Jgone\r\x00\u202e") == " [2Jgone   "


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("authorization", "Bearer abc.def", "Bearer ***"),
        ("authorization", "abc", "***"),
        ("cookie", "session=abc; theme=dark", "session=***; theme=***"),
        ("set-cookie", "session=abc; Path=/; HttpOnly", "session=***; Path=/; HttpOnly"),
        ("set-cookie", "abc", "***"),
        ("dpop", "a.b.c", "***"),
        ("x-csrf-token", "abc", "***"),
        ("X-Client-Secret", "abc", "***"),
        ("token-type", "Bearer", "Bearer"),
        ("location", "/cb?code=abc&state=s", "/cb?code=***&state=s"),
        ("www-authenticate", 'Bearer error="invalid_token"', 'Bearer error="invalid_token"'),
    ],
)
def test_headers_show_no_credentials(name: str, value: str, shown: str) -> None:
    assert Masking().mask_header(name, value) == shown
