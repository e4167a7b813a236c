"""A conversation: what ChatGPT tells a plugin about it in the headers of every API call."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class Conversation:
    """One conversation of one user at one place (ISO 3166-2 code)."""

    conversation_id: str
    ephemeral_user_id: str
    subdivision: str

    @property
    def headers(self) -> dict[str, str]:
        """What every call carries, as captured; the content type came with GET too."""
        return {
            "accept": "*/*",
            "accept-encoding": "gzip, deflate",
            "accept-language": "en-US,en;q=0.9",
            "content-type": "application/json",
            "openai-conversation-id": self.conversation_id,
            "openai-ephemeral-user-id": self.ephemeral_user_id,
            "openai-subdivision-1-iso-code": self.subdivision,
        }


def begin_conversation(subdivision: str) -> Conversation:
    """Return a new conversation.

    The user id is new too: ChatGPT's changed about daily, so no plugin may know people by it.
    """
    return Conversation(str(uuid.uuid4()), str(uuid.uuid4()), subdivision)
