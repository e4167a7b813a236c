"""Which web pages may call (MCP "Streamable HTTP, Security warning"): their browsers say Origin.

A page of a stranger could otherwise make a browser call a server that only it can reach (DNS
rebinding). Programs send no Origin. Pages of the person's own machine may call: tools for
developers run there, and nobody else can serve one.
"""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import Forbidden

from plugin_oauth.setting_rules import LOOPBACK_HOSTS


def check_origin() -> None:
    """Raise Forbidden if the request comes from a web page that may not call."""
    origin = request.headers.get("Origin")
    if origin is None or origin == current_app.config["BASE_URL"]:
        return
    if origin in current_app.config["MCP_ORIGINS"] or is_on_this_machine(origin):
        return
    raise Forbidden("Pages of this origin may not call this server. Its setting is MCP_ORIGINS.")


def is_on_this_machine(origin: str) -> bool:
    """Tell whether a page of this origin is served by the machine that the browser runs on."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK_HOSTS
