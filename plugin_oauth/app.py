"""The application: settings, edges and rooms put together; no rule of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from plugin_oauth.clock import Clock, init_clock, utc_clock
from plugin_oauth.config import load_config
from plugin_oauth.csrf import init_csrf
from plugin_oauth.database import db, init_database
from plugin_oauth.errors import init_errors
from plugin_oauth.extensions import migrate
from plugin_oauth.headers import init_headers
from plugin_oauth.health import init_health
from plugin_oauth.instance import instance_path
from plugin_oauth.last_use import init_last_use
from plugin_oauth.limits import init_limits
from plugin_oauth.log import init_log
from plugin_oauth.mcp.operation_server import make_server
from plugin_oauth.mcp.routes import init_mcp
from plugin_oauth.oauth.routes import init_oauth
from plugin_oauth.oauth.scopes import init_scopes
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.operations import PLUGIN
from plugin_oauth.plugin.routes import init_plugin
from plugin_oauth.plugin.scopes import PLUGIN_ADMIN
from plugin_oauth.request_text import init_request_text
from plugin_oauth.users.routes import init_users

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def create_app(
    settings: Mapping[str, Any] | None = None,
    *,
    plugin: Plugin = PLUGIN,
    clock: Clock = utc_clock,
) -> Flask:
    """Return the application around a plugin, the one of this package unless another is given.

    Raises ConfigError, one line for people, on a wrong setting.
    """
    app = Flask("plugin_oauth", instance_path=str(instance_path()))
    load_config(app, settings or {})
    plugin = plugin.offered(app.config["PLUGIN_AUTH"])
    app.json.sort_keys = False  # type: ignore[attr-defined]  # answers keep the order of their schema
    init_clock(app, clock)
    init_log(app)
    init_database(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS))
    init_errors(app)
    init_request_text(app)
    init_csrf(app)
    init_limits(app)
    init_headers(app)
    init_health(app)
    init_last_use(app)
    init_users(app)
    init_scopes(app, (*plugin.scopes, PLUGIN_ADMIN))
    init_oauth(app)
    init_plugin(app, plugin)
    init_mcp(app, make_server(app, plugin))
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's documented way
    return app
