"""What clients read before they ask for anything: metadata of both kinds, and the public keys.

    RFC 8414, OpenID Connect Discovery    one document, at both addresses
    RFC 9728                              one for each resource, the MCP server's at the root too
    RFC 7517                              the public keys

All but the keys are constants. Every address answers with and without a slash at its end, and none
redirects: clients follow no redirect here.
"""

from flask import Flask, Response

from plugin_oauth.documents import Document, as_json
from plugin_oauth.oauth.metadata import build_metadata
from plugin_oauth.oauth.protected_resource import build_protected_resource
from plugin_oauth.oauth.resources import MCP, PATHS
from plugin_oauth.oauth.signing_keys import CACHE_SECONDS, published_keys

AUTHORIZATION_SERVER = "/.well-known/oauth-authorization-server"
OPENID_CONFIGURATION = "/.well-known/openid-configuration"
PROTECTED_RESOURCE = "/.well-known/oauth-protected-resource"
JWKS = "/jwks.json"


def init_well_known(app: Flask) -> None:
    with app.app_context():
        server = Document(as_json(build_metadata(app)), "application/json")
        resources = {
            path: Document(as_json(build_protected_resource(app, path)), "application/json")
            for path in PATHS
        }
    documents = {
        AUTHORIZATION_SERVER: server,
        OPENID_CONFIGURATION: server,
        PROTECTED_RESOURCE: resources[MCP],
        **{f"{PROTECTED_RESOURCE}{path}": document for path, document in resources.items()},
    }
    for path, document in documents.items():
        name = path.removeprefix("/").replace(".", "")
        app.add_url_rule(path, name, document.answer, strict_slashes=False)
    app.add_url_rule(JWKS, "jwks", jwks, strict_slashes=False)


def jwks() -> Response:
    """Answer with the keys of this moment; kept no longer than a rotation takes to be seen."""
    body = as_json({"keys": published_keys()})
    return Document(body, "application/json", f"public, max-age={CACHE_SECONDS}").answer()
