"""docs/linter.md lists every rule as it is."""

from tests.host.review.rule_table import DOCUMENT, MARK, written


def test_the_document_lists_every_rule_as_it_is() -> None:
    assert DOCUMENT.read_text().partition(MARK)[2] == written()
