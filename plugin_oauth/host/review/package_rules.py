"""Group P: the plugin package, as Agent Plugins 1.0.0 and OpenAI's submission portal want it."""

import re
from collections.abc import Iterator

from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.agent_plugins import SCHEMAS, address_faults, schema_faults
from plugin_oauth.host.review.listing import items, openai_block, texts
from plugin_oauth.host.review.package_files import content_faults, path_faults, size_faults
from plugin_oauth.host.review.package_looks import category_faults, color_faults, screenshot_faults
from plugin_oauth.host.review.package_tools import case_tool_faults, interface_faults
from plugin_oauth.host.review.packages import PLUGIN, SERVERS
from plugin_oauth.host.review.rules import Fault, Group, Level, fault
from plugin_oauth.host.review.sources import AGENT_PLUGINS, SUBMISSION, SUBMISSION_ERRORS
from plugin_oauth.host.review.subject import Kind, NotChecked, Subject, find_url

P = Group("P", "plugin package", "plugin packages")

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = r"(?:0|[1-9]\d*)"
_LABEL = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_LABEL})?(?:\+{_LABEL})?", re.ASCII)

_LONGEST_NAME = 64
_LONGEST_URL = 1_024
_LONGEST_DESCRIPTION = 1_024
# Characters of the entry, the number of a list's items and the characters of each.
_TEXTS = {
    "displayName": 30,
    "shortDescription": 30,
    "longDescription": 4_000,
    "developerName": 80,
}
_LISTS = {"capabilities": (20, 120), "defaultPrompt": (3, 128)}
_URLS = ("websiteURL", "supportURL", "privacyPolicyURL", "termsOfServiceURL")
_CASES = {"positive": 5, "negative": 3}


@P.rule(
    "001",
    Level.ERROR,
    "plugin.json and mcp.json are valid",
    source=AGENT_PLUGINS,
    fix="Write plugin.json at the root of the package with $schema, name and known members only.",
    how="Both are validated against the schemas that the specification publishes, and the URL of a "
    "server against its section 7.2.1.",
)
def check_documents(subject: Subject) -> Iterator[Fault]:
    if subject.kind is not Kind.PACKAGE:
        raise NotChecked("the input is no plugin package")
    for name in [PLUGIN] + ([SERVERS] if SERVERS in subject.loaders else []):
        try:
            part = subject.load(name)
        except Failure as failure:
            yield fault(failure, subject.root)
            continue
        yield from schema_faults(part, SCHEMAS[name])
        if name == SERVERS:
            yield from address_faults(part)


@P.rule(
    "002",
    Level.ERROR,
    "name is lower-case with single hyphens, version is semantic",
    source=SUBMISSION,
    fix='Write a name like "my-plugin" and a version like "1.0.0", each of at most 64 characters.',
    how="Both are matched with their forms.",
)
def check_name(subject: Subject) -> Iterator[Fault]:
    plugin = subject.plugin
    for member, form in (("name", _NAME), ("version", _VERSION)):
        text = plugin.text(member)
        if len(text) > _LONGEST_NAME:
            yield Fault(f"{member} has {len(text)} characters, 64 are allowed", plugin.at(member))
        elif not form.fullmatch(text):
            yield Fault(f"{member} {text[:_LONGEST_NAME]!r} has not its form", plugin.at(member))


@P.rule(
    "003",
    Level.ERROR,
    "the listing keeps its limits",
    source=SUBMISSION_ERRORS,
    fix="Shorten what is too long; write what is missing.",
    how="Characters and items are counted. Where OpenAI's pages name two limits, the tighter one "
    "counts: 1,024 characters of description.",
)
def check_listing(subject: Subject) -> Iterator[Fault]:
    plugin, listing = subject.plugin, openai_block(subject, "interface")
    description = plugin.text("description")
    if len(description) > _LONGEST_DESCRIPTION:
        sentence = f"description has {len(description):,} characters, 1,024 are allowed"
        yield Fault(sentence, plugin.at("description"))
    for name, most in _TEXTS.items():
        length = len(listing.text(name))
        if not 0 < length <= most:
            sentence = f"{name} has {length:,} characters, 1 to {most:,} are allowed"
            yield Fault(sentence, listing.at(name))
    for name, (many, most) in _LISTS.items():
        if len(items(listing, name)) > many:
            sentence = f"{name} has {len(items(listing, name))} items, {many} are allowed"
            yield Fault(sentence, listing.at(name))
        for text, where in texts(listing, name):
            if len(text) > most:
                yield Fault(f"{name} has {len(text):,} characters, {most} are allowed", where)
            elif name == "defaultPrompt" and re.search(r"(?:^|\s)@\w", text):
                yield Fault("a prompt mentions somebody by @", where)


