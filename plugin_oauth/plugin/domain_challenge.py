"""/.well-known/openai-apps-challenge: proof that whoever submits a package runs this host.

The portal gives out one token for each host and reads it here, alone and as plain text (OpenAI,
"Submit plugins"). It is kept with the verification tokens, and in no manifest.
"""

from flask import Blueprint, Response

from plugin_oauth.documents import Document
from plugin_oauth.errors import Problem
from plugin_oauth.plugin.verification_tokens import APPS_CHALLENGE, find_verification_token

bp = Blueprint("domain_challenge", __name__)


@bp.get("/.well-known/openai-apps-challenge", strict_slashes=False)
def challenge() -> Response:
    """Answer with the token of the moment, or 404 while there is none."""
    found = find_verification_token(APPS_CHALLENGE)
    if found is None:
        raise Problem(
            404,
            "Not Found",
            "No token is kept for this host: "
            f"plugin-oauth verification-token set {APPS_CHALLENGE} TOKEN",
        )
    return Document(found.token.encode(), "text/plain", cache_control="no-cache").answer()
