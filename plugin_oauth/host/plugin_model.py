"""The kinds of host the stand-in plays, as data: what each sends, asks, and puts up with.

Limits: OpenAI plugin docs, production and getting started; GPT Actions docs, production. The user
agents are captured ones, but for Claude's.
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


@dataclass(frozen=True)
class McpModel(PluginModel):
    """A host that starts from the URL of an MCP server and learns the rest from it.

    `versions` are the revisions it speaks, the one it tries first at first. `registrations` are the
    ways it makes itself known, in its order; `auth_methods` how it may then prove itself. `program`
    is what it calls itself to the server.
    """

    client_name: str = "ChatGPT"
    program: str = "openai-mcp"
    versions: tuple[str, ...] = ("2025-11-25",)
    registrations: tuple[str, ...] = ("dynamic",)
    auth_methods: tuple[str, ...] = ("none",)
    checks_issuer: bool = False
    is_native: bool = False


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

_CALLBACK_OF_ONE = "https://chatgpt.com/connector/oauth/{plugin_id}"

MCP_2025_11 = McpModel(
    name="mcp-2025-11",
    title="ChatGPT connector of November 2025",
    callbacks=(_CALLBACK_OF_ONE,),
    user_agent="openai-mcp/1.0.0",
    id_form="{hex}",
    state_prefix="oauth_s_",
)
# Which callback is used depends on whether the authorization server names itself in each callback.
MCP_2026 = replace(
    MCP_2025_11,
    name="mcp-2026",
    title="ChatGPT app of 2026",
    callbacks=("https://chatgpt.com/connector_platform_oauth_redirect", _CALLBACK_OF_ONE),
    versions=("2026-07-28", "2025-11-25"),
    registrations=("document", "dynamic"),
    auth_methods=("private_key_jwt", "none"),
    checks_issuer=True,
)
PACKAGE = replace(MCP_2026, name="package", title="directory that a plugin package is sent to")
# A native program: it waits for the callback at a port of its own, another one each time.
CLAUDE = McpModel(
    name="claude",
    title="native program like Claude",
    callbacks=("http://localhost:{port}/callback", "http://127.0.0.1:{port}/callback"),
    user_agent="plugin-oauth stand-in for Claude",
    client_name="Claude",
    program="claude",
    registrations=("document", "dynamic"),
    is_native=True,
)
