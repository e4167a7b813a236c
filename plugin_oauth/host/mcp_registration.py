"""How an MCP host becomes a client of an authorization server it has never heard of.

In the order of MCP 2025-11-25: a client made beforehand, its metadata document, registration.
"""

from collections.abc import Generator

from plugin_oauth.host import client_document as documents
from plugin_oauth.host import dynamic_registration as dynamic
from plugin_oauth.host import mcp_client, sign_in, token_endpoint
from plugin_oauth.host.client_authentication import PRIVATE_KEY_JWT, Credentials
from plugin_oauth.host.document_server import DocumentServer
from plugin_oauth.host.mcp_run import McpRun, choose_port
from plugin_oauth.host.metadata import find_endpoint
from plugin_oauth.host.oauth_client import Client
from plugin_oauth.host.remarks import (
    MCP_2026,
    MCP_AUTH,
    OPENAI_MCP,
    Failure,
    Remark,
    Skipped,
    info,
    warn,
)
from plugin_oauth.host.story import Playing
from plugin_oauth.host.target import BadTarget, Target


def register(run: McpRun) -> Playing:
    """Become a client in the first way that host and server share; raises Failure without one."""
    if run.target.mcp_client_id:
        credentials, how = run.target.mcp_client, "the client that was made beforehand"
    elif "document" in run.model.registrations and _takes_documents(run):
        credentials = yield from publish_document(run)
        how = f"the client {credentials.client_id}, by its document"
    elif "registration_endpoint" in run.metadata:
        credentials = yield from ask_for_client(run)
        how = f"{run.metadata['registration_endpoint']} made the client {credentials.client_id}"
    else:
        raise Failure(
            "the metadata has neither client_id_metadata_document_supported nor a "
            "registration_endpoint that this host could use, and no client was made beforehand "
            "(--mcp-client-id)",
            MCP_AUTH,
        )
    run.client = make_client(run, credentials)
    return f"{how}; {credentials.method}, redirect URI {run.redirect_uri}"


def publish_document(run: McpRun) -> Generator[Remark, None, Credentials]:
    """Serve the client's own document and keys, where the authorization server can read them."""
    yield from ()
    key = documents.make_key()
    run.documents = open_site(run.target)
    base_url = run.target.document_url.rstrip("/") or run.documents.origin
    redirect_uris = run.registered_uris
    run.documents.publish(
        {
            documents.DOCUMENT_PATH: documents.build_document(run.model, base_url, redirect_uris),
            documents.KEYS_PATH: documents.build_keys(key),
        }
    )
    method = choose_method(run)
    client_id = base_url + documents.DOCUMENT_PATH
    return Credentials(client_id, method, key=key if method == PRIVATE_KEY_JWT else None)


def open_site(target: Target) -> DocumentServer:
    """Return the stand-in's own site, empty; raises BadTarget if its port cannot be had."""
    host, port = target.document_bind
    try:
        return DocumentServer(host, port, target.document_tls)
    except OSError as error:
        raise BadTarget(f"Port {port} cannot be had for the document: {error.strerror}.") from None


def choose_method(run: McpRun) -> str:
    """Return the method that both know, in the host's order; raises Failure without one."""
    offered = _offered_methods(run)
    for method in run.model.auth_methods:
        if method in offered:
            return method
    raise Failure(
        "token_endpoint_auth_methods_supported has none of "
        f"{', '.join(run.model.auth_methods)}, which this host can do",
        OPENAI_MCP,
    )


def ask_for_client(run: McpRun) -> Generator[Remark, None, Credentials]:
    """Register, once, and keep what is needed to undo it."""
    if run.model.registrations[0] == "document":
        yield info(
            "the client's metadata document cannot be used: registered instead, which MCP "
            f"2026-07-28 calls deprecated ({why_no_document(run)})",
            MCP_2026,
        )
    endpoint = find_endpoint(run.metadata, "registration_endpoint")
    redirect_uris = [run.redirect_uri]
    answer = dynamic.registration_request(run.wire, run.model, endpoint, redirect_uris)
    run.registration = yield from dynamic.process_registration_response(answer, redirect_uris)
    run.wire.masking.conceal(run.registration.credentials.secret)
    run.wire.masking.conceal(run.registration.management_token)
    return run.registration.credentials


def make_client(run: McpRun, credentials: Credentials) -> Client:
    """Return the client for the server that was found; raises Skipped without its endpoints."""
    return Client(
        model=run.model,
        credentials=credentials,
        authorization_url=find_endpoint(run.metadata, "authorization_endpoint"),
        token_url=find_endpoint(run.metadata, "token_endpoint"),
        scope=run.scope,
        uses_pkce=True,
        resource=run.resource.resource,
        issuer=run.resource.issuer.text if run.model.checks_issuer else "",
        issuer_is_promised=run.promises_issuer,
    )


def use_other_port(run: McpRun) -> Playing:
    """A native program started again waits at another port (RFC 8252 section 7.3)."""
    port = run.port
    run.port = choose_port()
    try:
        attempt, code = yield from sign_in.authorize(run, run.client, run.redirect_uri)
        answer = token_endpoint.authorization_code_request(run.wire, run.client, code, attempt)
        tokens = yield from token_endpoint.process_token_response(answer, run.client)
    except Failure as failure:
        yield warn(
            f"another port is refused, so the program has to register anew each time: "
            f"{failure.remark.sentence}",
            "RFC 8252 section 7.3",
        )
        return "the same callback at another port"
    finally:
        run.port = port
    run.wire.masking.conceal(tokens.access_token)
    run.wire.masking.conceal(tokens.refresh_token)
    return f"{attempt.redirect_uri} is as good as the port before"


def leave(run: McpRun) -> Playing:
    """Undo what was made: the session, the client, the stand-in's own documents."""
    yield from ()
    undone = []
    if run.documents:
        run.documents.close()
        undone.append("documents")
    if run.has_session:
        mcp_client.end_session(run.wire, run.session, run.tokens)
        undone.append("session")
    if run.registration and run.registration.management_url:
        answer = dynamic.deletion_request(run.wire, run.model, run.registration)
        if not answer.is_success:
            raise Failure(f"the client is still there: {answer.status}", "RFC 7592 section 2.3")
        undone.append("client")
    if not undone:
        raise Skipped("nothing was left behind that could be undone")
    return f"undone: {', '.join(undone)}"


def _takes_documents(run: McpRun) -> bool:
    return not why_no_document(run)


def why_no_document(run: McpRun) -> str:
    """Return what speaks against the client's document, empty if nothing does."""
    if run.metadata.get("client_id_metadata_document_supported") is not True:
        return "no client_id_metadata_document_supported: true"
    if not set(run.model.auth_methods) & _offered_methods(run):
        return f"no {' or '.join(run.model.auth_methods)} among the methods"
    if not (run.target.document_url or run.resource.issuer.is_loopback):
        return "this machine cannot be reached from there; see --document-url"
    return ""


def _offered_methods(run: McpRun) -> set[str]:
    methods = run.metadata.get("token_endpoint_auth_methods_supported")
    return {str(method) for method in methods} if isinstance(methods, list) else set()
