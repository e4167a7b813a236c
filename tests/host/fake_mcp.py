"""A small MCP server with its authorization server, right in both eras; faults as on the plugin.

It checks what the specification has clients send: S256, `resource`, the assertion of a client that
its document names, and every header of a stateless request.
"""

import secrets
from collections.abc import Mapping
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.datastructures import Authorization
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from plugin_oauth.host import pkce
from plugin_oauth.host.target import Target
from tests.host.fake_plugin import FORM, ROUTES, USER, FakePlugin, answer_json, bearer

META = "io.modelcontextprotocol/"
ROOT_PRM = "/.well-known/oauth-protected-resource"
PRM = f"{ROOT_PRM}/mcp"


def signed_in(scope: str) -> dict[str, Any]:
    """Return what a tool says that needs this scope."""
    schemes = [{"type": "oauth2", "scopes": [scope]}]
    return {"securitySchemes": schemes, "_meta": {"securitySchemes": schemes}}


TOOLS: list[dict[str, Any]] = [
    {
        "name": "add_thing",
        "description": "Adds one.",
        "inputSchema": {"type": "object"},
        "annotations": {"readOnlyHint": False, "destructiveHint": False, "openWorldHint": False},
        **signed_in("things.write"),
    },
    {
        "name": "list_things",
        "description": "Lists them.",
        "inputSchema": {
            "type": "object",
            "required": ["sort"],
            "properties": {"sort": {"enum": ["new", "old"]}},
        },
        "outputSchema": {"type": "object"},
        "annotations": {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False},
        **signed_in("things.read"),
    },
]


