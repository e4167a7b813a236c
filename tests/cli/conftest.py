"""The command plugin-oauth with an instance folder of its own, in this process or in another."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from plugin_oauth.cli import main
from plugin_oauth.config import PREFIX

COMMAND = str(Path(sys.executable).with_name("plugin-oauth"))


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one line of a refusal; fails if it was none, or was not one line."""
        assert (self.status, self.out) == (2, ""), self
        assert self.err.count("\n") == 1, self.err
        return self.err.rstrip("\n").removeprefix("plugin-oauth: ")


@dataclass(frozen=True)
class Cli:
    """The console script with one instance folder."""

    instance: Path

    def environment(self, **settings: str) -> dict[str, str]:
        """Return an environment without anybody's settings but these."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        own = {f"{PREFIX}{name}": value for name, value in settings.items()}
        return clean | {"PLUGIN_OAUTH_INSTANCE_PATH": str(self.instance)} | own

    def __call__(self, *arguments: str, typed: str = "", **settings: str) -> Result:
        """Run the command in this process: it costs a tenth of one of its own."""
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith(PREFIX)]:
                patch.delenv(name)
            environment = self.environment(**settings)
            done = CliRunner().invoke(
                main, arguments, prog_name="plugin-oauth", input=typed, env=environment
            )
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return Result(done.exit_code, done.stdout, done.stderr)

    def process(self, *arguments: str, **settings: str) -> Result:
        """Run the console script as a person does, in a process of its own."""
        return run_process([COMMAND, *arguments], self.environment(**settings))


def run_process(command: Sequence[str], environment: Mapping[str, str]) -> Result:
    """Run a command to its end; fails if it shows a traceback."""
    done = subprocess.run(  # noqa: S603 -- our own command
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def _initialized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder that init --demo made, once; tests get copies."""
    instance = tmp_path_factory.mktemp("initialized") / "instance"
    done = Cli(instance).process("init", "--demo")
    assert done.status == 0, done
    return instance


@pytest.fixture
def cli(_initialized: Path, tmp_path: Path) -> Cli:
    """The command with an instance folder that is ready."""
    return Cli(Path(shutil.copytree(_initialized, tmp_path / "instance")))


@pytest.fixture
def fresh_cli(tmp_path: Path) -> Cli:
    """The command with an instance folder that does not exist yet."""
    return Cli(tmp_path / "new" / "instance")
