"""How settings are read: defaults < instance/config.py < environment PLUGIN_OAUTH_* < passed.

A value that breaks the rule of its setting stops the start with one line (ConfigError).
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from plugin_oauth.setting_rules import LOOPBACK_HOSTS
from plugin_oauth.settings import FIXED, SETTINGS, Setting

PREFIX = "PLUGIN_OAUTH_"
SECRET_KEY_FILE = "secret_key"  # noqa: S105 -- a file's name, not a key


class ConfigError(Exception):
    """A setting has a value the app must not start with; the text is one line for people."""


def is_loopback(url: str) -> bool:
    """Tell whether the URL is on this machine."""
    try:
        return urlsplit(url).hostname in LOOPBACK_HOSTS
    except ValueError:
        return False


def load_config(app: Flask, passed: Mapping[str, Any]) -> None:
    """Fill app.config from the four sources in their order.

    Raises ConfigError, whose text is one line naming the setting, on a value that breaks its rule.
    """
    app.config.from_mapping({setting.name: setting.default for setting in SETTINGS})
    app.config["SQLALCHEMY_DATABASE_URI"] = (
        f"sqlite:///{Path(app.instance_path, 'plugin_oauth.db')}"
    )
    _read_secret_key_file(app)
    _read_instance_config(app)
    _read_environment(app, os.environ)
    app.config.update(passed)
    for setting in SETTINGS:
        app.config[setting.name] = _checked(setting, app.config[setting.name])
    if app.config["FLIGHT_RECORDER"] == "loopback":
        app.config["FLIGHT_RECORDER"] = is_loopback(app.config["BASE_URL"])
    app.config.update(FIXED)
    app.config["TRUSTED_HOSTS"] = trusted_hosts(app.config["BASE_URL"])


def trusted_hosts(base_url: str) -> list[str]:
    """Return the Host headers that are answered; on loopback, both names of this machine."""
    host = str(urlsplit(base_url).hostname)
    return ["localhost", "127.0.0.1"] if host in LOOPBACK_HOSTS else [host]


def _read_secret_key_file(app: Flask) -> None:
    try:
        app.config["SECRET_KEY"] = Path(app.instance_path, SECRET_KEY_FILE).read_text().strip()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The secret key cannot be read: {error}") from error


def _read_instance_config(app: Flask) -> None:
    try:
        app.config.from_pyfile(str(Path(app.instance_path, "config.py")), silent=True)
    except Exception as error:  # the file is a person's Python: whatever it raises is one line
        raise ConfigError(f"instance/config.py: {_one_line(error)}") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _read_environment(app: Flask, environment: Mapping[str, str]) -> None:
    """Values stay text until their rule reads them: a secret of digits must not become a number."""
    for setting in SETTINGS:
        if (value := environment.get(PREFIX + setting.name)) is not None:
            app.config[setting.name] = value


def _checked(setting: Setting, value: Any) -> Any:
    if value is None:
        raise ConfigError(
            f"{setting.name} is not set: run `plugin-oauth init`, or set {PREFIX}{setting.name}."
        )
    try:
        return setting.rule(value)
    except ValueError as error:
        shown = "" if setting.secret else f" (it is {value!r})"
        raise ConfigError(f"{setting.name} {error}{shown}.") from error