class FakeMcp(FakePlugin):
    """`versions` are the revisions it speaks; `is_open` lets everybody in without a token."""

    def __init__(self) -> None:
        super().__init__()
        self.content_type = FORM
        self.versions = {"2026-07-28", "2025-11-25"}
        self.is_open = False
        self.has_sessions = False
        self.tools = TOOLS
        self.about: dict[str, Any] = {}
        self.resources: dict[str, dict[str, Any]] = {}
        self.results: dict[str, dict[str, Any]] = {}
        self.proof = ""
        self.has_root_metadata = False
        self.registered: dict[str, list[str]] = {}
        self.mcp_sessions: set[str] = set()

    @property
    def target(self) -> Target:
        """A person and nothing else: all the rest is found."""
        return Target(self.origin, username=USER[0], password=USER[1])

    @property
    def routes(self) -> Map:
        own = [
            Rule(PRM, endpoint="resource"),
            Rule(ROOT_PRM, endpoint="root_resource"),
            Rule("/.well-known/openai-apps-challenge", endpoint="domain_challenge"),
            Rule("/register", endpoint="register", methods=["POST"]),
            Rule("/register/<client_id>", endpoint="unregister", methods=["DELETE"]),
            Rule("/mcp", endpoint="mcp", methods=["POST", "DELETE"]),
        ]
        return Map([*(rule.empty() for rule in ROUTES.iter_rules()), *own])

    # The authorization server

    def resource(self, _: Request) -> Response:
        return answer_json(
            {
                "resource": f"{self.origin}/mcp",
                "authorization_servers": [self.origin],
                "scopes_supported": ["things.read", "things.write"],
            }
        )

    def metadata(self, _: Request) -> Response:
        return answer_json(
            {
                "issuer": self.origin,
                "authorization_endpoint": f"{self.origin}/authorize",
                "token_endpoint": f"{self.origin}/token",
                "revocation_endpoint": f"{self.origin}/revoke",
                "scopes_supported": ["things.read", "things.write"],
                "registration_endpoint": f"{self.origin}/register",
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
                "client_id_metadata_document_supported": True,
                "authorization_response_iss_parameter_supported": True,
            }
        )

    def root_resource(self, request: Request) -> Response:
        if not self.has_root_metadata:
            raise NotFound
        return self.resource(request)

    def domain_challenge(self, _: Request) -> Response:
        if not self.proof:
            raise NotFound
        return Response(self.proof, mimetype="text/plain")

    def register(self, request: Request) -> Response:
        asked, client_id = request.get_json(), secrets.token_hex(8)
        if not all(uri.startswith("http") for uri in asked["redirect_uris"]):
            return answer_json({"error": "invalid_redirect_uri"}, 400)
        self.registered[client_id] = asked["redirect_uris"]
        made = {
            "scope": "things.read things.write",
            **asked,
            "client_id": client_id,
            "registration_client_uri": f"{self.origin}/register/{client_id}",
            "registration_access_token": "a-registration-token",
        }
        return answer_json(made, 201)

    def unregister(self, request: Request, client_id: str) -> Response:
        if bearer(request) != "a-registration-token":
            return answer_json({}, 401)
        del self.registered[client_id]
        return Response(status=204)

    def authorize(self, request: Request) -> Response:
        self.more_in_callback = {"iss": self.origin}
        return super().authorize(request)

    def knows(self, asked: Mapping[str, str]) -> bool:
        is_whole = (
            asked.get("code_challenge_method") == "S256"
            and asked.get("resource") == f"{self.origin}/mcp"
        )
        redirect_uris = self.find_redirect_uris(asked["client_id"])
        return is_whole and without_port(asked["redirect_uri"]) in map(without_port, redirect_uris)

    def find_redirect_uris(self, client_id: str) -> list[str]:
        if client_id.startswith("http"):
            redirect_uris: list[str] = httpx.get(client_id).json()["redirect_uris"]
            return redirect_uris
        return self.registered.get(client_id, [])

    def authenticates(self, form: Mapping[str, str], given: Authorization | None) -> bool:
        client_id = form.get("client_id", "")
        if given or "client_secret" in form:
            return False
        document = httpx.get(client_id).json() if client_id.startswith("http") else {}
        if document.get("token_endpoint_auth_method") != "private_key_jwt":
            return bool(document) or client_id in self.registered
        keys = KeySet.import_key_set(httpx.get(document["jwks_uri"]).json())
        claims = jwt.decode(form["client_assertion"], keys, algorithms=["RS256"]).claims
        return [claims["sub"], claims["aud"]] == [client_id, f"{self.origin}/token"]

    def matches(self, asked: Mapping[str, str], form: Mapping[str, str]) -> bool:
        return (
            pkce.challenge(form["code_verifier"]) == asked["code_challenge"]
            and form["resource"] == asked["resource"]
            and form["client_id"] == asked["client_id"]
        )

    # The MCP server

    def mcp(self, request: Request) -> Response:
        if not self.is_open and self.tokens.get(bearer(request)) not in self.grants:
            return self.challenge(bearer(request))
        if request.method == "DELETE":
            self.mcp_sessions.remove(request.headers["mcp-session-id"])
            return Response(status=204)
        message = request.get_json()
        is_stateless = "_meta" in message.get("params", {})
        if is_stateless and "2026-07-28" in self.versions:
            return self.answer_stateless(request, message)
        return self.answer_handshake(request, message)

    def challenge(self, token: str) -> Response:
        error = 'error="invalid_token", ' if token else ""
        answer = answer_json({}, 401)
        answer.headers["www-authenticate"] = (
            f'Bearer {error}resource_metadata="{self.origin}{PRM}", scope="things.read"'
        )
        return answer

    def answer_stateless(self, request: Request, message: dict[str, Any]) -> Response:
        version = message["params"]["_meta"][f"{META}protocolVersion"]
        name = message["params"].get("name") or message["params"].get("uri")
        sent = [request.headers.get(f"mcp-{header}") for header in ("protocol-version", "method")]
        if sent != [version, message["method"]] or request.headers.get("mcp-name") != name:
            return error(message, -32020, 400)
        if message["method"] == "server/discover":
            return result(message, {"supportedVersions": sorted(self.versions), **self.about})
        return self.answer_tools(message)

    def answer_handshake(self, request: Request, message: dict[str, Any]) -> Response:
        if message["method"] == "initialize":
            version = message["params"]["protocolVersion"]
            answer = result(message, {"protocolVersion": version, "capabilities": {"tools": {}}})
            if self.has_sessions:
                session = secrets.token_urlsafe()
                self.mcp_sessions.add(session)
                answer.headers["mcp-session-id"] = session
            return answer
        if self.has_sessions and request.headers.get("mcp-session-id") not in self.mcp_sessions:
            raise BadRequest
        if request.headers.get("mcp-protocol-version") not in self.versions:
            raise BadRequest
        if "id" not in message:
            return Response(status=202)
        return self.answer_tools(message)

    def answer_tools(self, message: dict[str, Any]) -> Response:
        if message["method"] == "tools/list":
            page = int(message["params"].get("cursor", 0))
            more = {"nextCursor": str(page + 1)} if page + 1 < len(self.tools) else {}
            return result(message, {"tools": [self.tools[page]], **more})
        if message["method"] == "resources/read" and message["params"]["uri"] in self.resources:
            return result(message, {"contents": [self.resources[message["params"]["uri"]]]})
        if message["method"] == "tools/call" and message["params"]["name"] in self.results:
            return result(message, self.results[message["params"]["name"]])
        if message["method"] == "tools/call" and message["params"]["arguments"] == {"sort": "new"}:
            things = {"things": ["one"]}
            return result(message, {"content": [], "structuredContent": things})
        return error(message, -32601, 404)


def without_port(uri: str) -> str:
    """Compare loopback URIs as RFC 8252 section 7.3 has it."""
    url = httpx.URL(uri)
    return str(url.copy_with(port=None)) if url.host in {"localhost", "127.0.0.1"} else uri


def result(message: dict[str, Any], value: dict[str, Any]) -> Response:
    return answer_json({"jsonrpc": "2.0", "id": message["id"], "result": value})


def error(message: dict[str, Any], code: int, status: int) -> Response:
    told = {"code": code, "message": "No."}
    return answer_json({"jsonrpc": "2.0", "id": message.get("id"), "error": told}, status)
