"""Documents of a plugin that breaks no rule, and subjects made of changed copies of them."""

import copy
from collections.abc import Callable
from typing import Any

from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.packages import PLUGIN, SERVERS, Entry, Package
from plugin_oauth.host.review.subject import Kind, Loader, Part, Profile, Subject
from plugin_oauth.host.review.web import Web
from plugin_oauth.host.urls import read_url
from tests.host.fake_plugin import png
from tests.host.faults import GONE

Document = dict[str, Any]
Change = Callable[[Document], None]

ORIGIN = "https://shop.example"

MANIFEST: Document = {
    "schema_version": "v1",
    "name_for_model": "shop",
    "name_for_human": "Shop",
    "description_for_model": "Plugin for searching the shop's catalogue.",
    "description_for_human": "Search the catalogue.",
    "auth": {
        "type": "oauth",
        "client_url": f"{ORIGIN}/authorize",
        "scope": "",
        "authorization_url": f"{ORIGIN}/token",
        "authorization_content_type": "application/json",
        "verification_tokens": {"openai": "3f2504e04f8911d39a0c0305e82c3301"},
    },
    "api": {"type": "openapi", "url": f"{ORIGIN}/openapi.json"},
    "logo_url": f"{ORIGIN}/logo.png",
    "contact_email": "help@shop.example",
    "legal_info_url": f"{ORIGIN}/legal",
}

ITEM = {"type": "object", "properties": {"name": {"type": "string"}}}

SPEC: Document = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1", "description": "Searches the catalogue."},
    "servers": [{"url": ORIGIN}],
    "paths": {
        "/items": {
            "get": {
                "operationId": "listItems",
                "summary": "List items",
                "x-openai-isConsequential": False,
                "parameters": [
                    {
                        "name": "query",
                        "in": "query",
                        "description": "What to look for.",
                        "schema": {"type": "string"},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "array",
                                    "items": {"$ref": "#/components/schemas/Item"},
                                }
                            }
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {"Item": ITEM},
        "securitySchemes": {
            "oauth": {
                "type": "oauth2",
                "flows": {
                    "authorizationCode": {
                        "authorizationUrl": f"{ORIGIN}/authorize",
                        "tokenUrl": f"{ORIGIN}/token",
                        "scopes": {},
                    }
                },
            }
        },
    },
}

SETTINGS: Document = {
    "authorization_url": "https://login.shop.example/authorize",
    "token_url": f"{ORIGIN}/token",
    "privacy_policy_url": f"{ORIGIN}/privacy",
    "other_domains": ["maps.example"],
}

PLUGIN_JSON: Document = {
    "$schema": "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json",
    "name": "shop",
    "version": "1.0.0",
    "description": "Search the catalogue.",
    "author": {"name": "Shop", "email": "help@shop.example"},
    "extensions": {
        "com.openai": {
            "interface": {
                "displayName": "Shop",
                "shortDescription": "Search the catalogue",
                "longDescription": "Search the catalogue of the shop.",
                "developerName": "Shop",
                "category": "Other",
                "capabilities": ["Search"],
                "defaultPrompt": ["Find a chair"],
                "websiteURL": ORIGIN,
                "supportURL": f"{ORIGIN}/support",
                "privacyPolicyURL": f"{ORIGIN}/privacy",
                "termsOfServiceURL": f"{ORIGIN}/terms",
                "brandColor": "#0f6b63",
                "brandColorDark": "#9fe3d8",
                "screenshots": ["assets/one.png"],
            },
            "review": {
                "test_cases": {
                    "positive": [{"prompt": "Find a chair", "tools_triggered": "listItems"}] * 5,
                    "negative": [{"prompt": "What is the time?"}] * 3,
                }
            },
        }
    },
}
MCP_JSON: Document = {
    "$schema": "https://agent-plugins.org/schemas/1.0.0/mcp.schema.json",
    "mcpServers": {"shop": {"type": "streamable-http", "url": f"{ORIGIN}/mcp"}},
}
OPENAI = ("extensions", "com.openai")
INTERFACE = (*OPENAI, "interface")
TEST_CASES = (*OPENAI, "review", "test_cases")

OPERATION = ("paths", "/items", "get")
PARAMETER = (*OPERATION, "parameters", 0)


def having(*path: str | int, value: object) -> Change:
    """Return a change that sets one member, or takes it out when the value is GONE."""

    def change(document: Document) -> None:
        block: Any = document
        for step in path[:-1]:
            block = block[step]
        if value is GONE:
            del block[path[-1]]
        else:
            block[path[-1]] = value

    return change


def public_plugin(
    *,
    manifest: Change | None = None,
    spec: Change | None = None,
    profile: str = "current",
    at: str = ORIGIN,
) -> Subject:
    """Return a plugin at a public address, its documents changed; nothing is fetched."""
    loaders = {"manifest": _part("ai-plugin.json", MANIFEST, manifest)}
    loaders["spec"] = _part("openapi.json", SPEC, spec)
    return Subject(at, Kind.PLUGIN, loaders, url=read_url(at), profile=Profile(profile))


def gpt_document(*, spec: Change | None = None, settings: Change | None = None) -> Subject:
    """Return the OpenAPI document for a GPT, and what was typed into the editor."""
    loaders = {"spec": _part("openapi.json", SPEC, spec)}
    typed = _part("gpt.yaml", SETTINGS, settings)
    subject = Subject("openapi.json", Kind.OPENAPI, loaders, url=read_url(f"{ORIGIN}/openapi.json"))
    subject.settings = typed(subject)
    return subject


def plugin_package(
    *,
    plugin: Change | None = None,
    servers: Change | None = None,
    files: dict[str, bytes] | None = None,
    entries: tuple[Entry, ...] = (),
    packed: int = 0,
    fetcher: Web | None = None,
    account: Account | None = None,
) -> Subject:
    """Return a plugin package with its documents changed, and with more files or mere entries."""
    contents = {
        "plugin.json": b"",
        "mcp.json": b"",
        "assets/one.png": png(706, 400),
        **(files or {}),
    }
    found = tuple(Entry(path, len(content)) for path, content in contents.items())
    package = Package((*found, *entries), packed, lambda name: contents.get(name, b""))
    loaders = {
        PLUGIN: _part(PLUGIN, PLUGIN_JSON, plugin),
        SERVERS: _part(SERVERS, MCP_JSON, servers),
    }
    account = account or Account()
    return Subject("shop.zip", Kind.PACKAGE, loaders, fetcher, package=package, account=account)


def _part(name: str, document: Document, change: Change | None) -> Loader:
    document = copy.deepcopy(document)
    if change:
        change(document)
    url = read_url(f"{ORIGIN}/{name}")
    return lambda _: Part(name, url.text, document, url)
