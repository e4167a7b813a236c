"""A sign-in that does not come about is no finding: the rules that need it say why they wait."""

from dataclasses import replace
from typing import Any

import pytest

from plugin_oauth.host.review.registry import select_rules
from plugin_oauth.host.review.run import review
from tests.host.faults import instead
from tests.host.review.sign_in_cases import ACCOUNT, SignInCase

SIGNING_IN = ["A009", "A010", "A011", "A012", "A013", "A014"]


@pytest.mark.parametrize(
    ("wrong", "rules", "reason"),
    [
        ({"password": "wrong"}, SIGNING_IN, "nobody could sign in: the login is refused"),
        ({"client_id": "nobody"}, SIGNING_IN, "the sign-in ends with a page with status 400"),
        ({"client_secret": "wrong"}, ["A008"], "the code could not be exchanged in any form"),
        ({"client_secret": "wrong"}, ["A009", "A010", "A013"], "the code could not be exchanged"),
        ({"username": ""}, SIGNING_IN, "it needs somebody who signs in: give --username"),
        ({"client_id": ""}, SIGNING_IN, "it needs a client made for the stand-in: give --client"),
    ],
)
def test_a_wrong_account_is_the_reason(
    wrong: dict[str, Any], rules: list[str], reason: str
) -> None:
    account = replace(ACCOUNT, accounts=replace(ACCOUNT.accounts, **wrong))
    with SignInCase("", "", "", account=account).open() as subject:
        reviewed = review(subject, select_rules(rules))
    assert reviewed.findings == []
    assert [said for said in reviewed.not_checked if not said.startswith(reason)] == []
    assert [rule.id for held in reviewed.not_checked.values() for rule in held] == rules


def test_an_authorization_server_that_breaks_is_the_reason() -> None:
    fault = instead("", 500)
    with SignInCase("", "", "", faults={"/authorize": fault}).open() as subject:
        reviewed = review(subject, select_rules(SIGNING_IN))
    assert [rule.id for rules in reviewed.not_checked.values() for rule in rules] == SIGNING_IN
