"""A conversation: what ChatGPT tells a plugin about it in the headers of every API call."""

import secrets
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class Conversation:
    """One conversation of one user: at one place (ISO 3166-2 code), or with one GPT."""

    conversation_id: str
    ephemeral_user_id: str
    subdivision: str = ""
    gpt_id: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What every call carries, as captured; the content type came with GET too.

        The place was captured from the plugin host only, the GPT's id exists for Actions only.
        """
        more = {
            "openai-subdivision-1-iso-code": self.subdivision,
            "openai-gpt-id": self.gpt_id,
        }
        return {
            "accept": "*/*",
            "accept-encoding": "gzip, deflate",
            "accept-language": "en-US,en;q=0.9",
            "content-type": "application/json",
            "openai-conversation-id": self.conversation_id,
            "openai-ephemeral-user-id": self.ephemeral_user_id,
            **make_trace(),
            **{name: value for name, value in more.items() if value},
        }


def begin_conversation(*, subdivision: str = "", gpt_id: str = "") -> Conversation:
    """Return a new conversation.

    The user id is new too: ChatGPT's changed about daily, so no plugin may know people by it.
    """
    return Conversation(str(uuid.uuid4()), str(uuid.uuid4()), subdivision, gpt_id)


def make_trace() -> dict[str, str]:
    """Return the headers of a new trace (W3C Trace Context, and Datadog's own) as captured."""
    trace, parent = secrets.randbits(127) + 1, secrets.randbits(63) + 1
    return {
        "traceparent": f"00-{trace:032x}-{parent:016x}-00",
        "tracestate": f"dd=p:{parent:016x};s:0;t.tid:{trace >> 64:016x}",
        "x-datadog-trace-id": str(trace & (2**64 - 1)),
        "x-datadog-parent-id": str(parent),
        "x-datadog-sampling-priority": "0",
        "x-datadog-tags": f"_dd.p.tid={trace >> 64:016x}",
    }
