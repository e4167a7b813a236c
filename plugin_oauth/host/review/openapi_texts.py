"""Group O: what the model reads of an OpenAPI document, by its length and whether it is there."""

from collections.abc import Iterator

from plugin_oauth.host.review.openapi_rules import O
from plugin_oauth.host.review.operations import find_operations, find_parameters
from plugin_oauth.host.review.rules import Fault, Level
from plugin_oauth.host.review.sources import (
    ACTIONS_GETTING_STARTED,
    ACTIONS_PRODUCTION,
    GETTING_STARTED,
)
from plugin_oauth.host.review.subject import Profile, Subject

# Characters of an operation's and of a parameter's text, by profile.
OPERATION_TEXT = {Profile.STRICT_2023: 200, Profile.CURRENT: 300}
PARAMETER_TEXT = {Profile.STRICT_2023: 200, Profile.CURRENT: 700}


@O.rule(
    "004",
    Level.ERROR,
    "every operation is described, in at most 300 characters (strict-2023: 200)",
    source=f"{ACTIONS_PRODUCTION}; {GETTING_STARTED}",
    fix="Say in one or two sentences what the operation does and when to use it.",
    how="summary and description are counted in characters; having neither is a warning.",
    lesser=Level.WARNING,
)
def check_operation_texts(subject: Subject) -> Iterator[Fault]:
    most = OPERATION_TEXT[subject.profile]
    for operation in find_operations(subject.spec):
        texts = {name: operation.text(name) for name in ("summary", "description")}
        if not any(texts.values()):
            yield Fault(f"{operation.name} is not described", operation.at(), Level.WARNING)
        for name, text in texts.items():
            if len(text) > most:
                sentence = f"the {name} of {operation.name} has {_count(text)}, {most} are allowed"
                yield Fault(sentence, operation.at(name))


@O.rule(
    "005",
    Level.ERROR,
    "every parameter is described, in at most 700 characters (strict-2023: 200)",
    source=f"{ACTIONS_PRODUCTION}; {GETTING_STARTED}",
    fix="Say in a sentence what the parameter means and which values it takes.",
    how="Descriptions are counted in characters; having none is a warning.",
    lesser=Level.WARNING,
)
def check_parameter_texts(subject: Subject) -> Iterator[Fault]:
    most = PARAMETER_TEXT[subject.profile]
    for operation in find_operations(subject.spec):
        for parameter in find_parameters(operation):
            name, text = parameter.text("name"), parameter.text("description")
            if not text:
                sentence = f"{name!r} of {operation.name} is not described"
                yield Fault(sentence, parameter.at(), Level.WARNING)
            elif len(text) > most:
                sentence = f"{name!r} of {operation.name} has {_count(text)}, {most} are allowed"
                yield Fault(sentence, parameter.at("description"))


@O.rule(
    "010",
    Level.WARNING,
    "info.description is present",
    source=ACTIONS_GETTING_STARTED,
    fix="Say in a sentence what the API is for: the model reads it first.",
    how="The member is looked at.",
)
def check_info(subject: Subject) -> Iterator[Fault]:
    info = subject.spec.block("info")
    if not isinstance(info.get("description"), str) or not info["description"].strip():
        yield Fault("info.description is missing", subject.spec.at("info", "description"))


def _count(text: str) -> str:
    return f"{len(text):,} characters"
