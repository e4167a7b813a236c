"""Machines carry no cookie that could be misused, so their endpoints ask for no form token.

What is asked of people's forms is in tests/users/test_forms.py.
"""

import pytest
from flask.testing import FlaskClient

MACHINES = [
    ("POST", "/token"),
    ("POST", "/revoke"),
    ("POST", "/api/tasks"),
    ("PUT", "/developer/verification-tokens/openai"),
]


@pytest.mark.parametrize(("method", "path"), MACHINES)
def test_a_machine_is_judged_by_its_credentials_and_not_by_where_it_calls_from(
    client: FlaskClient, method: str, path: str
) -> None:
    """A single-page client in a browser calls /token across origins."""
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://page.example"}
    answer = client.open(path, method=method, headers=headers, data={"grant_type": "x"})
    assert "This form was open for too long" not in answer.text
    assert "json" in str(answer.mimetype)


@pytest.mark.parametrize(
    ("method", "path"),
    [*MACHINES, ("GET", "/openapi.json"), ("GET", "/.well-known/ai-plugin.json")],
)
def test_a_machine_is_given_no_cookie(client: FlaskClient, method: str, path: str) -> None:
    assert "Set-Cookie" not in client.open(path, method=method).headers


def test_a_page_without_a_form_gives_no_cookie_either(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/legal").headers
    assert "Set-Cookie" in client.get("/login").headers
