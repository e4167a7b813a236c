"""Every rule names what breaks it, at its level, and leaves a plugin alone that keeps it."""

from contextlib import ExitStack

import pytest

from plugin_oauth.host.review.registry import GROUPS, RULES, find_rule
from plugin_oauth.host.review.rules import MOST_FINDINGS, judge
from plugin_oauth.host.review.run import review
from tests.host.review.case import Case
from tests.host.review.cases import CASES, KEPT
from tests.host.review.documents import gpt_document, having, plugin_package, public_plugin


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.words}")
def test_a_broken_rule_is_named_with_its_level(case: Case) -> None:
    with case.open() as subject:
        found = judge(find_rule(case.rule), subject).findings
    assert {finding.level.value for finding in found} == {case.level}
    assert case.words in found[0].message
    assert found[0].fix


def test_every_rule_has_a_subject_that_breaks_it() -> None:
    assert sorted({case.rule for case in CASES}) == sorted(rule.id for rule in RULES)


def test_every_rule_is_kept_by_a_plugin_as_it_should_be() -> None:
    with ExitStack() as stack:
        served = [stack.enter_context(case.open()) for case in KEPT]
        subjects = [public_plugin(), gpt_document(), plugin_package(), *served]
        reviews = [review(subject, RULES) for subject in subjects]
    kept = {rule.id for reviewed in reviews for rule in reviewed.passed}
    kept.add("D001")  # kept by the public plugin of test_tls.py
    assert [rule.id for rule in RULES if rule.id not in kept] == []


def test_a_plugin_as_it_should_be_has_no_finding() -> None:
    assert review(public_plugin(), RULES).findings == []
    assert review(gpt_document(), RULES).findings == []
    assert review(plugin_package(), RULES).findings == []


def test_ids_are_numbered_in_each_group_and_used_once() -> None:
    for group in GROUPS:
        ids = [rule.id for rule in group.rules]
        assert ids == sorted(set(ids))
        assert all(rule.startswith(group.letter) for rule in ids)


def test_a_rule_that_is_broken_everywhere_is_named_a_bounded_number_of_times() -> None:
    paths: dict[str, object] = {f"/{number}": {"get": {}} for number in range(1_000)}
    subject = gpt_document(spec=having("paths", value=paths))
    assert len(judge(find_rule("O002"), subject).findings) == MOST_FINDINGS
