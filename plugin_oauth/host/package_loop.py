"""The whole loop of a plugin package: opened, checked, then played as an MCP host plays it."""

from dataclasses import replace

from plugin_oauth.host import domain_challenge, mcp_loop, package_steps
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.story import Step

_KNOCK, *_REST = mcp_loop.STEPS

STEPS: tuple[Step[McpRun], ...] = (
    Step("package", package_steps.open_package),
    Step("domain-challenge", domain_challenge.check_domain_challenge, needs=("package",)),
    replace(_KNOCK, needs=("package",)),
    *_REST,
)
