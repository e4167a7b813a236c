"""Node, with the packages of tests/node/ installed as their lock file says."""

import fcntl
import shutil
import subprocess
from pathlib import Path

from tests.databases import require

FOLDER = Path(__file__).parent / "node"
PACKAGES = FOLDER / "node_modules"
_INSTALLED = PACKAGES / ".package-lock.json"


def install_node_packages() -> str:
    """Return the path of Node; skips, or fails where it is required, without Node or npm."""
    node, npm = shutil.which("node") or "", shutil.which("npm") or ""
    if not node or not npm:
        require("node", "install Node 20.19 or newer, with npm")
    lock = FOLDER / "package-lock.json"
    with lock.open() as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)  # the tests of several processes share the folder
        if not _INSTALLED.exists() or _INSTALLED.stat().st_mtime < lock.stat().st_mtime:
            done = subprocess.run([npm, "ci"], cwd=FOLDER, capture_output=True, check=False)  # noqa: S603 -- fixed
            if done.returncode != 0:
                require("node", f"`npm ci` in {FOLDER} must work once")
    return node
