"""The Model Context Protocol: what both eras share, and what each has of its own."""

from tests.requirements.manifest import Deferred, Document

JSON_RPC = Document(
    "JSON-RPC 2.0",
    "jsonrpc",
    "https://www.jsonrpc.org/specification",
    {
        "errors": "What is no message, no request, no method or no params has the code for it.",
    },
    anchor=None,
)

MCP = Document(
    "Model Context Protocol, in every version",
    "mcp",
    "https://modelcontextprotocol.io/specification/2026-07-28",
    {
        "transport-post-only": "Only POST is answered; everything else is 405 with Allow.",
        "transport-trailing-slash": "The address answers with and without a slash at its end.",
        "transport-origin": "A web page of a foreign origin is 403, whatever it sends.",
        "transport-host": "A foreign Host is refused.",
        "transport-cors": "Browsers may send the protocol's headers and read the challenge.",
        "transport-accept-lenient": "Whatever Accept says, the answer is JSON.",
        "transport-accepted": "A notification or a response is 202 without a body.",
        "transport-no-session": "No session is begun, and one that is named is ignored.",
        "transport-streams": Deferred(
            "The server may stream its answers.",
            "An answer here is one JSON object; nothing in it comes later.",
        ),
        "auth-challenge": (
            "Without a token the answer is 401 before the body is read, and leads to the metadata "
            "of this resource and to the scopes of everyday use."
        ),
        "auth-invalid-token": "A token that is not valid is 401 with invalid_token.",
        "auth-audience": "A token for another resource is not taken.",
        "auth-bound-token": "A token bound to a key needs its proof, and a proof counts once.",
        "auth-token-in-query": "A token in the query is no token.",
        "auth-step-up": "A missing scope is 403 with every scope to ask for.",
        "auth-mixed": "Where strangers may call, what needs sign-in says so to them.",
        "tools-list": "The tools come in a fixed order, with title, description and hints.",
        "tools-schemas": (
            "Schemas are JSON Schema 2020-12, and results are valid by them, in text too."
        ),
        "tools-argument-errors": "Wrong arguments are a result with isError, not an error.",
        "tools-unknown": "An unknown tool is an error of the protocol.",
        "conformance": (
            "The public conformance suite passes, but for what is not served and not advertised."
        ),
        "robust": "Whatever is sent is answered in the form of the protocol, and never by a 5xx.",
        "resources-list": "A person's own items are listed as resources.",
        "resources-templates": "Each kind of item has a template.",
        "resources-read": "An item is read by its address, in its media type.",
        "resources-not-found": "A resource that is not there is -32602 with its uri (2026-07-28).",
        "resources-scopes": "Resources need the scopes of the operations that show the same.",
        "resources-subscribe": Deferred(
            "A client subscribes to a resource.", "Nothing here is announced."
        ),
        "prompts-list": "Prompts come with a title, a description and their arguments.",
        "prompts-get": "A prompt is got with its arguments, or without.",
        "apps-resource": "The app surface is declared with a policy that allows nothing.",
        "apps-view": "Inside a host it shows a list and an item, in light and in dark.",
        "completion": "Arguments of prompts and templates are completed.",
    },
    anchor=None,
)

MCP_2025_11_25 = Document(
    "Model Context Protocol 2025-11-25 and before (the handshake)",
    "mcp-2025-11-25",
    "https://modelcontextprotocol.io/specification/2025-11-25",
    {
        "initialize": "The version the client names is taken if it is known, else the newest.",
        "version-header": "A version header that names an unknown version is 400.",
        "logging": Deferred("The server logs to its client.", "It keeps no connection open."),
    },
    anchor=None,
)

MCP_2026_07_28 = Document(
    "Model Context Protocol 2026-07-28 (stateless)",
    "mcp-2026-07-28",
    "https://modelcontextprotocol.io/specification/2026-07-28",
    {
        "discover": "server/discover says which versions are spoken and what is served.",
        "meta": "A request without version and capabilities in its _meta is refused.",
        "headers": "A header that does not say what the body says is refused.",
        "version": "To an unknown version the known ones are told.",
        "unknown-method": "A method that is unknown, or of the other era, is 404.",
        "result": "A result is complete, says whose it is, and how long it may be kept.",
        "fallback": "initialize never hears a code of this era.",
        "subscriptions": Deferred(
            "A client listens for changes.", "Nothing here is announced; the capability is absent."
        ),
    },
    anchor=None,
)
