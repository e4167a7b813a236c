"""LangChain loads the plugin by its manifest and calls one GET of it: BASE_URL, PATH, TOKEN."""

import json
import sys

from langchain_community.tools.plugin import AIPluginTool
from langchain_community.tools.requests.tool import RequestsGetTool
from langchain_community.utilities.requests import TextRequestsWrapper

base_url, path, token = sys.argv[1:]
plugin = AIPluginTool.from_plugin_url(f"{base_url}/.well-known/ai-plugin.json")
wrapper = TextRequestsWrapper(headers={"Authorization": f"Bearer {token}"})
get = RequestsGetTool(requests_wrapper=wrapper, allow_dangerous_requests=True)
answer = json.loads(get.run(base_url + path))
json.dump({"name": plugin.name, "prompt": plugin.run(""), "answer": answer}, sys.stdout)
