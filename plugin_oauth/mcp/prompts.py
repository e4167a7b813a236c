"""Prompts (MCP "Server features, Prompts"): sentences that a person may choose to say.

an unknown prompt, or arguments that are no object of texts    -32602
"""

from plugin_oauth.mcp.jsonrpc import INVALID_PARAMS, RpcError
from plugin_oauth.mcp.methods import HOUR, Call, Keep, Method, Result
from plugin_oauth.mcp.server import Prompt


def list_prompts(call: Call) -> Result:
    return {"prompts": [prompt.definition() for prompt in call.server.prompts]}


def get_prompt(call: Call) -> Result:
    """Return the messages of a prompt; raises RpcError."""
    params = call.message.params
    prompt = find_prompt(call, params.get("name"))
    arguments = params.get("arguments", {})
    is_texts = isinstance(arguments, dict) and all(isinstance(v, str) for v in arguments.values())
    if not is_texts:
        raise RpcError(INVALID_PARAMS, "The arguments of a prompt must be an object of texts.")
    return prompt.get(arguments)


def find_prompt(call: Call, name: object) -> Prompt:
    for prompt in call.server.prompts:
        if prompt.name == name:
            return prompt
    raise RpcError(INVALID_PARAMS, "There is no prompt of this name. See prompts/list.")


PROMPT_METHODS = {
    "prompts/list": Method(list_prompts, Keep(HOUR, "public"), is_constant=True),
    "prompts/get": Method(get_prompt),
}
