"""The OpenAPI documents of the operation table: 3.1.0 for GPT Actions, 3.0.3 for plugins.

Parameters stand inline, the server's address is absolute and every operation declares its errors,
because importers in the field stumble over the other spellings.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from plugin_oauth import __version__
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.schemas import ProblemSchema

Dialect = Literal["3.1.0", "3.0.3"]

PROBLEMS = {
    400: "The request cannot be read: its text is not UTF-8, or its body not JSON.",
    401: "There is no access token, or it is not valid any more.",
    403: "The access token lacks the scope.",
    404: "There is no such thing, or it is not this person's.",
    413: "The request is larger than 64 KiB.",
    415: "The body is not JSON.",
    422: "An argument is wrong; errors names each one.",
    503: "The database is away. Try again after the seconds in Retry-After.",
}


def build_openapi(plugin: Plugin, config: Mapping[str, Any], dialect: Dialect) -> dict[str, Any]:
    """Return the OpenAPI document that describes the plugin at BASE_URL."""
    spec = APISpec(
        title=config["NAME_FOR_HUMAN"],
        version=__version__,
        openapi_version=dialect,
        plugins=[MarshmallowPlugin()],
        info={
            "description": plugin.description_for_model,
            "termsOfService": f"{config['BASE_URL']}/terms",
            "contact": {"email": config["CONTACT_EMAIL"]},
        },
        servers=[{"url": config["BASE_URL"]}],
    )
    if config["PLUGIN_AUTH"] == "oauth":
        spec.components.security_scheme("oauth2", _oauth2(plugin, config["BASE_URL"]))
        if dialect == "3.0.3":
            spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    for operation in plugin.operations:
        described = _describe(operation) | {"security": _security(operation, dialect)}
        spec.path(operation.path, operations={operation.method.lower(): described})
    return {"openapi": dialect} | spec.to_dict()


def _oauth2(plugin: Plugin, base_url: str) -> dict[str, Any]:
    scopes = dict.fromkeys(scope for row in plugin.operations for scope in row.scopes)
    flow = {
        "authorizationUrl": f"{base_url}/authorize",
        "tokenUrl": f"{base_url}/token",
        "refreshUrl": f"{base_url}/token",
        "scopes": {scope.name: scope.sentence for scope in scopes},
    }
    return {"type": "oauth2", "flows": {"authorizationCode": flow}}


def _security(operation: Operation, dialect: Dialect) -> list[dict[str, list[str]]]:
    """The GPT editor takes one scheme only; many readers of 3.0 know no OAuth, but a bearer."""
    if operation.is_public:
        return []
    oauth2 = {"oauth2": list(operation.scope_names)}
    return [oauth2] if dialect == "3.1.0" else [oauth2, {"bearer": []}]


def _describe(operation: Operation) -> dict[str, Any]:
    sent = operation.sent_arguments()
    has_body = operation.method != "GET" and bool(sent.fields)
    parameters = [{"in": "path", "schema": operation.path_arguments()}]
    if operation.method == "GET":
        parameters.append({"in": "query", "schema": sent})
    body = {"requestBody": {"required": True, "content": _json(sent)}} if has_body else {}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "x-openai-isConsequential": operation.consequential,
        "x-example-prompts": list(operation.examples),
        "parameters": parameters,
        **body,
        "responses": _responses(operation),
    }


def _responses(operation: Operation) -> dict[str, Any]:
    statuses = {400, 413, 422, 503}
    statuses |= set() if operation.is_public else {401, 403}
    statuses |= {404} if operation.path_names else set()
    statuses |= {415} if operation.method != "GET" else set()
    result = {
        "description": HTTPStatus(operation.status).phrase,
        "content": _json(operation.result()),
    }
    refusals = {
        str(status): {
            "description": PROBLEMS[status],
            "content": {"application/problem+json": {"schema": ProblemSchema()}},
        }
        for status in sorted(statuses)
    }
    return {str(operation.status): result} | refusals


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
