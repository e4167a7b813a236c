"""The kinds of host the stand-in plays, as data: what each sends, asks, and puts up with.

Limits: OpenAI plugin docs, production and getting started; GPT Actions docs, production. The user
agents are captured ones.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class PluginModel:
    """One kind of host.

    Times are seconds. A callback may hold `{plugin_id}`, where the host puts the id it gave the
    plugin; `id_prefix` is what such an id begins with. `answer_characters` is the length an API
    answer must stay below.
    """

    name: str
    title: str
    callbacks: tuple[str, ...]
    user_agent: str
    id_prefix: str = "plugin-"
    document_seconds: float = 15
    call_seconds: float = 45
    answer_characters: int = 100_000
    state_prefix: str = ""
    checks_state: bool = True

    @property
    def callback(self) -> str:
        """The callback of a sign-in, where the host has not several."""
        return self.callbacks[0]


@dataclass(frozen=True)
class ManifestModel(PluginModel):
    """A host that starts from a manifest, and wants its verification token in it."""

    manifest_path: str = "/.well-known/ai-plugin.json"
    verification_service: str = "openai"


# State had to come back from about the middle of August 2023 on.
PLUGIN = ManifestModel(
    name="plugin-2023-09",
    title="ChatGPT plugin host of September 2023",
    callbacks=("https://chat.openai.com/aip/{plugin_id}/oauth/callback",),
    user_agent="Python/3.9 aiohttp/3.8.5",
)
PLUGIN_2023_06 = replace(
    PLUGIN,
    name="plugin-2023-06",
    title="ChatGPT plugin host of June 2023",
    checks_state=False,
)
