"""The committed samples in docs/samples/: what an app with the default settings serves.

`python -m plugin_oauth.plugin.samples` writes them anew; a test compares them with the code.
"""

from collections.abc import Mapping
from pathlib import Path

from plugin_oauth.documents import as_json
from plugin_oauth.plugin.manifest import build_manifest
from plugin_oauth.plugin.openapi import build_openapi
from plugin_oauth.plugin.operations import PLUGIN
from plugin_oauth.settings import SETTINGS

FOLDER = Path(__file__).parents[2] / "docs" / "samples"


def build_samples() -> Mapping[str, bytes]:
    """Return each sample's content by the name of its file."""
    config = {setting.name: setting.default for setting in SETTINGS}
    return {
        "manifest.json": as_json(build_manifest(PLUGIN, config, {"openai": "verification-token"})),
        "openapi.json": as_json(build_openapi(PLUGIN, config, "3.1.0")),
        "openapi-3.0.json": as_json(build_openapi(PLUGIN, config, "3.0.3")),
    }


def main() -> None:
    for name, content in build_samples().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
