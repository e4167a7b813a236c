"""What this server claims to do, clause by clause, each with the tests that show it.

A test names its clauses: `@pytest.mark.requirement("rfc6749-4.1.2-code-once")`. A clause without a
test fails the suite (test_requirements.py) unless it says why it is deferred.
`python -m tests.requirements` writes docs/conformance.md from both.
"""

from tests.requirements import (
    clients,
    connect,
    discovery,
    flows,
    framework,
    http_authentication,
    mcp,
    own,
    practice,
    tokens,
)

DOCUMENTS = (
    framework.RFC_6749,
    tokens.RFC_6750,
    framework.RFC_6819,
    tokens.RFC_7009,
    clients.RFC_7523,
    clients.RFC_7591,
    clients.RFC_7592,
    http_authentication.RFC_7617,
    flows.RFC_7636,
    tokens.RFC_7662,
    flows.RFC_8252,
    discovery.RFC_8414,
    flows.RFC_8628,
    tokens.RFC_8707,
    tokens.RFC_9068,
    flows.RFC_9126,
    flows.RFC_9207,
    tokens.RFC_9449,
    practice.RFC_9700,
    discovery.RFC_9728,
    framework.OAUTH_2_1,
    clients.CIMD,
    connect.OPENID_CORE,
    connect.OPENID_DISCOVERY,
    connect.OPENID_LOGOUT,
    mcp.JSON_RPC,
    mcp.MCP,
    mcp.MCP_2025_11_25,
    mcp.MCP_2026_07_28,
    own.PLUGIN_HOST,
    own.ACTION_HOST,
    own.IDEMPOTENCY_KEY,
    own.ACTION_IMPORT,
    own.OPEN_GRAPH,
    own.PACKAGE_HOST,
    own.COPILOT_HOST,
    own.CONSUMERS,
    own.OWN_PROMISES,
)

REQUIREMENTS = tuple(
    requirement for document in DOCUMENTS for requirement in document.requirements()
)
