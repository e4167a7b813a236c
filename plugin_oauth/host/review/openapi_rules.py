"""Group O: the OpenAPI document, for plugins and for GPT Actions."""

import re
from collections.abc import Iterator

from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.operations import (
    Placed,
    find_json_schema,
    find_operations,
    find_parameters,
    find_responses,
    find_schemas,
)
from plugin_oauth.host.review.rules import Fault, Group, Level, fault
from plugin_oauth.host.review.sources import (
    ACTIONS_PRODUCTION,
    CAPTURED_PROMPTS,
    GETTING_STARTED,
    IMPORTER,
    INTRODUCTION,
)
from plugin_oauth.host.review.subject import Subject

O = Group("O", "OpenAPI document", "plugins of 2023 and GPT Actions")  # noqa: E741 - its letter


_FEW_OPERATIONS = 2


@O.rule(
    "001",
    Level.ERROR,
    "the document is OpenAPI 3",
    source=GETTING_STARTED,
    fix="Serve an OpenAPI 3 document as JSON or YAML where api.url says, without a redirect.",
    how="The document is fetched or read, and parsed as JSON, then as YAML without its extras.",
)
def check_found(subject: Subject) -> Iterator[Fault]:
    try:
        subject.load("spec")
    except Failure as failure:
        yield fault(failure, subject.root)


@O.rule(
    "002",
    Level.ERROR,
    "every operation has an operationId of its own",
    source=IMPORTER,
    fix="Give each operation a name of letters, digits and underscores that no other has.",
    how="Names are collected over all paths and compared; the model calls operations by them.",
)
def check_operation_ids(subject: Subject) -> Iterator[Fault]:
    seen: set[object] = set()
    for operation in find_operations(subject.spec):
        name, where = operation.value.get("operationId"), operation.at("operationId")
        if not isinstance(name, str) or not name:
            yield Fault(
                f"{operation.method.upper()} {operation.route} has no operationId",
                where,
                host_words=f"In path {operation.route}, method {operation.method} is missing "
                "operationId; skipping",
            )
        elif name in seen:
            yield Fault(f"operationId {name!r} is used twice", where)
        elif not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
            yield Fault(f"operationId {name!r} is no identifier: the model cannot call it", where)
        seen.add(name if isinstance(name, str) else "")


@O.rule(
    "003",
    Level.ERROR,
    "components.schemas is an object",
    source=IMPORTER,
    fix='Write "components": {"schemas": {}}, even if it stays empty.',
    how="The member is looked at; ChatGPT's importer gave the whole document up without it.",
)
def check_components(subject: Subject) -> Iterator[Fault]:
    components = subject.spec.document.get("components")
    if not isinstance(components, dict) or not isinstance(components.get("schemas"), dict):
        yield Fault(
            "components.schemas is missing or not an object",
            subject.spec.at("components", "schemas"),
            host_words="In components section, schemas subsection is not an object",
        )


@O.rule(
    "006",
    Level.ERROR,
    "object schemas have properties",
    source=IMPORTER,
    fix="List the properties; for an object of any shape, give it an empty properties.",
    how="All schemas are walked. A plugin's document gets a warning, a GPT's is refused.",
    lesser=Level.WARNING,
)
def check_object_schemas(subject: Subject) -> Iterator[Fault]:
    level = Level.ERROR if subject.is_action else Level.WARNING
    for schema in find_schemas(subject.spec):
        if _is_object(schema) and not _has_object(schema, "properties"):
            yield Fault(
                "an object schema has no properties",
                schema.at(),
                level,
                host_words="object schema missing properties",
            )


@O.rule(
    "007",
    Level.WARNING,
    "no header or cookie parameters",
    source=f"{ACTIONS_PRODUCTION}; {IMPORTER}",
    fix="Take the value as a query parameter or in the body; the host does not send the header.",
    how="The place of each parameter is looked at.",
)
def check_parameter_places(subject: Subject) -> Iterator[Fault]:
    for operation in find_operations(subject.spec):
        for parameter in find_parameters(operation):
            name, place = parameter.text("name"), parameter.text("in")
            if place in {"header", "cookie"}:
                yield Fault(
                    f"{name!r} of {operation.name} is a {place} parameter, which hosts ignore",
                    parameter.at("in"),
                    host_words=f"parameter {name} has location {place}; ignoring",
                )


@O.rule(
    "008",
    Level.ERROR,
    "one security scheme; public operations say security: []",
    source=f"{IMPORTER}; {ACTIONS_PRODUCTION}",
    fix='Keep one scheme, and write "security": [] where no sign-in is needed.',
    how="Schemes are counted, and alternatives that allow calls without a token are looked for. "
    "A GPT's document is refused; a plugin's manifest says how to sign in, so there it is a note.",
    lesser=Level.INFO,
)
def check_security(subject: Subject) -> Iterator[Fault]:
    level = Level.ERROR if subject.is_action else Level.INFO
    whole = Placed(subject.spec, (), subject.spec.document)
    schemes = whole.member("components").member("securitySchemes")
    if len(schemes.value) > 1:
        yield Fault(
            f"there are {len(schemes.value)} security schemes: {', '.join(schemes.value)}",
            schemes.at(),
            level,
            host_words="Found multiple security schemes, only 1 is supported",
        )
    for operation in find_operations(subject.spec):
        security = operation.value.get("security")
        if isinstance(security, list) and {} in security:
            sentence = f"{operation.name} is public in a way that hosts do not read: {{}}"
            yield Fault(sentence, operation.at("security"), level)


@O.rule(
    "009",
    Level.INFO,
    "every operation has a JSON answer with a schema",
    source=CAPTURED_PROMPTS,
    fix="Describe the answer of 200 by a schema: some hosts show its members to the model.",
    how="The answers with a status of 2xx are looked at; 204 needs none.",
)
def check_answers(subject: Subject) -> Iterator[Fault]:
    for operation in find_operations(subject.spec):
        good = [answer for answer in find_responses(operation) if answer.path[-1][:1] == "2"]
        empty = any(answer.path[-1] == "204" for answer in good)
        if not empty and not any(find_json_schema(answer) for answer in good):
            sentence = f"{operation.name} has no JSON answer with a schema"
            yield Fault(sentence, operation.at("responses"))


@O.rule(
    "011",
    Level.INFO,
    "a first plugin has one or two operations",
    source=INTRODUCTION,
    fix="Nothing, if the model picks the right one: try it with the prompts of real users.",
    how="Operations are counted.",
)
def check_count(subject: Subject) -> Iterator[Fault]:
    count = len(find_operations(subject.spec))
    if count > _FEW_OPERATIONS:
        sentence = f"there are {count} operations; one or two were suggested for a first plugin"
        yield Fault(sentence, subject.spec.at("paths"))


def _is_object(schema: Placed) -> bool:
    kind = schema.value.get("type")
    return kind == "object" or (isinstance(kind, list) and "object" in kind)


def _has_object(schema: Placed, name: str) -> bool:
    return isinstance(schema.value.get(name), dict)
