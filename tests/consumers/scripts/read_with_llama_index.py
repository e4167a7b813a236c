"""LlamaIndex loads the plugin by its manifest and reads its operations: BASE_URL.

It takes plugins without authentication only.
"""

import json
import sys

from llama_index.tools.chatgpt_plugin import ChatGPTPluginToolSpec

(base_url,) = sys.argv[1:]
spec = ChatGPTPluginToolSpec(manifest_url=f"{base_url}/.well-known/ai-plugin.json")
texts = [document.get_content() for document in spec.load_openapi_spec()]
json.dump({"plugin": spec.describe_plugin(), "documents": texts}, sys.stdout)
