"""When something was last used, kept coarsely, so that reading stays reading.

A use is written at most once in PRECISION for each thing, by one conditional UPDATE in a
transaction of its own, after the request's own work is done. So a call with a token, or a page of a
signed-in person, stays read-only and costs no statement more; the one that finds the time stale
pays for one. Losing such a write loses minutes of precision and nothing else, so it never fails a
request.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, g
from sqlalchemy import Update
from sqlalchemy.exc import SQLAlchemyError

from plugin_oauth.clock import now
from plugin_oauth.database import db, expect_writes

PRECISION = timedelta(minutes=5)


def init_last_use(app: Flask) -> None:
    app.after_request(_write_uses)


def is_stale(last_use: datetime | None) -> bool:
    """Tell whether a time of last use is old enough to be written anew."""
    return last_use is None or now() - last_use >= PRECISION


def note_use(statement: Update, parameters: dict[str, Any]) -> None:
    """Have the statement run after this request; it must change nothing if the time is fresh."""
    g.setdefault("uses", []).append((statement, parameters))


def _write_uses(response: Response) -> Response:
    uses = g.pop("uses", None)
    if uses:
        try:
            db.session.rollback()  # a page may have left its read-only transaction open
            expect_writes()
            for statement, parameters in uses:
                db.session.execute(statement, parameters)
            db.session.commit()
        except SQLAlchemyError as error:
            db.session.rollback()
            current_app.logger.info("a last use was not written: %s", type(error).__name__)
    return response
