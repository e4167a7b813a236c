"""Cases of a GPT's actions (G): the document, what was typed into the editor, files in answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from werkzeug.wrappers import Request, Response

from plugin_oauth.host.review.inputs import find_subject
from plugin_oauth.host.review.subject import Subject
from tests.host.fake_plugin import FakePlugin, Fault, answer_json, serve
from tests.host.faults import GONE, instead
from tests.host.review.case import ELSEWHERE, FOR_EVERYBODY, SPEC_PATH, TEXT, Case, spec
from tests.host.review.documents import OPERATION, Change, gpt_document, having

CONSEQUENTIAL = "x-openai-isConsequential"
FILES = {"type": "array", "description": "Files", "items": {"type": "string"}}
PNG = {"name": "a.png", "mime_type": "image/png", "content": ""}


def typed(rule: str, level: str, words: str, name: str, value: object) -> Case:
    """Return a case of a GPT with one of its settings changed."""
    return Case(rule, level, words, lambda: gpt_document(settings=having(name, value=value)))


def adding(method: str, **members: object) -> Change:
    """Return a change that adds an operation named addItem to the document."""
    made = {"operationId": "addItem", "x-openai-isConsequential": True, **members}
    return having("paths", "/things", value={method: made})


def added(rule: str, level: str, words: str, method: str, **members: object) -> Case:
    """Return a case of a GPT's document with that operation."""
    return Case(rule, level, words, lambda: gpt_document(spec=adding(method, **members)))


def body(**files: object) -> dict[str, object]:
    """Return a request body or an answer whose JSON may have files."""
    names = {"in": "openaiFileIdRefs", "out": "openaiFileResponse"}
    properties = {names[way]: schema for way, schema in files.items()}
    schema = {"type": "object", "properties": properties}
    return {"description": "Files", "content": {"application/json": {"schema": schema}}}


def answering(schema: object) -> dict[str, object]:
    return {"200": body(out=schema)}


@dataclass(frozen=True)
class ActionCase(Case):
    """A GPT's document whose one operation is for everybody, and what it answers."""

    @contextmanager
    def open(self) -> Iterator[Subject]:
        with serve(FakePlugin()) as plugin:
            plugin.openapi_version = "3.1.0"
            plugin.faults = self.faults or {}
            yield find_subject(f"{plugin.origin}{SPEC_PATH}")


def answering_files(words: str, files: object, file: Fault | None = None) -> Case:
    """Return a case of G008: files in an answer; those at /file are answered by the fault."""

    def answer(request: Request, _: Response) -> Response:
        at = [f"{request.host_url}file"] if file else files
        return answer_json({"openaiFileResponse": at})

    faults = {SPEC_PATH: FOR_EVERYBODY, "/api/things": answer}
    return ActionCase("G008", "error", words, faults=faults | ({"/file": file} if file else {}))


def as_attachment(content: bytes, kind: str) -> Fault:
    """Answer with a file to be kept."""
    headers = {"content-disposition": 'attachment; filename="a"'}
    return lambda _request, _answer: Response(content, headers=headers, mimetype=kind)


GPT_CASES: list[Case] = [
    spec("G001", "error", "OpenAPI 3.1.2", "openapi", value="3.1.2"),
    spec("G001", "error", "OpenAPI 3.0.3", "openapi", value="3.0.3"),
    spec(
        "G002", "error", "31 operations", "paths", value={f"/{n}": {"get": {}} for n in range(31)}
    ),
    typed("G003", "error", "authorization URL is on else", "authorization_url", f"{ELSEWHERE}/a"),
    typed("G003", "error", "token URL is on elsewhere", "token_url", f"{ELSEWHERE}/token"),
    added("G004", "warning", "does not say", "post", **{CONSEQUENTIAL: None}),
    spec("G004", "warning", "is not true or false", *OPERATION, CONSEQUENTIAL, value="no"),
    added("G005", "warning", "addItem can be allowed", "delete", **{CONSEQUENTIAL: False}),
    added("G005", "warning", "addItem", "post", summary="Pay now", **{CONSEQUENTIAL: False}),
    typed("G006", "error", "missing", "privacy_policy_url", GONE),
    typed("G006", "error", "not an https URL", "privacy_policy_url", "http://shop.example/"),
    added("G007", "error", "by POST only", "put", requestBody=body(**{"in": FILES})),
    added("G007", "error", "not an array", "post", requestBody=body(**{"in": FILES | TEXT})),
    added("G007", "error", "not described", "post", requestBody=body(**{"in": {"type": "array"}})),
    added("G007", "error", "is a parameter", "post", parameters=[{"name": "openaiFileIdRefs"}]),
    added("G008", "error", "not an array", "get", responses=answering(FILES | TEXT)),
    added("G008", "error", "11 files", "get", responses=answering(FILES | {"example": [""] * 11})),
    added("G008", "error", "is image/png", "get", responses=answering(FILES | {"example": [PNG]})),
    answering_files("is 'a.csv', not an array", "a.csv"),
    answering_files("11 files", [""] * 11),
    answering_files("a file is image/png", [PNG]),
    answering_files("has no content-disposition", None, instead("a,b", 200, "text/csv")),
    answering_files("is video/mp4", None, as_attachment(b"a", "video/mp4")),
    answering_files("10,000,001 bytes", None, as_attachment(b"a" * 10_000_001, "text/csv")),
    typed("G009", "error", "two action sets", "other_domains", ["shop.example"]),
    typed("G009", "error", "two action sets", "other_domains", ["maps.example", "MAPS.example"]),
]

KEPT_ACTION = answering_files("", None, as_attachment(b"a,b", "text/csv"))
