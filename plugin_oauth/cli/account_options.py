"""Options of the commands that sign in at a plugin: who signs in, and as which client."""

import functools
from collections.abc import Callable
from typing import Any

import click

from plugin_oauth.demo_accounts import Demo, read_demo
from plugin_oauth.host.package import is_for_loopback
from plugin_oauth.host.urls import read_url
from plugin_oauth.instance import instance_path

_TEXTS = {
    "client_id": "The client made for the stand-in at the plugin.",
    "client_secret": "Its secret. Better in the environment than on the command line.",
    "username": "A user who may sign in.",
    "password": "The user's password.",
    "action_client_id": "The client for a GPT with Actions, if it is another.",
    "action_client_secret": "Its secret.",
    "mcp_client_id": "A client for MCP hosts, if they are not to register.",
    "mcp_client_secret": "Its secret, if it has one.",
    "document_url": "The origin at which others reach the client document.",
    "document_port": "The port of this machine at which it is served.",
    "document_certificate": "A PEM file of certificate and key, to serve it by TLS.",
}


def account_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a command: it has all of them, and gets as `accounts` those that were given."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        given = {name: kwargs.pop(name) for name in _TEXTS}
        accounts = {name: value for name, value in given.items() if value}
        return command(*args, accounts=accounts, **kwargs)

    for name, text in reversed(_TEXTS.items()):
        wrapped = click.option(f"--{name.replace('_', '-')}", help=text)(wrapped)
    return wrapped


def find_demo_values(location: str) -> dict[str, Any]:
    """Return the demo's accounts for what is on this machine: they are worth nothing elsewhere."""
    demo = read_demo(instance_path()) if _is_here(location) else None
    return {name: getattr(demo, name) for name in Demo.__dataclass_fields__} if demo else {}


def _is_here(location: str) -> bool:
    """Whether the plugin, or the server of the package, is on this machine."""
    if "://" not in location:
        return is_for_loopback(location)
    try:
        return read_url(location).is_loopback
    except ValueError:
        return False
