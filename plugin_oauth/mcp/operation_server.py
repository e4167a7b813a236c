"""The MCP server of a plugin: a tool for each operation, in the order of the table."""

from flask import Flask

from plugin_oauth import __version__
from plugin_oauth.mcp.app_surface import items_page
from plugin_oauth.mcp.example_prompts import ExamplePrompt
from plugin_oauth.mcp.item_resources import item_templates
from plugin_oauth.mcp.profile import PROFILE
from plugin_oauth.mcp.server import Server
from plugin_oauth.mcp.tools import OperationTool, operation_tool
from plugin_oauth.plugin.definition import Plugin

# Hosts show a model no more than 512 characters for certain (OpenAI, "Plugins: MCP server").
HOW_TO = (
    "Call a tool when the person asks for it. Ids come from tools that list or search; "
    "never invent one. A failed call says in words what to change; change it and call again."
)


def make_server(app: Flask, plugin: Plugin) -> Server:
    return Server(
        info={
            "name": app.config["NAME_FOR_MODEL"],
            "title": app.config["NAME_FOR_HUMAN"],
            "version": __version__,
        },
        instructions=build_instructions(plugin),
        tools=(*map(operation_tool, plugin.operations), *account_tools(app)),
        resources=(items_page(app),),
        templates=item_templates(plugin.items),
        prompts=tuple(map(ExamplePrompt, plugin.operations)),
    )


def account_tools(app: Flask) -> tuple[OperationTool, ...]:
    """Return the tools that are about the account itself; without accounts there are none."""
    return () if app.config["PLUGIN_AUTH"] == "none" else (PROFILE,)


def build_instructions(plugin: Plugin) -> str:
    """Return what a model is told before it sees a tool."""
    return f"{plugin.description_for_model} {HOW_TO}"
