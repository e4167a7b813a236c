"""The four forms of authentication that a manifest can name (OpenAI, "Plugin authentication").

    oauth           a person signs in, the host sends the access token
    service_http    the developer gives the host one token; it acts for an account of its own
    user_http       each person gives the host an API key of theirs
    none            only public operations exist

PLUGIN_AUTH chooses one. Here are the two ends of it: what the manifest says, and who a request acts
for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app

from plugin_oauth.limits import by_network, check_calls
from plugin_oauth.oauth.bearer import access_token
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.http_keys.authentication import API_KEYS_PAGE, authenticate_key
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.users.models import CurrentUser


def build_auth(
    plugin: Plugin, config: Mapping[str, Any], verification_tokens: Mapping[str, str]
) -> dict[str, Any]:
    """Return the manifest's `auth` block."""
    form = config["PLUGIN_AUTH"]
    if form == "none":
        return {"type": form}
    if form == "oauth":
        return _oauth(plugin, config["BASE_URL"], verification_tokens)
    http = {"type": form, "authorization_type": config["PLUGIN_AUTH_SCHEME"]}
    if form == "service_http":
        return http | {"verification_tokens": dict(verification_tokens)}
    page = f"{config['BASE_URL']}{API_KEYS_PAGE}"
    return http | {"instructions": f"Paste an API key. You make one at {page}:"}


def _oauth(plugin: Plugin, base_url: str, verification_tokens: Mapping[str, str]) -> dict[str, Any]:
    """Return the block for OAuth. What it calls authorization_url is the token endpoint."""
    return {
        "type": "oauth",
        "client_url": f"{base_url}/authorize",
        "scope": plugin.default_scope,
        "authorization_url": f"{base_url}/token",
        "authorization_content_type": "application/json",
        "verification_tokens": dict(verification_tokens),
    }


def authenticate_caller(operation: Operation) -> CurrentUser | None:
    """Return the user that a call of the operation acts for, None for a public operation.

    Raises Problem: 401 or 403, with the challenge of the form, if the caller may not; 429 if the
    grant or the key had too many calls just now, or the network of a public operation's caller.
    """
    if operation.is_public:
        check_calls("PUBLIC_RATE_LIMIT", by_network())
        return None
    user, credential = _authenticate(operation.scope_names)
    check_calls("API_RATE_LIMIT", credential)
    return user


def _authenticate(scopes: Sequence[str]) -> tuple[CurrentUser, str]:
    """Return the user and the id of what was given to the host for them."""
    if current_app.config["PLUGIN_AUTH"] == "oauth":
        token = access_token(scopes)
        return token.user, str(token.grant_id)
    key = authenticate_key(scopes)
    return key.user, str(key.id)
