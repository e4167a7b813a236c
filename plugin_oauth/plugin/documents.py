"""The OpenAPI documents at their addresses, as JSON and as YAML."""

from functools import lru_cache
from typing import Any

import yaml
from flask import Flask

from plugin_oauth.documents import Document, as_json
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.host_limits import check_document
from plugin_oauth.plugin.openapi import build_openapi

# The settings that the documents tell; they have nothing else of the app.
TOLD = ("NAME_FOR_HUMAN", "CONTACT_EMAIL", "BASE_URL", "PLUGIN_AUTH", "PLUGIN_AUTH_SCHEME")


# The dumper in C writes the same in a quarter of the time; PyYAML may have been built without it.
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def as_yaml(data: Any) -> bytes:
    """Return the data as YAML, in the order it was built."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, encoding="utf-8")


def add_openapi_documents(app: Flask, plugin: Plugin) -> None:
    """Serve both dialects, each as JSON and as YAML (RFC 9512 names its media type)."""
    told = tuple((name, app.config[name]) for name in TOLD)
    for path, document in _make_documents(plugin, told).items():
        app.add_url_rule(path, endpoint=path.removeprefix("/"), view_func=document.answer)


# To make them is most of the start of an app; one process may start several.
@lru_cache(maxsize=8)
def _make_documents(plugin: Plugin, told: tuple[tuple[str, Any], ...]) -> dict[str, Document]:
    newest = build_openapi(plugin, dict(told), "3.1.0")
    plugins = build_openapi(plugin, dict(told), "3.0.3")
    documents = {
        "/openapi.json": Document(as_json(newest), "application/json"),
        "/openapi.yaml": Document(as_yaml(newest), "application/yaml"),
        "/openapi-3.0.json": Document(as_json(plugins), "application/json"),
        "/openapi-3.0.yaml": Document(as_yaml(plugins), "application/yaml"),
    }
    for path, document in documents.items():
        check_document(path, document.body)
    return documents
