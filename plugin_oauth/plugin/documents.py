"""Constant documents: made ready once when the app starts, served from memory with an ETag."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import yaml
from flask import Flask, Response, request

from plugin_oauth.plugin.openapi import build_openapi
from plugin_oauth.plugin.operations import OPERATIONS

FIVE_MINUTES = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes with their media type and how long others may keep them."""

    body: bytes
    media_type: str
    cache_control: str = FIVE_MINUTES

    def answer(self) -> Response:
        """Return the document, or 304 to whoever has it already (RFC 9110 section 13.1.2)."""
        response = Response(self.body, content_type=self.media_type)
        response.headers["Cache-Control"] = self.cache_control
        response.set_etag(sha256(self.body).hexdigest()[:32])
        response.make_conditional(request)
        return response


def as_json(data: Any) -> bytes:
    """Return the data as JSON for people to read too: indented, in the order it was built."""
    return json.dumps(data, indent=2).encode() + b"\n"


def as_yaml(data: Any) -> bytes:
    """Return the data as YAML, in the order it was built."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, encoding="utf-8")


def add_openapi_documents(app: Flask) -> None:
    """Serve both dialects, each as JSON and as YAML (RFC 9512 names its media type)."""
    newest = build_openapi(OPERATIONS, app.config, "3.1.0")
    plugins = build_openapi(OPERATIONS, app.config, "3.0.3")
    for path, document in {
        "/openapi.json": Document(as_json(newest), "application/json"),
        "/openapi.yaml": Document(as_yaml(newest), "application/yaml"),
        "/openapi-3.0.json": Document(as_json(plugins), "application/json"),
        "/openapi-3.0.yaml": Document(as_yaml(plugins), "application/yaml"),
    }.items():
        app.add_url_rule(path, endpoint=path.removeprefix("/"), view_func=document.answer)
