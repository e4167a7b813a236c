"""The OpenAPI documents of the operation table: 3.1.0 for GPT Actions, 3.0.3 for plugins.

Parameters stand inline, the server's address is absolute and every operation declares its errors,
because importers in the field stumble over the other spellings.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from plugin_oauth import __version__
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.schemas import ProblemSchema
from plugin_oauth.plugin.security_schemes import Dialect, security, security_schemes

PROBLEMS = {
    400: "The request cannot be read: its text is not UTF-8, or its body not JSON.",
    401: "There is no credential, or it is not valid, or not any more.",
    403: "The credential lacks the scope.",
    404: "There is no such thing, or it is not this person's.",
    413: "The request is larger than 64 KiB.",
    415: "The body is not JSON.",
    422: "An argument is wrong; errors names each one.",
    429: "Too many calls just now. Try again after the seconds in Retry-After.",
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
            "x-privacy-policy-url": f"{config['BASE_URL']}/privacy",  # the GPT editor asks for it
            "contact": {"email": config["CONTACT_EMAIL"]},
        },
        servers=[{"url": config["BASE_URL"]}],
    )
    schemes = security_schemes(plugin, config, dialect)
    for name, scheme in schemes.items():
        spec.components.security_scheme(name, scheme)
    for operation in plugin.operations:
        described = _describe(operation) | {"security": security(operation, schemes)}
        spec.path(operation.path, operations={operation.method.lower(): described})
    return {"openapi": dialect} | spec.to_dict()


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
    statuses = {400, 413, 422, 429, 503}
    statuses |= set() if operation.is_public else {401, 403}
    statuses |= {404} if operation.path_names else set()
    statuses |= {415} if operation.method != "GET" else set()
    result = {
        "description": HTTPStatus(operation.status).phrase,
        "content": _json(operation.result),
    }
    refusals = {
        str(status): {
            "description": PROBLEMS[status],
            "content": {"application/problem+json": {"schema": ProblemSchema}},
        }
        for status in sorted(statuses)
    }
    return {str(operation.status): result} | refusals


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
