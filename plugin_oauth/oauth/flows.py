"""Flows as they are stored and read: bounded in number, in age and in steps."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from flask import current_app, request
from sqlalchemy import ColumnElement, delete, func, insert, select, update

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.models import FLOW_ID_LENGTH, flow_steps, flows
from plugin_oauth.oauth.prompt import MARK

MAXIMUM_FLOWS = 1000
MAXIMUM_AGE = timedelta(hours=48)
MAXIMUM_STEPS = 40
ATTEMPT = timedelta(minutes=15)  # how long one browser's sign-in is one flow
PURGE_BATCH = 200

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread when it is read out


@dataclass(frozen=True, slots=True)
class Step:
    """One step: where, what was decided, why, in words, and what was seen of the request."""

    step: str
    decision: str
    reason: str
    sentence: str
    seen: dict[str, str]


@dataclass(frozen=True, slots=True)
class StoredStep(Step):
    """A step with its time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class StoredFlow:
    """A flow with its steps in their order."""

    id: str
    endpoint: str
    client_id: str | None
    began_at: datetime
    steps: list[StoredStep]


def make_flow_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(FLOW_ID_LENGTH))


def attempt_digest(query: str) -> bytes:
    """Return what one browser's authorization request is known by, keyed: no query is kept.

    The mark that it gets on the way through the login page is left out.
    """
    pairs = sorted(pair for pair in parse_qsl(query) if pair[0] != MARK)
    browser = f"{request.remote_addr}\0{request.headers.get('User-Agent', '')}"
    text = f"flow attempt\0{browser}\0{urlencode(pairs)}"
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")


def find_attempt(digest: bytes) -> str | None:
    """Return the flow of an authorization request that is still going on, or None."""
    count = select(func.count()).where(flow_steps.c.flow_id == flows.c.id).scalar_subquery()
    return db.session.scalar(
        select(flows.c.id)
        .where(flows.c.attempt_digest == digest, flows.c.began_at > now() - ATTEMPT)
        .where(count < MAXIMUM_STEPS)
        .order_by(flows.c.began_at.desc(), flows.c.id)
        .limit(1)
    )


def save_flow(flow_id: str, endpoint: str, client_id: str | None, attempt: bytes | None) -> None:
    """Store a new flow, and make room for it."""
    row = {"id": flow_id, "endpoint": endpoint, "client_id": client_id, "began_at": now()}
    db.session.execute(insert(flows), {**row, "attempt_digest": attempt})
    purge_flows()


def update_flow(
    flow_id: str, client_id: str | None, attempt: bytes | None, *, is_decided: bool
) -> bool:
    """Name the client and the attempt of a flow that goes on; False if it is gone."""
    values: dict[str, object] = {"client_id": func.coalesce(flows.c.client_id, client_id)}
    if is_decided or attempt is not None:
        values["attempt_digest"] = None if is_decided else attempt
    known = update(flows).where(flows.c.id == flow_id).values(values).returning(flows.c.id)
    return db.session.scalar(known) is not None


def save_steps(flow_id: str, steps: Sequence[Step]) -> None:
    """Add steps to a flow, those above the maximum left out."""
    counted = select(func.count()).where(flow_steps.c.flow_id == flow_id)
    before = db.session.scalar(counted) or 0
    rows = [
        {"id": uuid4(), "flow_id": flow_id, "number": before + n, "at": now(), **asdict(step)}
        for n, step in enumerate(steps[: max(0, MAXIMUM_STEPS - before)], start=1)
    ]
    if rows:
        db.session.execute(insert(flow_steps), rows)


def purge_flows(batch: int = PURGE_BATCH) -> int:
    """Delete at most one batch of the flows beyond MAXIMUM_FLOWS or MAXIMUM_AGE; say how many."""
    oldest_kept = (
        select(flows.c.began_at)
        .order_by(flows.c.began_at.desc())
        .offset(MAXIMUM_FLOWS - 1)
        .limit(1)
    ).scalar_subquery()
    return _delete(
        (flows.c.began_at < now() - MAXIMUM_AGE) | (flows.c.began_at < oldest_kept), batch
    )


def _delete(surplus: ColumnElement[bool], batch: int) -> int:
    # Skipping what another request deletes just now: they must not wait for each other.
    chosen = select(flows.c.id).where(surplus).limit(batch).with_for_update(skip_locked=True)
    gone = delete(flows).where(flows.c.id.in_(chosen)).returning(flows.c.id)
    return len(db.session.scalars(gone).all())


def find_flow(flow_id: str) -> StoredFlow | None:
    """Return the flow with its steps, or None."""
    return next(iter(_load(flows.c.id == flow_id, 1)), None)


def latest_flows(limit: int, client_id: str | None = None) -> list[StoredFlow]:
    """Return the newest flows, the newest first; those of one client if it is named."""
    return _load(flows.c.client_id == client_id if client_id else flows.c.id.is_not(None), limit)


def _load(condition: ColumnElement[bool], limit: int) -> list[StoredFlow]:
    newest = select(flows).where(condition).order_by(flows.c.began_at.desc(), flows.c.id)
    rows = db.session.execute(newest.limit(limit)).all()
    steps: dict[str, list[StoredStep]] = {row.id: [] for row in rows}
    in_order = select(flow_steps).where(flow_steps.c.flow_id.in_(steps))
    in_order = in_order.order_by(flow_steps.c.at, flow_steps.c.number, flow_steps.c.id)
    for row in db.session.execute(in_order):
        steps[row.flow_id].append(
            StoredStep(row.step, row.decision, row.reason, row.sentence, row.seen, row.at)
        )
    return [
        StoredFlow(row.id, row.endpoint, row.client_id, row.began_at, steps[row.id]) for row in rows
    ]
