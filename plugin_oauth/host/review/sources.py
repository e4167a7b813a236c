"""Where the rules are written. Titles, because OpenAI's pages move; copies are found by them."""

from plugin_oauth.host.remarks import (
    AUTHENTICATION,
    GETTING_STARTED,
    GPT_EDITOR,
    PRODUCTION,
    WEB_CLIENT,
)

__all__ = ["AUTHENTICATION", "GETTING_STARTED", "GPT_EDITOR", "PRODUCTION", "WEB_CLIENT"]

INTRODUCTION = "OpenAI plugin docs: introduction"
IMPORTER = "message of ChatGPT's OpenAPI importer"
CAPTURED_PROMPTS = "captured prompts of ChatGPT"
ACTIONS_GETTING_STARTED = "OpenAI GPT Actions docs: getting started"
ACTIONS_AUTHENTICATION = "OpenAI GPT Actions docs: authentication"
ACTIONS_PRODUCTION = "OpenAI GPT Actions docs: production"
ACTIONS_FILES = "OpenAI GPT Actions docs: sending files"
CORS = f"{WEB_CLIENT}; {AUTHENTICATION}"
GUIDELINES = "OpenAI plugins docs 2026: guidelines"
REVIEW = "OpenAI plugins docs 2026: review"
MCP_AUTHENTICATION = "OpenAI plugins docs 2026: authentication"
MCP_REFERENCE = "OpenAI plugins docs 2026: reference"
MCP_SERVER = "OpenAI plugins docs 2026: MCP server"
MCP_GUIDE = "OpenAI MCP guide"
SUBMISSION = "OpenAI plugins docs 2026: submission"
SUBMISSION_ERRORS = "OpenAI plugins docs 2026: submission errors"
AGENT_PLUGINS = "Agent Plugins specification 1.0.0"
OURS = "plugin_oauth's own rule"
