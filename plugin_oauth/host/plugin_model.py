"""The ChatGPT generations the stand-in plays, as data: what each needs from a server and sends.

So far one: the plugin of 2023.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class PluginModel:
    """One kind of host.

    Times are seconds. `callback` holds `{plugin_id}`; `answer_characters` is the length an API
    answer must stay below.
    """

    name: str
    title: str
    manifest_path: str
    callback: str
    verification_service: str
    user_agent: str
    document_seconds: float
    call_seconds: float
    answer_characters: int


# Limits: OpenAI plugin docs, production and getting started. The user agent is a captured one.
PLUGIN = PluginModel(
    name="plugin",
    title="ChatGPT plugin host of September 2023",
    manifest_path="/.well-known/ai-plugin.json",
    callback="https://chat.openai.com/aip/{plugin_id}/oauth/callback",
    verification_service="openai",
    user_agent="Python/3.9 aiohttp/3.8.5",
    document_seconds=15,
    call_seconds=45,
    answer_characters=100_000,
)
