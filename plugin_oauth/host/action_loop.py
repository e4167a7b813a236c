"""The whole loop of a GPT with Actions, step by step in protocol order."""

from plugin_oauth.host import action_steps, api_steps, sign_in
from plugin_oauth.host.plugin_run import ActionRun
from plugin_oauth.host.story import Step

STEPS: tuple[Step[ActionRun], ...] = (
    Step("openapi", action_steps.import_openapi),
    Step("metadata", action_steps.find_metadata, needs=("openapi",)),
    Step("register", action_steps.fill_in_form, needs=("openapi",)),
    Step("activate", sign_in.activate, needs=("register",)),
    Step("exchange", sign_in.exchange_code, needs=("activate",)),
    Step("other-callback", action_steps.use_other_callback, needs=("exchange",)),
    Step("choose", action_steps.choose_action, needs=("openapi",)),
    Step("call-without-token", api_steps.call_without_token, needs=("choose",)),
    Step("call", api_steps.call, needs=("choose", "exchange")),
    Step("refresh", sign_in.refresh, needs=("exchange",)),
    Step("call-again", api_steps.call, needs=("choose", "refresh")),
    Step("revoke", sign_in.revoke, needs=("exchange",)),
    Step("call-revoked", api_steps.call_revoked, needs=("choose", "revoke")),
    Step("refresh-revoked", sign_in.refresh_revoked, needs=("revoke",)),
)
