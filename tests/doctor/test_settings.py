"""Each check of the settings: what it passes and what it does not."""

import os
from pathlib import Path
from typing import Any

import pytest
from valkey import Valkey
from valkey.exceptions import ConnectionError as Unreachable

from plugin_oauth.doctor.check import Verdict
from plugin_oauth.oauth.initial_access_tokens import create_initial_access_token
from tests.databases import SECRET_KEY, require
from tests.doctor.conftest import GOOD, Look

REDIS = os.environ.get("PLUGIN_OAUTH_TEST_REDIS", "valkey://127.0.0.1:6379")

OK, WARNING, FAILED = Verdict.OK, Verdict.WARNING, Verdict.FAILED


@pytest.mark.parametrize(
    ("check", "changes", "verdict"),
    [
        ("base-url", {}, OK),
        ("base-url", {"BASE_URL": "http://localhost:5003"}, FAILED),
        ("base-url", {"BASE_URL": "https://127.0.0.1"}, FAILED),
        ("rate-limits", {"RATELIMIT_ENABLED": False}, FAILED),
        ("rate-limits", {"RATELIMIT_STORAGE_URI": "memory://"}, WARNING),
        ("trusted-proxies", {}, OK),
        ("trusted-proxies", {"TRUSTED_PROXIES": 3}, OK),
        ("trusted-proxies", {"TRUSTED_PROXIES": 4}, FAILED),
        ("trusted-proxies", {"TRUSTED_PROXIES": 0}, WARNING),
        ("trusted-proxies", {"TRUSTED_PROXIES": 0, "BASE_URL": "http://localhost"}, OK),
        ("flight-recorder", {}, OK),
        ("flight-recorder", {"FLIGHT_RECORDER": True}, WARNING),
        ("contact-email", {}, OK),
        ("contact-email", {"CONTACT_EMAIL": "help@mail.acme.dev"}, OK),
        ("contact-email", {"CONTACT_EMAIL": "help@elsewhere.dev"}, WARNING),
        ("contact-email", {"CONTACT_EMAIL": "developer@localhost"}, FAILED),
        ("contact-email", {"CONTACT_EMAIL": "help@mail.example.com"}, FAILED),
        ("contact-email", {"CONTACT_EMAIL": "help@acme"}, FAILED),
        ("contact-email", {"CONTACT_EMAIL": "acme.dev"}, FAILED),
        ("registration", {}, WARNING),
        ("registration", {"PLUGIN_AUTH": "none"}, OK),
    ],
)
def test_a_setting_is_judged(
    look: Look, check: str, changes: dict[str, Any], verdict: Verdict
) -> None:
    assert look(check, **changes).verdict is verdict


class TestSecretKey:
    @pytest.fixture
    def key_file(self, tmp_path: Path) -> Path:
        path = tmp_path / "secret_key"
        path.touch(mode=0o600)
        path.write_text(f"{SECRET_KEY}\n")
        return path

    @pytest.mark.usefixtures("key_file")
    def test_a_file_for_its_owner_only_is_right(self, look: Look) -> None:
        assert look("secret-key").verdict is OK

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o644])
    def test_a_file_that_others_can_use_is_not(self, look: Look, key_file: Path, mode: int) -> None:
        key_file.chmod(mode)
        finding = look("secret-key")
        assert finding.verdict is FAILED
        assert f"{mode:04o}" in finding.detail
        assert SECRET_KEY not in finding.detail

    def test_a_key_from_elsewhere_is_a_doubt(self, look: Look) -> None:
        assert look("secret-key").verdict is WARNING

    def test_a_file_that_is_not_used_is_a_doubt(self, look: Look, key_file: Path) -> None:
        key_file.write_text("x" * 43)
        assert look("secret-key").verdict is WARNING


class TestSharedLimits:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        try:
            Valkey.from_url(REDIS).ping()
        except Unreachable:
            require("redis", "apt-get install redis-server, or set PLUGIN_OAUTH_TEST_REDIS")
        return GOOD | {"RATELIMIT_STORAGE_URI": REDIS}

    def test_a_store_that_answers_is_right(self, look: Look) -> None:
        assert look("rate-limits").verdict is OK


class TestUnreachableLimits:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return GOOD | {"RATELIMIT_STORAGE_URI": "valkey://127.0.0.1:1"}

    def test_a_store_that_is_away_is_not(self, look: Look) -> None:
        assert look("rate-limits").verdict is FAILED


class TestRegistration:
    def test_what_the_environment_says_is_decided(
        self, look: Look, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PLUGIN_OAUTH_DYNAMIC_REGISTRATION", "open")
        assert look("registration").verdict is OK

    def test_what_the_instance_says_is_decided(self, look: Look, tmp_path: Path) -> None:
        (tmp_path / "config.py").write_text("DYNAMIC_REGISTRATION = 'off'\n")
        assert look("registration", DYNAMIC_REGISTRATION="off").verdict is OK

    def test_registration_by_token_needs_a_token(self, look: Look, tmp_path: Path) -> None:
        (tmp_path / "config.py").write_text("DYNAMIC_REGISTRATION = 'token'\n")
        assert look("registration", DYNAMIC_REGISTRATION="token").verdict is WARNING
        create_initial_access_token("partner", 3600)
        assert look("registration").verdict is OK
