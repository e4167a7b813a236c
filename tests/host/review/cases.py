"""For every rule: subjects that break it, each by one change, and one that keeps it."""

import copy

from tests.host.fake_mcp import FakeMcp
from tests.host.review.api_cases import API_CASES, KEPT_API, KEPT_LOCAL
from tests.host.review.case import Case
from tests.host.review.document_cases import DOCUMENT_CASES
from tests.host.review.gpt_cases import GPT_CASES, KEPT_ACTION
from tests.host.review.mcp_case import McpCase, returning
from tests.host.review.package_cases import KEPT_PACKAGE, PACKAGE_CASES
from tests.host.review.server_cases import SERVER_CASES
from tests.host.review.sign_in_cases import KEPT_GPT, KEPT_HOST, KEPT_PLUGIN, SIGN_IN_CASES
from tests.host.review.tool_cases import INTERFACE_RESOURCE, TOOL_CASES, BothCase, searching

CHALLENGED: dict[str, object] = {
    "isError": True,
    "content": [],
    "_meta": {
        "mcp/www_authenticate": 'Bearer resource_metadata="https://a.example", error="x", '
        'error_description="y"'
    },
}


def whole(mcp: FakeMcp) -> None:
    """Have whatever some rule looks at, as it should be."""
    uri = "ui://shop/1"
    searching(mcp)
    mcp.tools[2]["_meta"]["ui"] = {"resourceUri": uri}
    listing = copy.deepcopy(mcp.tools[1]) | {"name": "listThings"}
    mcp.tools.append(listing)
    mcp.resources = {uri: INTERFACE_RESOURCE}
    mcp.about = {"instructions": "Lists things."}


def knocked(mcp: FakeMcp) -> None:
    """Be open, but for a tool that needs a sign-in."""
    whole(mcp)
    mcp.is_open = True
    mcp.faults = returning("", "", "", CHALLENGED).faults or {}


CASES: list[Case] = [
    *DOCUMENT_CASES,
    *GPT_CASES,
    *PACKAGE_CASES,
    *API_CASES,
    *SERVER_CASES,
    *TOOL_CASES,
    *SIGN_IN_CASES,
]
KEPT: list[Case] = [
    KEPT_LOCAL,
    KEPT_ACTION,
    KEPT_PACKAGE,
    KEPT_API,
    KEPT_PLUGIN,
    KEPT_GPT,
    KEPT_HOST,
    McpCase("", "", "", change=whole),
    McpCase("", "", "", change=knocked),
    BothCase("", "", "", change=whole),
]
