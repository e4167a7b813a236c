"""Settings: the order of truth, and a start that stops with one line on a wrong value."""

import os
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.app import create_app
from plugin_oauth.config import PREFIX, ConfigError, load_config
from plugin_oauth.settings import SETTINGS
from tests.databases import SECRET_KEY

DEFAULTS = {
    "BASE_URL": "http://localhost:5003",
    "SQLITE_SYNCHRONOUS": "FULL",
    "RATELIMIT_STORAGE_URI": "memory://",
    "RATELIMIT_ENABLED": True,
    "TRUSTED_PROXIES": 0,
    "AUTHORIZATION_CODE_LIFETIME": 60,
    "ACCESS_TOKEN_LIFETIME": 3600,
    "REFRESH_TOKEN_LIFETIME": 7_776_000,
    "REFRESH_TOKEN_GRACE": 60,
    "BROWSER_SESSION_LIFETIME": 1_209_600,
    "ACCESS_TOKEN_FORMAT": "opaque",
    "DPOP_NONCE": False,
    "FLIGHT_RECORDER": True,
    "AUDIT_LIFETIME": 31_536_000,
    "ISS_PARAMETER": True,
    "DYNAMIC_REGISTRATION": "open",
    "UNUSED_CLIENT_LIFETIME": 7_776_000,
    "CLIENT_ID_METADATA": True,
    "CLIENT_ID_METADATA_LOOPBACK": True,
    "PRIVATE_USE_SCHEMES": True,
    "SHARE_LINK_LIFETIME": 3600,
    "API_RATE_LIMIT": "600 per minute",
    "PUBLIC_RATE_LIMIT": "1200 per minute",
    "PLUGIN_AUTH": "oauth",
    "PLUGIN_AUTH_SCHEME": "bearer",
    "MCP_AUTH": "required",
    "MCP_ORIGINS": (),
    "NAME_FOR_HUMAN": "Plugin OAuth",
    "NAME_FOR_MODEL": "pluginoauth",
    "DEVELOPER_NAME": "The developer of this plugin",
    "CONTACT_EMAIL": "developer@localhost",
}


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance folder of the test's own, and an environment without settings."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLUGIN_OAUTH_INSTANCE_PATH", str(tmp_path))
    return tmp_path


def load(**passed: Any) -> dict[str, Any]:
    """Return the settings of an app that is passed these."""
    app = Flask("plugin_oauth", instance_path=os.environ["PLUGIN_OAUTH_INSTANCE_PATH"])
    load_config(app, {"SECRET_KEY": SECRET_KEY} | passed)
    return app.config


def load_nothing() -> dict[str, Any]:
    """Return the settings of an app that is passed none at all."""
    app = Flask("plugin_oauth", instance_path=os.environ["PLUGIN_OAUTH_INSTANCE_PATH"])
    load_config(app, {})
    return app.config


