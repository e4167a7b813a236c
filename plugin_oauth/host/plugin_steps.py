"""The steps that are a plugin's own: manifest, OpenAPI document, registration, auth by token.

A step that remarks on nothing begins with `yield from ()`: it is a generator like the others.
"""

from plugin_oauth.host import api_steps, openapi, sign_in
from plugin_oauth.host import metadata as server_metadata
from plugin_oauth.host.actions import Action
from plugin_oauth.host.conversation import begin_conversation
from plugin_oauth.host.developer import Developer
from plugin_oauth.host.domains import check_domains
from plugin_oauth.host.manifest import manifest_request, process_manifest_response, read_manifest
from plugin_oauth.host.manifest_auth import OAuthSettings, TokenSettings
from plugin_oauth.host.oauth_client import NOTHING, Client, Tokens
from plugin_oauth.host.operations import choose_call, find_operations
from plugin_oauth.host.plugin_run import PluginRun
from plugin_oauth.host.registration import check_verification_tokens
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.review.remarks import manifest_remarks, spec_remarks
from plugin_oauth.host.story import Playing

# Rules of the linter that a run goes on without; what it cannot do without ends the step.
MANIFEST_RULES = (
    *("M002", "M003", "M004", "M005", "M006", "M007", "M009", "M011"),
    *("D001", "D004", "D005", "A005"),
)
OPENAPI_RULES = ("O002", "O003")


def find_manifest(run: PluginRun) -> Playing:
    answer = manifest_request(run.wire, run.model, run.target.origin)
    document = process_manifest_response(answer)
    yield from manifest_remarks(document, answer.url, *MANIFEST_RULES)
    run.manifest = read_manifest(document, answer.url)
    check_domains(run.manifest)
    kind = run.manifest.auth.kind
    return f"{answer.url.text}: ten fields and their limits, api, auth of type {kind}, domains"


def read_openapi(run: PluginRun) -> Playing:
    answer = openapi.spec_request(run.wire, run.model, run.manifest.spec_url)
    run.spec = openapi.process_spec_response(answer)
    yield from spec_remarks(run.spec, answer.url, *OPENAPI_RULES)
    count = len(find_operations(run.spec))
    return f"{answer.url.text}: OpenAPI {run.spec['openapi']}, {count} named operations"


def find_metadata(run: PluginRun) -> Playing:
    yield from ()
    auth = run.manifest.auth
    server = auth.token_url if isinstance(auth, OAuthSettings) else run.manifest.url
    url = server.origin + server_metadata.PATH
    answer = server_metadata.metadata_request(run.wire, run.model, url)
    run.metadata = server_metadata.process_metadata_response(answer, server.origin)
    return f"{answer.url.text}: the issuer is where it was found"


def register(run: PluginRun) -> Playing:
    yield from ()
    auth, target = run.manifest.auth, run.target
    if isinstance(auth, OAuthSettings):
        run.client = Client(
            model=run.model,
            credentials=target.client,
            authorization_url=auth.client_url,
            token_url=auth.token_url,
            scope=auth.scope,
            content_type=auth.content_type,
        )
        return (
            f"client id and secret handed over; redirect URI {run.redirect_uri}, "
            f"verification token {target.verification_token}"
        )
    if auth.kind == "service_http":
        run.tokens = Tokens(target.required_token, scheme=auth.scheme)
        return f"the service's token handed over; verification token {target.verification_token}"
    return f"auth of type {auth.kind} has nothing to hand over"


def place_token(run: PluginRun) -> Playing:
    yield from ()
    target, service = run.target, run.model.verification_service
    if run.manifest.auth.kind in {"none", "user_http"}:
        raise Skipped(f"auth of type {run.manifest.auth.kind} has no verification tokens")
    if not target.developer_client_id:
        raise Skipped("no developer's client was given")
    developer = Developer(
        wire=run.wire,
        origin=run.manifest.url.origin,
        token_endpoint=server_metadata.find_endpoint(run.metadata, "token_endpoint"),
        client_id=target.developer_client_id,
        client_secret=target.developer_client_secret,
        seconds=run.model.call_seconds,
    )
    run.token_before = developer.find_token(service)
    # From here on the end of the run restores, even if the answer to the next request is lost.
    run.developer = developer
    developer.save_token(service, target.verification_token)
    return f"the developer put the token for {service} in the manifest"


def verify_token(run: PluginRun) -> Playing:
    yield from ()
    service, token = run.model.verification_service, run.target.verification_token
    if run.manifest.auth.kind in {"none", "user_http"}:
        raise Skipped(f"auth of type {run.manifest.auth.kind} has no verification tokens")
    answer = manifest_request(run.wire, run.model, run.target.origin)
    document = process_manifest_response(answer)
    try:
        check_verification_tokens(document, {service: token})
    except Failure:
        if run.developer is None:
            raise Skipped(
                "the manifest does not show the token yet; its developer would run: "
                f"plugin-oauth verification-token set {service} {token}"
            ) from None
        raise
    return f"the manifest shows the token for {service}, exactly as given out"


def activate(run: PluginRun) -> Playing:
    auth = run.manifest.auth
    if isinstance(auth, OAuthSettings):
        return (yield from sign_in.activate(run))
    if auth.kind == "user_http":
        run.tokens = Tokens(run.target.required_token, scheme=auth.scheme)
        return "the user pastes a token of the plugin's"
    if auth.kind == "none":
        run.tokens = NOTHING
    return f"auth of type {auth.kind}: nobody signs in"


def exchange_code(run: PluginRun) -> Playing:
    if isinstance(run.manifest.auth, OAuthSettings):
        return (yield from sign_in.exchange_code(run))
    if not run.tokens.access_token:
        return "calls go without a token"
    return f"the token goes with every call as it is, as {run.tokens.scheme}"


def choose_action(run: PluginRun) -> Playing:
    yield from ()
    server = openapi.select_server(run.spec, run.manifest.spec_url, run.manifest.url)
    openapi.check_server(server)
    is_open = run.manifest.auth.kind == "none"
    call = choose_call(run.spec, is_open=is_open)
    conversation = begin_conversation(subdivision=run.target.subdivision)
    run.action = Action(run.model, server, call, conversation)
    need = "for everybody" if is_open else "that needs a token"
    return f"{call.operation.operation_id}, a GET at {run.action.url} {need}"


def call_without_token(run: PluginRun) -> Playing:
    auth = run.manifest.auth
    if auth.kind == "none":
        raise Skipped("auth of type none: everybody may call")
    scheme = auth.scheme if isinstance(auth, TokenSettings) else "Bearer"
    return (yield from api_steps.call_without_token(run, scheme))


def revoke(run: PluginRun) -> Playing:
    if not isinstance(run.manifest.auth, OAuthSettings):
        raise Skipped(f"auth of type {run.manifest.auth.kind} has no tokens to revoke")
    return (yield from sign_in.revoke(run))


def restore_token(run: PluginRun) -> Playing:
    yield from ()
    service = run.model.verification_service
    if run.developer is None:
        raise Skipped("nothing was changed")
    if run.developer.find_token(service) != run.token_before:
        run.developer.save_token(service, run.token_before)
    return f"the manifest's token for {service} is again what it was before"
