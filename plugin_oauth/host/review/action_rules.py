"""Group G: the OpenAPI document of a GPT, and what is typed into ChatGPT's editor beside it."""

import re
from collections.abc import Iterator
from functools import partial

from plugin_oauth.host.editor import may_sign_in
from plugin_oauth.host.openapi import find_servers, first_server
from plugin_oauth.host.review.action_files import (
    answered_file_faults,
    answers_files,
    file_parameter_faults,
    file_response_faults,
)
from plugin_oauth.host.review.api_access import find_api
from plugin_oauth.host.review.oauth_endpoints import find_action_endpoints
from plugin_oauth.host.review.operations import PlacedOperation, find_operations
from plugin_oauth.host.review.rules import Fault, Group, Level
from plugin_oauth.host.review.sources import (
    ACTIONS_FILES,
    ACTIONS_PRODUCTION,
    GPT_EDITOR,
    IMPORTER,
    OURS,
)
from plugin_oauth.host.review.subject import NotChecked, Part, Subject, find_url
from plugin_oauth.host.urls import Url, is_within

G = Group("G", "GPT Actions", "GPT Actions")

_MOST_OPERATIONS = 30
_CONSEQUENTIAL = "x-openai-isConsequential"
_PAYMENT = re.compile(
    r"pay|purchase|checkout|charge|transfer|refund|subscri|\bbuy|\border\b", re.IGNORECASE
)


@G.rule(
    "001",
    Level.ERROR,
    "the document is OpenAPI 3.1.0 or 3.1.1",
    source=f"{IMPORTER}, August 2026",
    fix='Export the document as "openapi": "3.1.0".',
    how="The member is compared with both.",
)
def check_version(subject: Subject) -> Iterator[Fault]:
    spec = _spec(subject)
    version = spec.text("openapi")
    if version not in {"3.1.0", "3.1.1"}:
        yield Fault(
            f"the document is OpenAPI {version}; the editor takes 3.1 only",
            spec.at("openapi"),
            host_words="('openapi',): Input should be '3.1.1' or '3.1.0'",
        )


@G.rule(
    "002",
    Level.ERROR,
    "at most 30 operations",
    source=IMPORTER,
    fix="Leave operations out that no conversation needs, or make two action sets of two domains.",
    how="Operations are counted.",
)
def check_count(subject: Subject) -> Iterator[Fault]:
    spec = _spec(subject)
    count = len(find_operations(spec))
    if count > _MOST_OPERATIONS:
        yield Fault(
            f"the document has {count} operations",
            spec.at("paths"),
            host_words=f"OpenAPI spec can have a maximum of {_MOST_OPERATIONS} operations",
        )


@G.rule(
    "003",
    Level.ERROR,
    "people sign in at the API's domain, or at Google, Microsoft or Adobe",
    source=ACTIONS_PRODUCTION,
    fix="Serve both OAuth endpoints from the API's own domain.",
    how="Both URLs, of the settings or else of the document's OAuth scheme, are compared with the "
    "first server by their last two labels.",
    public_only=True,
)
def check_oauth_domain(subject: Subject) -> Iterator[Fault]:
    spec = _spec(subject)
    server = _find_server(spec)
    endpoints = list(find_action_endpoints(subject))
    if server is None or not endpoints:
        raise NotChecked("neither the document nor --gpt-settings has OAuth URLs and a server")
    for endpoint in endpoints:
        if not may_sign_in(endpoint.url, server):
            sentence = f"the {endpoint.name} is on {endpoint.url.host}, the API on {server.host}"
            yield Fault(sentence, endpoint.where)


@G.rule(
    "004",
    Level.WARNING,
    "every operation that writes says whether it is consequential",
    source=ACTIONS_PRODUCTION,
    fix=f"Write {_CONSEQUENTIAL}: true to be asked each time, false to offer Always Allow.",
    how=f"{_CONSEQUENTIAL} must be true or false, and present on all operations but GET.",
)
def check_consequential(subject: Subject) -> Iterator[Fault]:
    for operation in find_operations(_spec(subject)):
        value = operation.value.get(_CONSEQUENTIAL)
        where = operation.at(_CONSEQUENTIAL)
        if value is None and operation.method != "get":
            yield Fault(f"{operation.name} does not say whether it is consequential", where)
        elif value is not None and not isinstance(value, bool):
            yield Fault(f"{_CONSEQUENTIAL} of {operation.name} is not true or false", where)


