"""plugin-oauth package: files that other hosts want uploaded, made from the operation table."""

import sys
from pathlib import Path

import click
from flask import current_app

from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.errors import BAD_INPUT
from plugin_oauth.documents import as_json
from plugin_oauth.plugin.copilot import build_copilot_manifest
from plugin_oauth.plugin.definition import current_plugin
from plugin_oauth.plugin.package.archive import build_archive
from plugin_oauth.plugin.package.manifests import (
    Submission,
    build_mcp_manifest,
    build_package_manifest,
)
from plugin_oauth.plugin.package.portal import find_refusals


@click.group()
def package() -> None:
    """Files for hosts that want an upload: the plugin package, Copilot's manifest."""


@package.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--demo-recording-url", default="", help="Where a reviewer can watch it at work.")
@click.option("--release-notes", default="", help="What is new in this version.")
@click.option("--draft", is_flag=True, help="Write it although the portal would refuse it.")
@in_app
def build(out: Path, draft: bool, **submission: str) -> None:
    """Write the ZIP that OpenAI's portal takes: plugin.json, mcp.json, the logo.

    Whatever the portal would refuse is said, and nothing is written (exit status 2).

    \b
    Examples:
      plugin-oauth package build --out plugin.zip --release-notes "First version." \\
        --demo-recording-url https://plugin.example.com/demo.mp4
      plugin-oauth package build --out plugin.zip --draft
    """
    plugin, config = current_plugin(), current_app.config
    manifest = build_package_manifest(plugin, config, Submission(**submission))
    refusals = find_refusals(plugin, manifest)
    for sentence in refusals:
        click.echo(f"plugin-oauth: {sentence}", err=True)
    if refusals and not draft:
        sys.exit(BAD_INPUT)
    documents = {
        "plugin.json": as_json(manifest),
        "mcp.json": as_json(build_mcp_manifest(config)),
    }
    out.write_bytes(build_archive(documents))
    count = len(manifest["extensions"]["com.openai"]["review"]["test_cases"]["positive"])
    click.echo(f"Wrote {out}: {manifest['name']} {manifest['version']}, {count} review cases.")


@package.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--reference-id", default="", help="The credential's name in Copilot's vault.")
@in_app
def copilot(out: Path, reference_id: str) -> None:
    """Write the plugin manifest for Microsoft 365 Copilot, schema 2.4.

    \b
    Example:
      plugin-oauth package copilot --out ai-plugin.json --reference-id 0123456-abcdef
    """
    manifest = build_copilot_manifest(current_plugin(), current_app.config, reference_id)
    out.write_bytes(as_json(manifest))
    click.echo(f"Wrote {out}: {len(manifest['functions'])} functions.")
