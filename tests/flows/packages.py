"""Our app's own package, as `plugin-oauth package build` writes it."""

from pathlib import Path

from flask import Flask

from plugin_oauth.documents import as_json
from plugin_oauth.plugin.definition import current_plugin
from plugin_oauth.plugin.package.archive import build_archive
from plugin_oauth.plugin.package.manifests import (
    Submission,
    build_mcp_manifest,
    build_package_manifest,
)


def write_package(app: Flask, folder: Path, submission: Submission | None = None) -> Path:
    """Return where the ZIP is; without a submission it is a draft."""
    with app.app_context():
        documents = {
            "plugin.json": build_package_manifest(
                current_plugin(), app.config, submission or Submission()
            ),
            "mcp.json": build_mcp_manifest(app.config),
        }
    path = folder / "plugin.zip"
    path.write_bytes(build_archive({name: as_json(made) for name, made in documents.items()}))
    return path