@G.rule(
    "005",
    Level.WARNING,
    "what deletes or pays is consequential",
    source=OURS,
    fix=f"Write {_CONSEQUENTIAL}: true, so that a person is asked each time.",
    how="DELETE, and writing operations whose names speak of payment, are looked for with false.",
)
def check_dangerous(subject: Subject) -> Iterator[Fault]:
    for operation in find_operations(_spec(subject)):
        if operation.value.get(_CONSEQUENTIAL) is False and _is_dangerous(operation):
            sentence = f"{operation.name} can be allowed for ever, though it deletes or pays"
            yield Fault(sentence, operation.at(_CONSEQUENTIAL))


@G.rule(
    "006",
    Level.ERROR,
    "a public GPT has a privacy policy, by https",
    source=GPT_EDITOR,
    fix="Publish a privacy policy and type its URL into the editor.",
    how="privacy_policy_url of --gpt-settings is looked at.",
)
def check_privacy_policy(subject: Subject) -> Iterator[Fault]:
    settings = _settings(subject)
    url = find_url(settings.text("privacy_policy_url"))
    if url is None or url.scheme != "https":
        yield Fault(
            "privacy_policy_url is missing or not an https URL",
            settings.at("privacy_policy_url"),
            host_words="Public actions require valid privacy policy URLs",
        )


@G.rule(
    "007",
    Level.ERROR,
    "openaiFileIdRefs is a described array in the body of a POST",
    source=ACTIONS_FILES,
    fix="Declare openaiFileIdRefs as an array of strings, described, in a POST body.",
    how="The name is looked for in the parameters and bodies of all operations.",
)
def check_file_parameters(subject: Subject) -> Iterator[Fault]:
    for operation in find_operations(_spec(subject)):
        yield from file_parameter_faults(operation)


@G.rule(
    "008",
    Level.ERROR,
    "openaiFileResponse is an array of at most 10 files, none an image or video",
    source=ACTIONS_FILES,
    fix="Return at most 10 files of 10 MB each; serve URLs with Content-Type and "
    "Content-Disposition.",
    how="Schemas and examples of the answers are looked at; URLs of the examples on the API's own "
    "domain are fetched. Operations that only read are called, and the files they answer fetched.",
)
def check_file_responses(subject: Subject) -> Iterator[Fault]:
    spec = _spec(subject)
    server = _find_server(spec)
    web = subject.fetcher if server and subject.may_fetch(server) else None
    operations = find_operations(spec)
    for operation in operations:
        yield from file_response_faults(operation, web, partial(_is_at, server))
    waiting = {operation.name for operation in operations if answers_files(operation)}
    try:
        answers = find_api(subject).answers
    except NotChecked:
        if waiting:
            raise
        return
    for call, answer in answers:
        waiting.discard(call.name)
        yield from answered_file_faults(call, answer, subject.web, subject.may_fetch)
    if waiting:
        raise NotChecked(f"not called, though files are declared: {', '.join(sorted(waiting))}")


@G.rule(
    "009",
    Level.ERROR,
    "no two action sets have the same domain",
    source=GPT_EDITOR,
    fix="Put the operations of one domain into one action set.",
    how="other_domains of --gpt-settings is compared with the first server and with itself.",
)
def check_duplicate_domains(subject: Subject) -> Iterator[Fault]:
    settings, server = _settings(subject), _find_server(_spec(subject))
    seen = {server.host} if server else set()
    others = settings.document.get("other_domains", [])
    for index, domain in enumerate(others):
        if domain.lower() in seen:
            yield Fault(
                f"two action sets have the domain {domain}",
                settings.at("other_domains", index),
                host_words="Action sets cannot have duplicate domains - "
                f"{domain} already exists on another action",
            )
        seen.add(domain.lower())


def _spec(subject: Subject) -> Part:
    spec = subject.spec
    if not subject.is_action:
        raise NotChecked(
            "the OpenAPI document is a plugin's; for a GPT give its document of OpenAPI 3.1, "
            "or --gpt-settings"
        )
    return spec


def _settings(subject: Subject) -> Part:
    if subject.settings is None:
        raise NotChecked("this is typed into ChatGPT's editor: tell it by --gpt-settings")
    return subject.settings


def _find_server(spec: Part) -> Url | None:
    """Return what a GPT calls; of a document in a file only if it says so itself."""
    if spec.url:
        return first_server(spec.document, spec.url)
    nowhere = Url("", "", "", 0, "", "")
    return next(find_servers(spec.document, nowhere), None)


def _is_at(server: Url | None, url: Url) -> bool:
    return server is not None and is_within(url.host, server.host)


def _is_dangerous(operation: PlacedOperation) -> bool:
    words = f"{operation.name} {operation.route} {operation.text('summary')}"
    return operation.method == "delete" or (
        operation.method != "get" and bool(_PAYMENT.search(words))
    )
