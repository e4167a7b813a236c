"""The page /docs: Swagger UI from the flask-swagger-ui package, its files only.

The package's own page has inline scripts; ours has none and works under a strict Content Security
Policy, signing in with PKCE included.
"""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template, send_from_directory

A_DAY = 24 * 60 * 60  # seconds

_OURS = Path(__file__).parent / "static"
_PACKAGED = Path(str(files("flask_swagger_ui"))) / "dist"
ASSETS = {
    "docs.css": _OURS,
    "docs.js": _OURS,
    "swagger-ui.css": _PACKAGED,
    "swagger-ui-bundle.js": _PACKAGED,
    "oauth2-redirect.html": _PACKAGED,
    "oauth2-redirect.js": _PACKAGED,
}

bp = Blueprint("docs", __name__, url_prefix="/docs")


@bp.get("")
def page() -> str:
    # The version in the assets' addresses: a new package is a new address, no stale copy is used.
    return render_template("plugin/docs.html", version=version("flask-swagger-ui"))


@bp.get("/<name>")
def asset(name: str) -> Response:
    if name not in ASSETS:
        abort(404)
    return send_from_directory(ASSETS[name], name, max_age=A_DAY)


@bp.after_request
def allow_scripts(response: Response) -> Response:
    """Let these pages run our own scripts and call the API at its public address."""
    response.headers["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self' {current_app.config['BASE_URL']}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
    return response
