"""A run of checks: what each comes to, and that all are told of in the documentation."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from plugin_oauth.database import db
from plugin_oauth.doctor.check import (
    Breach,
    Check,
    Deployment,
    Verdict,
    examine,
    exit_status,
    warning,
)
from plugin_oauth.doctor.checks import CHECKS

PRODUCTION = Path(__file__).parents[2] / "docs" / "production.md"


def broken_query(_deployment: Deployment) -> Breach | None:
    db.session.execute(text("SELECT 1 FROM nothing"))
    return None


def check(check_id: str, found: Breach | None = None, **changes: object) -> Check:
    texts = {"what": "It is so.", "why": "Because.", "mend": "Do it."}
    values = {"id": check_id, "look": lambda _: found, **texts, **changes}
    return Check(**values)  # type: ignore[arg-type]  # a table of columns


def test_each_check_comes_to_a_verdict_in_its_order(app: Flask) -> None:
    checks = [
        check("good"),
        check("bad", Breach("It is not so.")),
        check("doubtful", warning("It may be so.")),
        check("far", needs_url=True),
        check("broken", look=broken_query),
        check("good again"),
    ]
    with app.app_context():
        found = examine(Deployment(app), checks)
    assert [(f.check.id, f.verdict, f.detail) for f in found] == [
        ("good", Verdict.OK, "It is so."),
        ("bad", Verdict.FAILED, "It is not so."),
        ("doubtful", Verdict.WARNING, "It may be so."),
        ("far", Verdict.SKIPPED, "Give the public address with --url."),
        ("broken", Verdict.FAILED, "The database does not answer: OperationalError."),
        ("good again", Verdict.OK, "It is so."),
    ]


def test_only_a_failure_makes_a_run_fail(app: Flask) -> None:
    doubts = [
        check("good"),
        check("doubtful", warning("It may be so.")),
        check("far", needs_url=True),
    ]
    with app.app_context():
        assert exit_status(examine(Deployment(app), doubts)) == 0
        assert exit_status(examine(Deployment(app), [check("bad", Breach("No.")), *doubts])) == 1


def test_no_two_checks_have_one_id() -> None:
    ids = [check.id for check in CHECKS]
    assert len(ids) == len(set(ids))


def test_the_documentation_explains_every_check_in_its_order() -> None:
    headings = re.findall(r"^### ([a-z-]+)$", PRODUCTION.read_text(), re.MULTILINE)
    assert headings == [check.id for check in CHECKS]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_says_what_why_and_how_in_sentences(check: Check) -> None:
    for sentence in (check.what, check.why, check.mend):
        assert re.fullmatch(r"[A-Za-z].*\.", sentence)