def test_every_setting_has_its_default(instance: Path) -> None:
    config = load()
    database = {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{instance}/plugin_oauth.db"}
    expected = DEFAULTS | database | {"SECRET_KEY": SECRET_KEY}
    assert {setting.name: config[setting.name] for setting in SETTINGS} == expected


def test_every_default_passes_its_own_rule() -> None:
    for setting in SETTINGS:
        if setting.default is not None:
            assert setting.rule(setting.default) == setting.default, setting.name


class TestTheOrderOfTruth:
    def test_the_instance_folder_beats_the_default(self, instance: Path) -> None:
        (instance / "config.py").write_text("ACCESS_TOKEN_LIFETIME = 1")
        assert load()["ACCESS_TOKEN_LIFETIME"] == 1

    def test_the_environment_beats_the_instance_folder(
        self, instance: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (instance / "config.py").write_text("ACCESS_TOKEN_LIFETIME = 1")
        monkeypatch.setenv("PLUGIN_OAUTH_ACCESS_TOKEN_LIFETIME", "2")
        assert load()["ACCESS_TOKEN_LIFETIME"] == 2

    def test_what_a_caller_passes_beats_everything(
        self, instance: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (instance / "config.py").write_text("ACCESS_TOKEN_LIFETIME = 1")
        monkeypatch.setenv("PLUGIN_OAUTH_ACCESS_TOKEN_LIFETIME", "2")
        assert load(ACCESS_TOKEN_LIFETIME=3)["ACCESS_TOKEN_LIFETIME"] == 3

    def test_a_secret_key_set_beats_the_one_in_the_file(self, instance: Path) -> None:
        (instance / "secret_key").write_text("k" * 43 + "\n")
        assert load_nothing()["SECRET_KEY"] == "k" * 43
        (instance / "config.py").write_text("SECRET_KEY = 'c' * 43")
        assert load_nothing()["SECRET_KEY"] == "c" * 43

    def test_the_libraries_settings_are_not_for_anybody_to_change(
        self, instance: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (instance / "config.py").write_text("SESSION_COOKIE_HTTPONLY = False")
        monkeypatch.setenv("PLUGIN_OAUTH_MAX_CONTENT_LENGTH", "1")
        config = load(WTF_CSRF_CHECK_DEFAULT=True)
        assert config["SESSION_COOKIE_HTTPONLY"] is True
        assert config["MAX_CONTENT_LENGTH"] == 65_536
        assert config["WTF_CSRF_CHECK_DEFAULT"] is False


def test_a_secret_of_digits_from_the_environment_stays_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for key in ("1" * 40, "0" * 40, "1e" + "0" * 38, "null".ljust(40)):
        monkeypatch.setenv("PLUGIN_OAUTH_SECRET_KEY", key)
        assert load_nothing()["SECRET_KEY"] == key


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("BASE_URL", "https://Plugin.Example.com/", "https://plugin.example.com"),
        ("BASE_URL", " https://plugin.example.com:8443 ", "https://plugin.example.com:8443"),
        ("BASE_URL", "http://127.0.0.1:5003", "http://127.0.0.1:5003"),
        ("SQLALCHEMY_DATABASE_URI", "postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("SQLALCHEMY_DATABASE_URI", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("SQLALCHEMY_DATABASE_URI", "postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("SQLALCHEMY_DATABASE_URI", "sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
        ("RATELIMIT_STORAGE_URI", "redis://h:6379/1", "valkey://h:6379/1"),
        ("RATELIMIT_STORAGE_URI", "rediss://h:6379", "valkeys://h:6379"),
        ("RATELIMIT_STORAGE_URI", "valkey://h", "valkey://h"),
        ("ISS_PARAMETER", "off", False),
        ("ISS_PARAMETER", "On", True),
        ("ISS_PARAMETER", "0", False),
        ("ISS_PARAMETER", "TRUE", True),
        ("RATELIMIT_ENABLED", "false", False),
        ("TRUSTED_PROXIES", "2", 2),
        ("ACCESS_TOKEN_LIFETIME", "90", 90),
        ("REFRESH_TOKEN_GRACE", "0", 0),
        ("SQLITE_SYNCHRONOUS", "NORMAL", "NORMAL"),
        ("NAME_FOR_HUMAN", " My plugin ", "My plugin"),
    ],
)
def test_a_value_from_the_environment_is_read_as_it_is_meant(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str, kept: object
) -> None:
    monkeypatch.setenv(PREFIX + name, given)
    assert load()[name] == kept


# (setting, value, what the line says of it)
WRONG: list[tuple[str, Any, str]] = [
    ("BASE_URL", "", "must not be empty"),
    ("BASE_URL", "plugin.example.com", "must be an http(s) origin"),
    ("BASE_URL", "ftp://plugin.example.com", "must be an http(s) origin"),
    ("BASE_URL", "https://", "must be an http(s) origin"),
    ("BASE_URL", "https://plugin.example.com/app", "must be an origin alone"),
    ("BASE_URL", "https://plugin.example.com?a=b", "must be an origin alone"),
    ("BASE_URL", "https://plugin.example.com#a", "must be an origin alone"),
    ("BASE_URL", "https://me@plugin.example.com", "must be an origin alone"),
    ("BASE_URL", "https://plugin.example.com?", "must be a plain name or IPv4 address"),
    ("BASE_URL", "https://plugin.example.com#", "must be a plain name or IPv4 address"),
    ("BASE_URL", "https://plug in.example.com", "must be a plain name or IPv4 address"),
    ("BASE_URL", "https://plug\tin.example.com", "must be a plain name or IPv4 address"),
    ("BASE_URL", "https://plügin.example.com", "must be a plain name or IPv4 address"),
    ("BASE_URL", "https://plugin.example.com:", "must be a plain name or IPv4 address"),
    ("BASE_URL", "https://plugin.example.com:99999", "must have a valid host and port"),
    ("BASE_URL", "https://plugin.example.com:web", "must have a valid host and port"),
    ("BASE_URL", "http://[::1]:5003", "must be a plain name or IPv4 address"),
    ("BASE_URL", "https://[::1", "must have a valid host and port"),
    ("BASE_URL", "http://plugin.example.com", "must be https"),
    ("BASE_URL", "http://localhost.evil.example", "must be https"),
    ("SECRET_KEY", "", "must have at least 32 characters"),
    ("SECRET_KEY", "s3cret-but-too-short", "must have at least 32 characters"),
    ("SQLALCHEMY_DATABASE_URI", "", "must not be empty"),
    ("SQLALCHEMY_DATABASE_URI", "mysql://me:s3cret@h/d", "must begin with sqlite:/// or"),
    ("SQLALCHEMY_DATABASE_URI", "sqlite://", "must begin with sqlite:/// or"),
    ("SQLALCHEMY_DATABASE_URI", "postgresql://me:s3cret@h:p/d", "must have a valid host and port"),
    ("SQLITE_SYNCHRONOUS", "OFF", "must be one of FULL, NORMAL"),
    ("RATELIMIT_STORAGE_URI", "memcached://:s3cret@h", "must begin with memory://"),
    ("RATELIMIT_STORAGE_URI", "redis://:s3cret@h:port", "must have a valid host and port"),
    ("RATELIMIT_ENABLED", "maybe", "must be on or off"),
    ("TRUSTED_PROXIES", "-1", "must not be negative"),
    ("TRUSTED_PROXIES", "one", "must be a whole number"),
    ("TRUSTED_PROXIES", float("inf"), "must be a whole number"),
    ("AUTHORIZATION_CODE_LIFETIME", "0", "must be at least 1"),
    ("AUTHORIZATION_CODE_LIFETIME", "1 minute", "must be a whole number of seconds"),
    ("ACCESS_TOKEN_LIFETIME", "0", "must be at least 1"),
    ("ACCESS_TOKEN_LIFETIME", "1.5", "must be a whole number of seconds"),
    ("ACCESS_TOKEN_LIFETIME", float("inf"), "must be a whole number of seconds"),
    ("REFRESH_TOKEN_LIFETIME", "-1", "must be at least 1"),
    ("REFRESH_TOKEN_LIFETIME", "1" + "0" * 18, "must be at least 1 and at most 3153600000"),
    ("REFRESH_TOKEN_GRACE", "-1", "must be at least 0"),
    ("REFRESH_TOKEN_GRACE", "", "must be a whole number of seconds"),
    ("BROWSER_SESSION_LIFETIME", "59", "must be at least 60"),
    ("ACCESS_TOKEN_FORMAT", "JWT", "must be one of opaque, jwt"),
    ("DPOP_NONCE", "", "must be on or off"),
    ("FLIGHT_RECORDER", "always", "must be on or off"),
    ("AUDIT_LIFETIME", "86399", "must be at least 86400"),
    ("ISS_PARAMETER", "", "must be on or off"),
    ("DYNAMIC_REGISTRATION", "closed", "must be one of open, token, off"),
    ("UNUSED_CLIENT_LIFETIME", "86399", "must be at least 86400"),
    ("CLIENT_ID_METADATA", "", "must be on or off"),
    ("CLIENT_ID_METADATA_LOOPBACK", "", "must be on or off"),
    ("PRIVATE_USE_SCHEMES", "", "must be on or off"),
    ("SHARE_LINK_LIFETIME", "-1", "must be at least 0"),
    ("API_RATE_LIMIT", "", "must not be empty"),
    ("API_RATE_LIMIT", "often", "must be a number of times in a time, like 600 per minute"),
    ("PUBLIC_RATE_LIMIT", "600", "must be a number of times in a time, like 600 per minute"),
    ("PLUGIN_AUTH", "bearer", "must be one of oauth, service_http, user_http, none"),
    ("PLUGIN_AUTH_SCHEME", "digest", "must be one of bearer, basic"),
    ("MCP_AUTH", "off", "must be one of required"),
    ("MCP_ORIGINS", "https://a.example http://b.example", "must be https"),
    ("NAME_FOR_HUMAN", "", "must not be empty"),
    ("NAME_FOR_HUMAN", "n" * 21, "must have at most 20 characters"),
    ("DEVELOPER_NAME", "n" * 81, "must have at most 80 characters"),
    ("NAME_FOR_MODEL", "n" * 51, "must have at most 50 characters"),
    ("NAME_FOR_MODEL", "my plugin", "may only have letters, digits and _"),
    ("NAME_FOR_MODEL", "plügin", "may only have letters, digits and _"),
    ("CONTACT_EMAIL", "", "must not be empty"),
    ("CONTACT_EMAIL", "c" * 255, "must have at most 254 characters"),
]


def test_every_setting_has_a_value_it_refuses() -> None:
    assert {name for name, _, _ in WRONG} == {setting.name for setting in SETTINGS}


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_a_wrong_value_stops_the_start_with_one_line(name: str, value: Any, sentence: str) -> None:
    with pytest.raises(ConfigError) as stopped:
        create_app({"SECRET_KEY": SECRET_KEY, name: value})
    line = str(stopped.value)
    assert line.startswith(f"{name} {sentence}")
    assert "\n" not in line
    assert "s3cret" not in line


def test_a_wrong_value_is_shown_unless_it_is_a_secret() -> None:
    with pytest.raises(ConfigError, match=r"\(it is 'maybe'\)\.$"):
        load(ISS_PARAMETER="maybe")


def test_without_a_secret_key_the_line_says_where_to_get_one() -> None:
    with pytest.raises(ConfigError) as stopped:
        load_nothing()
    assert str(stopped.value) == (
        "SECRET_KEY is not set: run `plugin-oauth init`, or set PLUGIN_OAUTH_SECRET_KEY."
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("BASE_URL = ", "instance/config.py: invalid syntax (config.py, line 1)"),
        ("1 / 0", "instance/config.py: division by zero"),
        ("raise ValueError('two\\nlines')", "instance/config.py: two lines"),
        ("raise ValueError", "instance/config.py: ValueError"),
    ],
)
def test_a_broken_config_file_is_one_line(instance: Path, content: str, line: str) -> None:
    (instance / "config.py").write_text(content)
    with pytest.raises(ConfigError) as stopped:
        load()
    assert str(stopped.value) == line


def test_a_secret_key_file_that_is_no_text_is_one_line(instance: Path) -> None:
    (instance / "secret_key").write_bytes(b"\xff" * 40)
    with pytest.raises(ConfigError, match=r"^The secret key cannot be read: "):
        load()


def test_an_instance_folder_that_is_a_file_is_one_line(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (instance / "file").touch()
    monkeypatch.setenv("PLUGIN_OAUTH_INSTANCE_PATH", str(instance / "file"))
    with pytest.raises(ConfigError, match=r"^The secret key cannot be read: "):
        load()


def test_the_example_of_the_instance_folder_names_settings_that_exist() -> None:
    example = Path(__file__).parents[1] / "instance" / "config.example.py"
    lines = example.read_text().splitlines()
    named = {line.split(" = ")[0].removeprefix("# ") for line in lines if " = " in line}
    assert named <= {setting.name for setting in SETTINGS}
    assert "BASE_URL" in named
