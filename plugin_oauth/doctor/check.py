"""What a check is, and a run of all of them.

A check only looks: it changes nothing, neither here nor at the address it asks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from plugin_oauth.database import db
from plugin_oauth.host.network import Network


class Verdict(StrEnum):
    """What came of a check; only a failure makes a run fail."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is examined: the app with its settings and database, and the address it is known by."""

    app: Flask
    url: str | None = None  # None: nothing is asked over the network
    network: Network = field(default_factory=Network)


@dataclass(frozen=True, slots=True)
class Breach:
    """What is not as it must be, in one sentence that names values but never secrets."""

    detail: str
    verdict: Verdict = Verdict.FAILED


def warning(detail: str) -> Breach:
    """Return a breach that a deployment may have good reasons for."""
    return Breach(detail, Verdict.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must be true. Its id is stable: it is a heading in docs/production.md."""

    id: str
    what: str
    why: str
    mend: str
    look: Callable[[Deployment], Breach | None]
    needs_url: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one check."""

    check: Check
    verdict: Verdict
    detail: str


def examine(deployment: Deployment, checks: Iterable[Check]) -> list[Finding]:
    """Return what came of each check, in their order; must run in the app's context."""
    return [_judge(check, deployment) for check in checks]


def _judge(check: Check, deployment: Deployment) -> Finding:
    if check.needs_url and deployment.url is None:
        return Finding(check, Verdict.SKIPPED, "Give the public address with --url.")
    try:
        breach = check.look(deployment)
    except SQLAlchemyError as error:
        db.session.rollback()  # PostgreSQL answers nothing more in a transaction that failed
        breach = Breach(f"The database does not answer: {type(error).__name__}.")
    if breach is None:
        return Finding(check, Verdict.OK, check.what)
    return Finding(check, breach.verdict, breach.detail)


def exit_status(findings: Iterable[Finding]) -> int:
    """Return 1 if something failed; a doubt fails nothing."""
    return int(any(finding.verdict is Verdict.FAILED for finding in findings))