@P.rule(
    "004",
    Level.ERROR,
    "website, support, privacy and terms have https URLs",
    source=SUBMISSION_ERRORS,
    fix="Give public https URLs without credentials, of at most 1,024 characters.",
    how="The four members are read as URLs; nothing is fetched.",
    public_only=True,
)
def check_urls(subject: Subject) -> Iterator[Fault]:
    listing = openai_block(subject, "interface")
    for name in _URLS:
        text = listing.text(name)
        url = find_url(text)
        if len(text) > _LONGEST_URL:
            yield Fault(f"{name} has {len(text):,} characters, 1,024 allowed", listing.at(name))
        elif url is None or url.scheme != "https":
            yield Fault(f"{name} is missing or not an https URL", listing.at(name))


@P.rule(
    "005",
    Level.ERROR,
    "five cases that call a tool, three that call none",
    source=f"{SUBMISSION_ERRORS}; {SUBMISSION}",
    fix="Write five positive cases, each with the tool it calls, and three negative ones.",
    how="The cases are counted and their members looked at; the tools they name are looked for in "
    "the list of the server that mcp.json connects, if it can be reached.",
)
def check_cases(subject: Subject) -> Iterator[Fault]:
    cases = openai_block(subject, "review").member("test_cases")
    for kind, many in _CASES.items():
        found = items(cases, kind)
        if len(found) != many:
            sentence = f"there are {len(found)} {kind} test cases, {many} are wanted"
            yield Fault(sentence, cases.at(kind))
        for index, case in enumerate(found[:many]):
            needed = ("prompt", "tools_triggered") if kind == "positive" else ("prompt",)
            for name in needed:
                if not isinstance(case, dict) or not case.get(name):
                    sentence = f"{name} of a {kind} test case is missing"
                    yield Fault(sentence, cases.at(kind, str(index), name))
    yield from case_tool_faults(subject, cases)


@P.rule(
    "006",
    Level.ERROR,
    "the package holds what it may, by plain paths, and no credentials",
    source=f"{SUBMISSION_ERRORS}; {SUBMISSION}",
    fix="Take out apps, hooks, links and secrets; use plain relative paths.",
    how="All paths and sizes are looked at, and the first megabytes searched for keys and tokens.",
)
def check_files(subject: Subject) -> Iterator[Fault]:
    if subject.package is None:
        raise NotChecked("the input is no plugin package")
    yield from size_faults(subject.package, subject.root)
    yield from path_faults(subject.package, subject.root)
    yield from content_faults(subject.package, subject.root)


@P.rule(
    "007",
    Level.ERROR,
    "category, colours and screenshots are as the directory shows them",
    source=SUBMISSION_ERRORS,
    fix="Choose one of the 13 categories, colours #RRGGBB that are seen on white and on #212121, "
    "and screenshots 706 pixels wide and 400 to 860 high.",
    how="The members are compared, contrast is computed, and images are measured in the package. "
    "Screenshots are for plugins with a user interface: the tools of the server that mcp.json "
    "connects are looked at, if it can be reached.",
)
def check_looks(subject: Subject) -> Iterator[Fault]:
    listing = openai_block(subject, "interface")
    yield from category_faults(listing)
    yield from color_faults(listing)
    if subject.package:
        yield from screenshot_faults(listing, subject.package)
        yield from interface_faults(subject, listing)
