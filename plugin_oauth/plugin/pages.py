"""The pages for everybody: what this is, and the texts that hosts ask a plugin for."""

from typing import cast

from flask import Blueprint, Flask, current_app, render_template
from markupsafe import Markup

from plugin_oauth.plugin.definition import Plugin, current_plugin
from plugin_oauth.plugin.kept import ACCOUNT_ROWS, SIGN_IN_ROWS, duration
from plugin_oauth.plugin.previews import PICTURE
from plugin_oauth.plugin.texts import TERMS, render_text

_KEY = "plugin_oauth_terms"

bp = Blueprint("pages", __name__)
bp.add_app_template_filter(duration)


def init_pages(app: Flask, plugin: Plugin) -> None:
    """Render the terms once; raises FileNotFoundError if the app came without its docs folder."""
    app.extensions[_KEY] = render_text(TERMS)
    app.context_processor(lambda: {"plugin": plugin, "picture": PICTURE})


@bp.get("/")
def home() -> str:
    return render_template("plugin/home.html")


@bp.get("/legal")
def legal() -> str:
    return render_template("plugin/legal.html")


@bp.get("/privacy")
def privacy() -> str:
    rows = (*ACCOUNT_ROWS, *current_plugin().kept, *SIGN_IN_ROWS)
    return render_template("plugin/privacy.html", rows=rows)


@bp.get("/terms")
def terms() -> str:
    return render_template("plugin/terms.html", text=cast(Markup, current_app.extensions[_KEY]))
