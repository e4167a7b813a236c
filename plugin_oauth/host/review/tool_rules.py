"""Group T: the tools of an MCP server, as its list tells of them to models and hosts."""

import re
from collections import Counter
from collections.abc import Iterator

from plugin_oauth.host.documents import show
from plugin_oauth.host.review.policy_rules import PRAISE, STEERING
from plugin_oauth.host.review.rules import Fault, Group, Level
from plugin_oauth.host.review.sources import (
    GUIDELINES,
    MCP_REFERENCE,
    MCP_SERVER,
    SUBMISSION_ERRORS,
)
from plugin_oauth.host.review.subject import NotChecked, Subject, Where
from plugin_oauth.host.review.tool_list import block, named_tools, tool_place

T = Group("T", "tools of an MCP server", "MCP servers")

_HINTS = ("readOnlyHint", "destructiveHint", "openWorldHint")
_PRAISING = re.compile(r"best|official|pick_?me", re.IGNORECASE)
_VERBS = {"search", "fetch", "find", "list", "get", "create", "add", "update", "delete", "send"}
_LONGEST_STATUS = 64
_INSTRUCTIONS_SEEN = 512
_COMPARISONS = tuple(row for row in PRAISE if row[0] == "compares")


@T.rule(
    "001",
    Level.ERROR,
    "every tool says whether it reads, destroys and reaches out",
    source=f"{GUIDELINES}; {SUBMISSION_ERRORS}",
    fix="Write readOnlyHint, destructiveHint and openWorldHint as true or false.",
    how="The annotations of every tool are looked at; a missing hint means the worst to a host.",
)
def check_hints(subject: Subject) -> Iterator[Fault]:
    for tool, name in named_tools(subject):
        annotations = block(tool, "annotations")
        for hint in _HINTS:
            if not isinstance(annotations.get(hint), bool):
                sentence = f"{hint} of {name} is {show(annotations.get(hint))}, not true or false"
                yield Fault(sentence, tool_place(subject, name, "annotations", hint))


@T.rule(
    "004",
    Level.WARNING,
    "a tool's name is its own, says what it does, and praises nothing",
    source=GUIDELINES,
    fix="Name a tool by what it does, like list_items.",
    how="Names are compared; a single word counts as saying what it does if it is a known verb.",
)
def check_names(subject: Subject) -> Iterator[Fault]:
    counted = Counter(name for _, name in named_tools(subject))
    for name, times in counted.items():
        if times > 1:
            yield Fault(f"there are {times} tools named {name}", tool_place(subject, name))
        if _PRAISING.search(name):
            yield Fault(f"the name {name} praises the tool", tool_place(subject, name))
        words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)
        if len(words) < 2 and name.lower() not in _VERBS:  # noqa: PLR2004 - a verb and its object
            yield Fault(
                f"the name {show(name)} does not say what the tool does", tool_place(subject, name)
            )


@T.rule(
    "005",
    Level.ERROR,
    "a tool is described, without comparison or steering",
    source=GUIDELINES,
    fix="Say what the tool does and when it helps; leave the choice to the model.",
    how="Short patterns are looked for in every description, those of C001 among them.",
)
def check_descriptions(subject: Subject) -> Iterator[Fault]:
    for tool, name in named_tools(subject):
        text = tool.get("description")
        where = tool_place(subject, name, "description")
        if not isinstance(text, str) or not text.strip():
            yield Fault(f"{name} has no description", where)
            continue
        for what, pattern in (*STEERING, *_COMPARISONS):
            found = pattern.search(text)
            if found:
                yield Fault(f"the description of {name} {what}: {show(found[0])}", where)


@T.rule(
    "006",
    Level.ERROR,
    "what is shown while a tool runs has at most 64 characters",
    source=MCP_REFERENCE,
    fix="Shorten the text.",
    how="openai/toolInvocation/invoking and invoked in _meta are measured.",
)
def check_status_texts(subject: Subject) -> Iterator[Fault]:
    for tool, name in named_tools(subject):
        for member in ("openai/toolInvocation/invoking", "openai/toolInvocation/invoked"):
            text = block(tool, "_meta").get(member)
            if text is not None and (not isinstance(text, str) or len(text) > _LONGEST_STATUS):
                size = f"has {len(text):,} characters" if isinstance(text, str) else "is no text"
                where = tool_place(subject, name, "_meta", member)
                yield Fault(f"{member} of {name} {size}, {_LONGEST_STATUS} are allowed", where)


@T.rule(
    "012",
    Level.INFO,
    "the server's instructions begin with what stands alone",
    source=MCP_SERVER,
    fix="Put what matters into a first paragraph of at most 512 characters.",
    how="The first paragraph of instructions is measured.",
)
def check_instructions(subject: Subject) -> Iterator[Fault]:
    instructions = subject.server.about.get("instructions")
    if not instructions:
        raise NotChecked("the server gives no instructions")
    where = Where("MCP server", subject.server.url.text, "instructions")
    if not isinstance(instructions, str):
        yield Fault(f"instructions is {show(instructions)}, no text", where)
        return
    first = instructions.strip().partition("\n\n")[0]
    if len(first) > _INSTRUCTIONS_SEEN:
        sentence = f"the first paragraph has {len(first):,} characters; a host may read 512"
        yield Fault(sentence, where)
