"""The room's face to the app: the manifest, and everything else the room serves."""

from flask import Blueprint, Flask, Response, current_app

from plugin_oauth.documents import Document, as_json
from plugin_oauth.plugin import console, developer, docs_page, domain_challenge, pages
from plugin_oauth.plugin.api import make_api
from plugin_oauth.plugin.definition import Plugin, current_plugin, keep_plugin
from plugin_oauth.plugin.documents import add_openapi_documents
from plugin_oauth.plugin.host_limits import check_manifest, check_operations
from plugin_oauth.plugin.http_keys import api_keys_page
from plugin_oauth.plugin.manifest import build_manifest
from plugin_oauth.plugin.verification_tokens import manifest_tokens

bp = Blueprint("plugin", __name__)


def init_plugin(app: Flask, plugin: Plugin) -> None:
    """Add the plugin to the app; raises OperationTableError if hosts would refuse its table."""
    check_operations(plugin.operations)
    check_manifest(build_manifest(plugin, app.config, {}))
    keep_plugin(app, plugin)
    add_openapi_documents(app, plugin)
    pages.init_pages(app, plugin)
    own = [bp, console.bp, developer.bp, docs_page.bp, domain_challenge.bp, pages.bp]
    if app.config["PLUGIN_AUTH"] == "user_http":
        own.append(api_keys_page.bp)
    of_subjects = (subject.blueprint for subject in plugin.pages)
    for blueprint in (*own, make_api(plugin.operations), *of_subjects):
        app.register_blueprint(blueprint)


@bp.get("/.well-known/ai-plugin.json", strict_slashes=False)
def manifest() -> Response:
    """Answer with the manifest of this moment: a new verification token shows at once."""
    body = as_json(build_manifest(current_plugin(), current_app.config, manifest_tokens()))
    return Document(body, "application/json", cache_control="no-cache").answer()
