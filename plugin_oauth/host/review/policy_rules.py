"""Group C: words that a reviewer would stumble over. A person decides; the linter only points.

Each pattern is a row: what it means, and the words. They are short on purpose, and no pattern can
take longer than its text is long.
"""

import re
from collections.abc import Iterable, Iterator

from plugin_oauth.host.review.rules import Fault, Group, Level
from plugin_oauth.host.review.sources import GETTING_STARTED, GUIDELINES
from plugin_oauth.host.review.subject import Subject
from plugin_oauth.host.review.texts import Said, find_texts

C = Group("C", "content policy", "all generations")


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_TOOL = r"(?:plugin|tool|app|connector|action)s?"

STEERING = (
    (
        "speaks of other plugins",
        _words(
            rf"\b(?:not|n't|never|avoid|instead of|rather than|before|over)\b[^.]{{0,40}}"
            rf"\b(?:other|another|any other)\s+{_TOOL}\b"
        ),
    ),
    (
        "asks to be preferred",
        _words(
            rf"\balways\s+(?:use|call|invoke|prefer|choose|recommend)\s+(?:this|our|us\b)"
            rf"|\bprefer\s+this\s+{_TOOL}|\buse\s+this\s+{_TOOL}\s+(?:instead|first)"
        ),
    ),
    (
        "sets a personality or exact replies",
        _words(
            r"\byou are (?:an?|the)\b|\bact as an?\b|\bpretend to be\b|\bpersona(?:lity)?\b"
            r"|\b(?:reply|respond|answer) (?:exactly|only) with\b"
        ),
    ),
    (
        "gives words that trigger it",
        _words(
            r"\btrigger (?:phrase|word)s?\b"
            r"|\b(?:when|whenever|if) the user (?:says|types|mentions)\b"
        ),
    ),
    (
        "hides something or overrules instructions",
        _words(
            r"\b(?:not|n't|never) (?:tell|reveal|mention|disclose)\b[^.]{0,40}"
            r"\b(?:user|person|instructions?|prompt)\b"
            r"|\bignore (?:all |any )?(?:previous|prior|other) instructions\b"
        ),
    ),
    (
        "has characters that nobody sees, or an encoded text",
        # Zero width, direction and tag characters; base64 that is too long for an identifier.
        re.compile(
            "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\U000e0000-\U000e007f]|[A-Za-z0-9+/]{120,}={0,2}"
        ),
    ),
)

PRAISE = (
    ("has a price", _words(r"[$€£]\s?\d|\b\d+ ?(?:usd|eur|dollars|euros)\b")),
    (
        "promotes",
        _words(r"\bfree trial\b|\bdiscounts?\b|\d ?% off\b|\blimited[- ]time\b|\bspecial offer\b"),
    ),
    (
        "compares",
        _words(rf"\bbest (?:\w+ )?{_TOOL}\b|\bbetter than\b|#1\b|\bnumber one\b|\btop[- ]rated\b"),
    ),
    ("says that it is official", _words(r"\bofficial\b")),
    (
        "claims an endorsement",
        _words(r"\b(?:endorsed|recommended|approved|certified|verified) by (?:openai|chatgpt)\b"),
    ),
)
SUFFIX = (("ends with a word for what it is", _words(r"\b(?:mcp|plugin)\s*$")),)

DIGITAL_SALES = (
    (
        "sells what is not a physical thing",
        _words(
            r"\b(?:buy|purchase|checkout|check out|pay for|subscribe to|upgrade to)\b[^.]{0,40}"
            r"\b(?:subscriptions?|memberships?|premium|pro plan|credits|gift cards?|e-?books?"
            r"|licen[cs]es?|downloads?|digital)\b"
        ),
    ),
)

Patterns = Iterable[tuple[str, re.Pattern[str]]]


@C.rule(
    "001",
    Level.ERROR,
    "no text steers the model",
    source=f"{GETTING_STARTED}; {GUIDELINES}",
    fix="Say what the plugin does and nothing about when to prefer it, how to speak, or others.",
    how="Texts for the model and the listing are searched for phrases; a person has to decide.",
)
def check_steering(subject: Subject) -> Iterator[Fault]:
    yield from _matches(find_texts(subject), STEERING)


@C.rule(
    "002",
    Level.ERROR,
    "the listing has no prices, promotion, comparison or endorsement",
    source=GUIDELINES,
    fix="Describe; leave praise and prices to your own pages.",
    how="Names and texts of the listing are searched for phrases, names for the suffixes MCP and "
    "Plugin.",
)
def check_listing(subject: Subject) -> Iterator[Fault]:
    texts = find_texts(subject)
    yield from _matches((said for said in texts if said.is_listing), PRAISE)
    yield from _matches((said for said in texts if said.is_name), SUFFIX)


@C.rule(
    "003",
    Level.ERROR,
    "nothing digital is sold",
    source=GUIDELINES,
    fix="Sell physical goods only, by a checkout on your own pages.",
    how="All texts are searched for verbs of buying beside subscriptions and digital goods.",
)
def check_sales(subject: Subject) -> Iterator[Fault]:
    yield from _matches(find_texts(subject), DIGITAL_SALES)


def _matches(texts: Iterable[Said], patterns: Patterns) -> Iterator[Fault]:
    for said in texts:
        for meaning, pattern in patterns:
            if found := pattern.search(said.text):
                yield Fault(f"the text {meaning}: {_shown(found[0])!r}", said.where)


def _shown(words: str) -> str:
    longest = 60
    return words if len(words) <= longest else f"{words[:longest]}..."
