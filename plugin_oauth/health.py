"""Health for operators: /healthz says the process answers, /readyz that it can do its work."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, current_app

from plugin_oauth.database import db
from plugin_oauth.errors import Problem

bp = Blueprint("health", __name__)


def init_health(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> dict[str, str]:
    """Answer 200 if the database answers and is migrated, else 503."""
    if not is_migrated():
        raise Problem(503, "Service Unavailable", "The database is not migrated to this version.")
    return {"status": "ok", "database": "reachable and migrated"}


def is_migrated() -> bool:
    """Tell whether the database has the schema of this version."""
    context = MigrationContext.configure(db.session.connection())
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    return context.get_current_revision() == scripts.get_current_head()
