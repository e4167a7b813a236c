"""The kinds of host the stand-in plays, as data: what each sends, asks, and puts up with.

Limits: OpenAI plugin docs, production and getting started; GPT Actions docs, production. The user
agents are captured ones.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class PluginModel:
    """One kind of host.

    Times are seconds. A callback may hold `{plugin_id}`, where the host puts the id it gave the
    plugin, written as `id_form` says. `answer_characters` is the length an API answer must stay
    below.
    """

    name: str
    title: str
    callbacks: tuple[str, ...]
    user_agent: str
    id_form: str = "plugin-{uuid}"
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


@dataclass(frozen=True)
class ActionModel(PluginModel):
    """A GPT with Actions: no manifest, an OpenAPI document and a form in the GPT editor.

    Both callbacks are registered: which one is used depends on where the person came from.
    """

    most_operations: int = 30
    operation_characters: int = 300
    parameter_characters: int = 700


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

ACTION = ActionModel(
    name="action",
    title="GPT with Actions",
    callbacks=(
        "https://chatgpt.com/aip/{plugin_id}/oauth/callback",
        "https://chat.openai.com/aip/{plugin_id}/oauth/callback",
    ),
    user_agent=(
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; "
        "+https://openai.com/bot"
    ),
    id_form="g-{hex}",
)
