"""Options of the commands that call a server by its URL: where it really is, and whom to trust."""

import functools
from collections.abc import Callable
from typing import Any

import click

from plugin_oauth.cli.errors import fail
from plugin_oauth.host.network import read_network

_connect_to = click.option(
    "--connect-to",
    multiple=True,
    metavar="HOST:PORT:ADDRESS:PORT",
    help="Connect to this address in the place of the host's own, as curl does. May be repeated.",
)
_cacert = click.option(
    "--cacert",
    default="",
    metavar="FILE",
    help="Trust the authorities of this PEM file in the place of the machine's, as curl does.",
)


def network_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a command: it has both options, and gets the `network` that they describe."""

    @functools.wraps(command)
    def wrapped(*args: Any, connect_to: tuple[str, ...], cacert: str, **kwargs: Any) -> Any:
        try:
            network = read_network(connect_to, cacert)
        except ValueError as error:
            fail(str(error))
        return command(*args, network=network, **kwargs)

    return _connect_to(_cacert(wrapped))
