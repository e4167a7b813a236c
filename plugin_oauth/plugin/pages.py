"""The pages for everybody: what this is, and the texts that hosts ask a plugin for."""

from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, current_app, render_template
from markupsafe import Markup

from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.markdown import render_markdown
from plugin_oauth.plugin.previews import PICTURE

TERMS = Path(__file__).parents[2] / "docs" / "developer_terms_of_use.md"

_KEY = "plugin_oauth_terms"
_UNITS = (("day", 24 * 60 * 60), ("hour", 60 * 60), ("minute", 60), ("second", 1))

bp = Blueprint("pages", __name__)


def init_pages(app: Flask, plugin: Plugin) -> None:
    """Render the terms once; raises FileNotFoundError if the app came without its docs folder."""
    app.extensions[_KEY] = render_markdown(TERMS.read_text(encoding="utf-8"))
    app.context_processor(lambda: {"plugin": plugin, "picture": PICTURE})


@bp.app_template_filter()
def duration(seconds: int) -> str:
    """Return a length of time in the largest unit that says it exactly: "90 days", "1 hour"."""
    unit, size = next((unit, size) for unit, size in _UNITS if seconds % size == 0)
    count = seconds // size
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


@bp.get("/")
def home() -> str:
    return render_template("plugin/home.html")


@bp.get("/legal")
def legal() -> str:
    return render_template("plugin/legal.html")


@bp.get("/privacy")
def privacy() -> str:
    return render_template("plugin/privacy.html")


@bp.get("/terms")
def terms() -> str:
    return render_template("plugin/terms.html", text=cast(Markup, current_app.extensions[_KEY]))
