"""The whole loop of an MCP host, step by step in protocol order."""

from plugin_oauth.host import mcp_registration, mcp_steps, sign_in
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.story import Step

ENTRY: tuple[Step[McpRun], ...] = (
    Step("challenge", mcp_steps.knock),
    Step("resource-metadata", mcp_steps.find_resource_metadata, needs=("challenge",)),
    Step("metadata", mcp_steps.find_metadata, needs=("resource-metadata",)),
    Step("register", mcp_registration.register, needs=("metadata",)),
    Step("activate", sign_in.activate, needs=("register",)),
    Step("exchange", sign_in.exchange_code, needs=("activate",)),
)
OTHER_PORT: tuple[Step[McpRun], ...] = (
    Step("other-port", mcp_registration.use_other_port, needs=("exchange",)),
)
USE: tuple[Step[McpRun], ...] = (
    Step("connect", mcp_steps.connect, needs=("challenge",)),
    Step("tools", mcp_steps.list_tools, needs=("connect",)),
    Step("choose", mcp_steps.choose_tool, needs=("tools",)),
    Step("call-without-token", mcp_steps.call_without_token, needs=("choose",)),
    Step("call", mcp_steps.call, needs=("choose",)),
    Step("refresh", sign_in.refresh, needs=("exchange",)),
    Step("call-again", mcp_steps.call, needs=("choose", "refresh")),
    Step("revoke", sign_in.revoke, needs=("exchange",)),
    Step("call-revoked", mcp_steps.call_revoked, needs=("choose", "revoke")),
    Step("refresh-revoked", sign_in.refresh_revoked, needs=("revoke",)),
    Step("leave", mcp_registration.leave, always=True),
)

STEPS = (*ENTRY, *USE)
NATIVE_STEPS = (*ENTRY, *OTHER_PORT, *USE)
