"""The whole loop of a ChatGPT plugin (2023), step by step in protocol order."""

from plugin_oauth.host import api_steps, plugin_steps, sign_in
from plugin_oauth.host.plugin_run import PluginRun
from plugin_oauth.host.story import Step

STEPS: tuple[Step[PluginRun], ...] = (
    Step("manifest", plugin_steps.find_manifest),
    Step("openapi", plugin_steps.read_openapi, needs=("manifest",)),
    Step("metadata", plugin_steps.find_metadata, needs=("manifest",)),
    Step("register", plugin_steps.register, needs=("manifest",)),
    Step("place-token", plugin_steps.place_token, needs=("register", "metadata")),
    Step("verify-token", plugin_steps.verify_token, needs=("register",)),
    Step("activate", plugin_steps.activate, needs=("register",)),
    Step("exchange", plugin_steps.exchange_code, needs=("activate",)),
    Step("choose", plugin_steps.choose_action, needs=("openapi",)),
    Step("call-without-token", plugin_steps.call_without_token, needs=("choose",)),
    Step("call", api_steps.call, needs=("choose", "exchange")),
    Step("refresh", sign_in.refresh, needs=("exchange",)),
    Step("call-again", api_steps.call, needs=("choose", "refresh")),
    Step("revoke", plugin_steps.revoke, needs=("exchange", "metadata")),
    Step("call-revoked", api_steps.call_revoked, needs=("choose", "revoke")),
    Step("refresh-revoked", sign_in.refresh_revoked, needs=("revoke",)),
    Step("restore", plugin_steps.restore_token, always=True),
)
