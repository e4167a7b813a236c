"""The OpenAPI documents at their addresses, as JSON and as YAML."""

from typing import Any

import yaml
from flask import Flask

from plugin_oauth.documents import Document, as_json
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.host_limits import check_document
from plugin_oauth.plugin.openapi import build_openapi


def as_yaml(data: Any) -> bytes:
    """Return the data as YAML, in the order it was built."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, encoding="utf-8")


def add_openapi_documents(app: Flask, plugin: Plugin) -> None:
    """Serve both dialects, each as JSON and as YAML (RFC 9512 names its media type)."""
    newest = build_openapi(plugin, app.config, "3.1.0")
    plugins = build_openapi(plugin, app.config, "3.0.3")
    for path, document in {
        "/openapi.json": Document(as_json(newest), "application/json"),
        "/openapi.yaml": Document(as_yaml(newest), "application/yaml"),
        "/openapi-3.0.json": Document(as_json(plugins), "application/json"),
        "/openapi-3.0.yaml": Document(as_yaml(plugins), "application/yaml"),
    }.items():
        check_document(path, document.body)
        app.add_url_rule(path, endpoint=path.removeprefix("/"), view_func=document.answer)
