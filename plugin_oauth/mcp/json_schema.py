"""JSON Schema 2020-12 of a marshmallow schema, by the converter that writes the OpenAPI documents.

OpenAPI 3.1 speaks that dialect. Nested schemas stand inline: some hosts follow no reference.
"""

from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema


@cache  # each era describes every tool
def json_schema(schema: Schema) -> dict[str, Any]:
    """Return the schema of the object that `schema` loads or dumps."""
    spec = APISpec(title="", version="", openapi_version="3.1.0")
    converter = OpenAPIConverter("3.1.0", schema_name_resolver=lambda _schema: "", spec=spec)
    described: dict[str, Any] = converter.schema2jsonschema(schema)  # type: ignore[no-untyped-call]  # apispec's
    return {"type": "object", "properties": {}} | described
