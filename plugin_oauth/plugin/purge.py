"""What of the plugin is over goes with the rest (oauth/purge.py)."""

from plugin_oauth.oauth.purge import Step, expired
from plugin_oauth.plugin.creations import creations

PLUGIN_STEPS: dict[str, Step] = {"request ids": expired(creations)}
