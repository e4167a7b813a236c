"""What the stand-in says about a server: a sentence, and the public document behind it."""

from dataclasses import dataclass
from enum import StrEnum

# OpenAI's plugin pages of 2023 are no longer online; their titles are how copies are found.
GETTING_STARTED = "OpenAI plugin docs: getting started"
AUTHENTICATION = "OpenAI plugin docs: authentication"
PRODUCTION = "OpenAI plugin docs: production"
WEB_CLIENT = "ChatGPT web client of 2023"
OPENAI_MCP = "OpenAI plugins docs: authentication"
MCP_AUTH = "MCP authorization, revision 2025-11-25"
MCP_LIFECYCLE = "MCP lifecycle, revision 2025-11-25"
MCP_TOOLS = "MCP tools, revision 2025-11-25"
MCP_TRANSPORT = "MCP transports, revision 2025-11-25"
MCP_2026 = "MCP revision 2026-07-28"
GPT_ACTIONS = "OpenAI GPT Actions docs"
GPT_EDITOR = "GPT editor of ChatGPT"
FORUM = "OpenAI developer forum"


class Level(StrEnum):
    """How much a remark matters: only FAIL makes a run fail."""

    INFO = "info"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Remark:
    """One sentence about a server, its source, and ChatGPT's own words for it where known."""

    level: Level
    sentence: str
    source: str
    host_words: str = ""


def info(sentence: str, source: str) -> Remark:
    return Remark(Level.INFO, sentence, source)


def warn(sentence: str, source: str, host_words: str = "") -> Remark:
    return Remark(Level.WARN, sentence, source, host_words)


def fail(sentence: str, source: str, host_words: str = "") -> Remark:
    """A fault that the run can live with; one that it cannot live with is raised as Failure."""
    return Remark(Level.FAIL, sentence, source, host_words)


class Failure(Exception):  # noqa: N818 - a finding about the server, not an error of ours
    """The step cannot go on, and what needs its result cannot either."""

    def __init__(self, sentence: str, source: str, host_words: str = "") -> None:
        super().__init__(sentence)
        self.remark = fail(sentence, source, host_words)


class Skipped(Exception):  # noqa: N818 - an outcome, not an error
    """The step has nothing to look at here; the text says why."""
