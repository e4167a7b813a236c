"""A sign-in that does not come about is no finding: the rules that need it say why they wait."""

from dataclasses import replace
from typing import Any

import pytest

from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.registry import find_rule, select_rules
from plugin_oauth.host.review.rules import judge
from plugin_oauth.host.review.run import review
from plugin_oauth.host.review.web import Web
from tests.host.faults import instead
from tests.host.review.documents import gpt_document, having
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


def test_a_document_cannot_have_a_password_sent_elsewhere() -> None:
    elsewhere = having("authorization_url", value="https://elsewhere.test/authorize")
    subject = gpt_document(settings=elsewhere)
    subject.account, subject.fetcher = ACCOUNT, Web()
    outcome = judge(find_rule("A011"), subject)
    assert outcome.findings == ()
    assert outcome.not_checked.startswith("no host would sign in here: the Authorization URL is on")
    assert subject.web.exchanges == []


def test_a_refusal_without_an_error_code_tells_nothing_of_the_content_type() -> None:
    faults = {"/token": instead("<p>No.", 400, "text/html")}
    with SignInCase("", "", "", faults=faults, account=Account()).open() as subject:
        outcome = judge(find_rule("A008"), subject)
    assert outcome.findings == ()
    assert "does not tell what was read" in outcome.not_checked
