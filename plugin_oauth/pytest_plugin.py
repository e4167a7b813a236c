"""The pytest plugin: `pytest --plugin-url URL` plays the stand-in as tests of one's own suite.

Every pytest run on a machine with this package loads this file, so it imports nothing but pytest;
the stand-in is loaded when the option is there.
"""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("plugin-oauth", "the ChatGPT stand-in of plugin_oauth")
    group.addoption(
        "--plugin-url",
        metavar="URL",
        help="play ChatGPT against the plugin at URL, each step and drill a test; credentials come "
        "from PLUGIN_OAUTH_E2E_CLIENT_ID, _CLIENT_SECRET, _USERNAME, _PASSWORD and so on",
    )
    group.addoption(
        "--plugin-profile",
        metavar="PROFILE",
        action="append",
        default=[],
        help="the host to play, as in plugin-oauth e2e --profile; may be repeated",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--plugin-url"):
        config.pluginmanager.import_plugin("plugin_oauth.host.pytest_items")
