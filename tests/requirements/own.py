"""What ChatGPT's hosts send, and what this project promises on its own account."""

from tests.requirements.manifest import Document

PLUGIN_HOST = Document(
    "OpenAI, Plugin authentication (2023)",
    "plugin-host",
    "by its copies: the page is gone",
    {
        "manifest-endpoints": "The manifest's auth block names the endpoints that answer.",
        "auth-forms": "Each of the four auth types is complete, from the manifest to the request.",
        "state": "The callback gets the state of the authorization URL, none if there was none.",
        "no-pkce": "A client made for a plugin or an action may do without PKCE.",
        "json-token-request": (
            "The token request of a plugin's client may be a JSON object of strings."
        ),
        "form-token-request": "The token request of a plugin's client may be a form.",
        "token-answer": (
            "The answer has access_token, token_type bearer, expires_in and refresh_token."
        ),
        "refresh": "A plugin's client refreshes as it redeems.",
        "verification-token": "A verification token shows in the manifest under the host's name.",
    },
    anchor=None,
)

ACTION_HOST = Document(
    "OpenAI, GPT Action authentication",
    "action-host",
    "https://platform.openai.com/docs/actions/authentication",
    {
        "callbacks": (
            "An action comes back on either of its two hosts, its secret in body or header."
        ),
    },
    anchor=None,
)

IDEMPOTENCY_KEY = Document(
    "draft-ietf-httpapi-idempotency-key-header-07",
    "idempotency-key",
    "https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07",
    {
        "2.1-string": "The header is a string of structured fields; what is none is refused.",
        "2.3-expiry": "A key counts for a published time and is purged after it.",
        "2.6-retry": "A retry gets the result of the completed operation.",
        "2.6-concurrent": (
            "Of concurrent tries one acts; the others wait for its end and get its result, where "
            "the draft has a conflict reported."
        ),
        "2.7-other-payload": "A key that comes with another payload is refused with 422.",
    },
)

ACTION_IMPORT = Document(
    "OpenAI, GPT Actions: production; messages of the GPT editor's importer",
    "action",
    "https://platform.openai.com/docs/actions/production",
    {
        "operations": "A document has at most 30 operations, each with an operationId.",
        "texts": "Summaries and descriptions have at most 300 characters, parameters' 700.",
        "schemas": "components.schemas is an object, and object schemas have properties.",
        "one-scheme": "There is one security scheme, and a public operation needs none.",
        "no-header-parameters": "No parameter travels in a header.",
        "consequential": "Every operation says whether it is consequential.",
        "characters": "Requests and answers have fewer than 100,000 characters.",
        "timeout": "An answer comes within the time that a host waits.",
    },
    anchor=None,
)

OPEN_GRAPH = Document(
    "The Open Graph protocol",
    "ogp",
    "https://ogp.me/",
    {
        "basic": "A page has og:title, og:type, og:image and og:url, each once.",
        "image": "The image has the type, the size and the words that its properties say.",
    },
    anchor=None,
)

PACKAGE_HOST = Document(
    "OpenAI, Submit plugins (2026); Agent Plugins 1.0.0",
    "package",
    "https://developers.openai.com/plugins/deploy/submission",
    {
        "manifest": "plugin.json has the portable members, and OpenAI's under their own name.",
        "server": "mcp.json names one server, over streamable HTTP, at the public address.",
        "review-cases": "Five cases call a tool that exists, three call none.",
        "refusals": "What the portal refuses is named before anything is written.",
        "domain-challenge": "The domain's token is served exactly, as plain text.",
    },
    anchor=None,
)

COPILOT_HOST = Document(
    "Microsoft, Plugin manifest schema 2.4 for Microsoft 365 Copilot",
    "copilot",
    "https://learn.microsoft.com/microsoft-365-copilot/extensibility/api-plugin-manifest-2.4",
    {"manifest": "The manifest is valid by Microsoft's schema for each way of authentication."},
    anchor=None,
)

CONSUMERS = Document(
    "Programs that others wrote",
    "",
    "the program itself, in the version of `requirements-consumers.txt` or `tests/node/`",
    {
        "manifest-readers": "LangChain and LlamaIndex load the plugin by its manifest.",
        "openapi-generated-client": (
            "A client that openapi-python-client generates makes every call of either document."
        ),
        "mcp-typescript-clients": (
            "The MCP TypeScript SDKs, 1.x and 2.x, register, sign in, call, refresh and step up."
        ),
        "mcp-remote": "mcp-remote registers, signs in, lists, calls and refreshes.",
        "openapi-lint": "Redocly finds no error in either document.",
    },
    anchor=None,
)

OWN_PROMISES = Document(
    "This project's own promises",
    "",
    "this project's own promise",
    {
        "deployment-every-host": (
            "Behind TLS and a public name, the app has nothing that the stand-in remarks on."
        ),
        "deployment-client-document": (
            "There, a client is known by a document on the public internet, and by no other."
        ),
        "deployment-every-rule": "There, the linter finds nothing above information.",
        "admin-scope": "Administration is granted by administrators, to clients registered for it.",
        "consent-remembered": (
            "A confidential client that was allowed all of a scope need not ask for it again."
        ),
        "refresh-idempotent": (
            "Within the grace the refresh token just rotated gets the same answer again."
        ),
        "share-link": "A share link shows its one item for its time, and does nothing else.",
        "private-address": "A private address tells a stranger nothing, not even that it is one.",
        "e2e-masked": "No secret of a run is in any document that the stand-in writes of it.",
        "e2e-weaknesses": "Each failure drill names the weakness that it is made for.",
        "broken-plugins": (
            "For every rule of level error and for every failure drill there is a broken plugin "
            "that the linter or the stand-in names by it."
        ),
        "e2e-drills": "Our app passes every failure drill of every host that the stand-in plays.",
        "e2e-inside": (
            "Around a public plugin, the stand-in and the linter connect to public addresses only."
        ),
        "robust-bad-bytes": "NUL and bytes that are not UTF-8 get a 4xx on every database.",
        "robust-basic": "A malformed Authorization header gets a 401.",
        "robust-json": "JSON that is no flat object of strings gets a 400.",
        "robust-size": "A body over 64 KiB gets a 413, a query over 16 KiB a 400.",
    },
    anchor=None,
)
