"""The WWW-Authenticate header, as servers write it."""

import pytest
from httpx import Headers

from plugin_oauth.host.challenge import read_challenge, require_challenge
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.urls import read_url
from plugin_oauth.host.wire import Answer

URL = "https://shop.example/.well-known/oauth-protected-resource"


@pytest.mark.parametrize(
    ("header", "parameters"),
    [
        ("Bearer", {}),
        ("bearer error=invalid_token", {"error": "invalid_token"}),
        (f'Bearer resource_metadata="{URL}"', {"resource_metadata": URL}),
        ('Bearer a="1", b = "2" ,c=3', {"a": "1", "b": "2", "c": "3"}),
        ('Bearer a="say \\"no\\", and go"', {"a": 'say "no", and go'}),
        ('Basic realm="x", Bearer scope="a b"', {"scope": "a b"}),
        ('Bearer scope="a", DPoP algs="ES256"', {"scope": "a"}),
        ('Bearer Scope="a", scope="b"', {"scope": "a"}),
        ("Bearer error", {}),
        ("Bearers a=1", None),
        ('Basic realm="Bearer"', None),
        ("", None),
    ],
)
def test_the_parameters_of_the_bearer_challenge_are_read(
    header: str, parameters: dict[str, str] | None
) -> None:
    assert read_challenge(header) == parameters


@pytest.mark.timeout(5)
@pytest.mark.parametrize("rest", ['a="' + "\\" * 50_000, " " * 90_000 + '"', " ," * 40_000 + '"'])
def test_a_header_that_never_ends_takes_no_long_time(rest: str) -> None:
    assert read_challenge(f"Bearer {rest}") == {}


@pytest.mark.parametrize(("status", "header"), [(403, "Bearer"), (401, "Basic"), (200, "Bearer")])
def test_anything_but_a_401_with_a_challenge_is_a_failure(status: int, header: str) -> None:
    headers = Headers({"www-authenticate": header})
    answer = Answer(read_url(URL), status, headers, "", cut=False, seconds=0)
    with pytest.raises(Failure):
        require_challenge(answer)
