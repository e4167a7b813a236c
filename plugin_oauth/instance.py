"""The instance folder: settings, the secret key, the demo's accounts, an embedded database."""

import os
from pathlib import Path

INSTANCE_PATH_VARIABLE = "PLUGIN_OAUTH_INSTANCE_PATH"
CHECKOUT = Path(__file__).resolve().parent.parent


def instance_path() -> Path:
    """Return the folder: instance/ beside the package, or as the environment names it."""
    return Path(os.environ.get(INSTANCE_PATH_VARIABLE) or CHECKOUT / "instance").resolve()
