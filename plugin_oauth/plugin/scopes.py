"""The scope of whoever runs the plugin; those of its operations stand in their rows."""

from plugin_oauth.oauth.scopes import Scope

PLUGIN_ADMIN = Scope(
    "plugin.admin",
    "Change the plugin's verification tokens, with which hosts check who runs it.",
    default=False,
    admin=True,
)
