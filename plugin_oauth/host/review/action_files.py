"""Files of GPT Actions: openaiFileIdRefs going in, openaiFileResponse coming out."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from plugin_oauth.host.documents import read_json, show
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.api import ApiCall
from plugin_oauth.host.review.operations import (
    Placed,
    PlacedOperation,
    find_json_schema,
    find_parameters,
    find_responses,
)
from plugin_oauth.host.review.rules import Fault
from plugin_oauth.host.review.subject import Where, find_url
from plugin_oauth.host.review.web import Web
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer

# Whether a URL may be fetched.
MayFetch = Callable[[Url], bool]

FILES_IN = "openaiFileIdRefs"
FILES_OUT = "openaiFileResponse"

_MOST_FILES = 10
_MOST_BYTES = 10_000_000
_NEEDED_HEADERS = ("content-type", "content-disposition")
_REFUSED_TYPE = re.compile(r"(image|video)/", re.IGNORECASE)


def file_parameter_faults(operation: PlacedOperation) -> Iterator[Fault]:
    """Yield what is wrong with the declaration of files that are sent to the operation."""
    for parameter in find_parameters(operation):
        if parameter.text("name") == FILES_IN:
            sentence = f"{FILES_IN} of {operation.name} is a parameter, not in a body"
            yield Fault(sentence, parameter.at())
    declared = _property(find_json_schema(operation.member("requestBody")), FILES_IN)
    if declared is None:
        return
    if operation.method != "post":
        sentence = f"{operation.name} is {operation.method.upper()}: files are sent by POST only"
        yield Fault(sentence, declared.at())
    if declared.value.get("type") != "array":
        yield Fault(f"{FILES_IN} of {operation.name} is not an array", declared.at("type"))
    if not declared.text("description"):
        yield Fault(f"{FILES_IN} of {operation.name} is not described", declared.at())


def file_response_faults(
    operation: PlacedOperation, web: Web | None, may_fetch: MayFetch
) -> Iterator[Fault]:
    """Yield what is wrong with files that the operation answers, in schemas and examples."""
    for declared, schema, answer in _declared(operation):
        if declared.value.get("type") != "array":
            yield Fault(f"{FILES_OUT} of {operation.name} is not an array", declared.at("type"))
        for example in (declared.value.get("example"), _example(schema, answer)):
            if isinstance(example, list):
                yield from _faults_of_files(example, declared.at(), web, may_fetch)


def answers_files(operation: PlacedOperation) -> bool:
    """Whether the document says so."""
    return any(True for _ in _declared(operation))


def answered_file_faults(
    call: ApiCall, answer: Answer, web: Web, may_fetch: MayFetch
) -> Iterator[Fault]:
    """Yield what is wrong with the files that a call was really answered with."""
    document = read_json(answer.text)
    files = document.get(FILES_OUT) if isinstance(document, dict) else None
    if files is None:
        return
    if not isinstance(files, list):
        yield Fault(f"{FILES_OUT} of {call.name} is {show(files)}, not an array", call.where)
        return
    yield from _faults_of_files(files, call.where, web, may_fetch)


def _declared(operation: PlacedOperation) -> Iterator[tuple[Placed, Placed, Placed]]:
    """Yield the schema of the files, the one around it, and the answer that has both."""
    for answer in find_responses(operation):
        schema = find_json_schema(answer)
        declared = _property(schema, FILES_OUT)
        if schema is not None and declared is not None:
            yield declared, schema, answer


def _faults_of_files(
    files: list[Any], where: Where, web: Web | None, may_fetch: MayFetch
) -> Iterator[Fault]:
    if len(files) > _MOST_FILES:
        yield Fault(f"there are {len(files)} files, {_MOST_FILES} are allowed", where)
    for file in files[:_MOST_FILES]:
        kind = file.get("mime_type") if isinstance(file, dict) else None
        if isinstance(kind, str) and _REFUSED_TYPE.match(kind):
            yield Fault(f"a file is {kind}, which ChatGPT does not take", where)
        url = find_url(file)
        if url and web and may_fetch(url):
            for complaint in _complain_of_file(web, url):
                yield Fault(f"{url.text} {complaint}", where)


def _complain_of_file(web: Web, url: Url) -> Iterator[str]:
    try:
        answer = web.get(url.text)
    except Failure as failure:
        yield f"cannot be fetched: {failure}"
        return
    for name in _NEEDED_HEADERS:
        if name not in answer.headers:
            yield f"has no {name}"
    if _REFUSED_TYPE.match(answer.media_type):
        yield f"is {answer.media_type}, which ChatGPT does not take"
    length = str(answer.headers.get("content-length", ""))
    if length.isdigit() and int(length) > _MOST_BYTES:
        yield f"has {int(length):,} bytes, 10 MB are allowed"


def _property(schema: Placed | None, name: str) -> Placed | None:
    if schema is None:
        return None
    properties = schema.member("properties")
    return properties.member(name) if name in properties.value else None


def _example(schema: Placed, answer: Placed) -> object:
    """Return the files of the example of a whole answer."""
    contents = answer.member("content").value.values()
    examples = [content.get("example") for content in contents if isinstance(content, dict)]
    whole = next(filter(None, [*examples, schema.value.get("example")]), None)
    return whole.get(FILES_OUT) if isinstance(whole, dict) else None
