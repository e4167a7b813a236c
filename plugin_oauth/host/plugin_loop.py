"""The whole loop of a ChatGPT plugin (2023), step by step in protocol order.

A step that remarks on nothing begins with `yield from ()`: it is a generator like the others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from plugin_oauth.host import actions, activation, openapi, revocation
from plugin_oauth.host import metadata as server_metadata
from plugin_oauth.host import oauth_client as oauth
from plugin_oauth.host.browser import Browser
from plugin_oauth.host.conversation import begin_conversation
from plugin_oauth.host.developer import Developer
from plugin_oauth.host.documents import Document
from plugin_oauth.host.domains import check_domains
from plugin_oauth.host.manifest import (
    Manifest,
    check_contacts,
    check_name_for_model,
    check_texts,
    manifest_request,
    process_manifest_response,
    read_manifest,
)
from plugin_oauth.host.plugin_model import PluginModel
from plugin_oauth.host.registration import check_verification_tokens
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.story import Playing, Step
from plugin_oauth.host.target import Target
from plugin_oauth.host.wire import Wire


@dataclass
class PluginRun:
    """One run. What a step finds is kept here for the steps that need it."""

    target: Target
    model: PluginModel
    wire: Wire
    manifest: Manifest = field(init=False)
    spec: Document = field(init=False)
    metadata: Document = field(init=False)
    client: oauth.Client = field(init=False)
    code: str = field(init=False)
    tokens: oauth.Tokens = field(init=False)
    action: actions.Action = field(init=False)
    developer: Developer | None = None
    token_before: str | None = None

    def keep_tokens(self, tokens: oauth.Tokens) -> None:
        self.tokens = tokens
        self.wire.masking.conceal(tokens.access_token)
        self.wire.masking.conceal(tokens.refresh_token)


def find_manifest(run: PluginRun) -> Playing:
    answer = manifest_request(run.wire, run.model, run.target.origin)
    document = process_manifest_response(answer)
    yield from check_texts(document)
    yield from check_name_for_model(document)
    yield from check_contacts(document)
    run.manifest = read_manifest(document, answer.url)
    yield from check_domains(run.manifest)
    return f"{answer.url.text}: ten fields and their limits, api, auth of type oauth, domains"


def read_openapi(run: PluginRun) -> Playing:
    answer = openapi.spec_request(run.wire, run.model, run.manifest.spec_url)
    run.spec = openapi.process_spec_response(answer)
    yield from openapi.check_components(run.spec)
    yield from openapi.check_operation_ids(run.spec)
    count = len(openapi.find_operations(run.spec))
    return f"{answer.url.text}: OpenAPI {run.spec['openapi']}, {count} named operations"


def find_metadata(run: PluginRun) -> Playing:
    yield from ()
    token_url = run.manifest.auth.token_url
    answer = server_metadata.metadata_request(run.wire, run.model, token_url)
    run.metadata = server_metadata.process_metadata_response(answer)
    return f"{answer.url.text}: the issuer is where it was found"


def register(run: PluginRun) -> Playing:
    yield from ()
    target = run.target
    run.client = oauth.Client(target.client_id, target.client_secret, run.manifest.auth, run.model)
    return (
        f"client id and secret handed over; redirect URI {target.redirect_uri(run.model)}, "
        f"verification token {target.verification_token}"
    )


def place_token(run: PluginRun) -> Playing:
    yield from ()
    target, service = run.target, run.model.verification_service
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
    target, auth = run.target, run.manifest.auth
    request = activation.make_authorization_request(
        auth, client_id=target.client_id, redirect_uri=target.redirect_uri(run.model)
    )
    browser = Browser(
        run.wire,
        origin=auth.client_url.origin,
        callback=request.redirect_uri,
        seconds=run.model.call_seconds,
    )
    visit = activation.log_in(
        browser, request.url, username=target.username, password=target.password
    )
    with host_says(f"Couldn't log in with {run.manifest.name}."):
        run.code = yield from oauth.process_authorization_response(visit.callback, request.state)
    run.wire.masking.conceal(run.code)
    yield from activation.check_visit(visit)
    return f"{auth.client_url.text} to the callback, with a code and the state that was sent"


def exchange_code(run: PluginRun) -> Playing:
    redirect_uri = run.target.redirect_uri(run.model)
    with host_says(f"Couldn't log in with {run.manifest.name}."):
        answer = oauth.authorization_code_request(run.wire, run.client, run.code, redirect_uri)
        tokens = yield from oauth.process_token_response(answer, run.client)
    run.keep_tokens(tokens)
    yield from oauth.check_refresh_token(tokens)
    return (
        f"{answer.url.text} took {run.client.auth.content_type}; token_type, expires_in, no-store"
    )


def choose_action(run: PluginRun) -> Playing:
    yield from ()
    server = openapi.select_server(run.spec, run.manifest.spec_url, run.manifest.url)
    openapi.check_server(server)
    operation = actions.choose_operation(openapi.find_operations(run.spec))
    conversation = begin_conversation(run.target.subdivision)
    run.action = actions.Action(run.model, server, operation, conversation)
    return f"{operation.operation_id}, a GET at {run.action.url} that needs a token"


def call_without_token(run: PluginRun) -> Playing:
    answer = actions.call_request(run.wire, run.action)
    yield from actions.process_challenge(answer)
    return f"{run.action.operation.operation_id} refused with 401 and a Bearer challenge"


def call(run: PluginRun) -> Playing:
    answer = actions.call_request(run.wire, run.action, run.tokens.access_token)
    yield from actions.process_call_response(answer, run.model)
    return (
        f"{run.action.operation.operation_id} answered {answer.status}, JSON of "
        f"{len(answer.text):,} characters in {answer.seconds:.2f} s"
    )


def refresh(run: PluginRun) -> Playing:
    old = run.tokens
    if not old.refresh_token:
        raise Skipped("the code exchange gave no refresh token")
    answer = oauth.refresh_token_request(run.wire, run.client, old.refresh_token)
    new = yield from oauth.process_token_response(answer, run.client)
    # Without a new refresh token the old one stays good (RFC 6749 section 6).
    run.keep_tokens(oauth.Tokens(new.access_token, new.refresh_token or old.refresh_token))
    rotated = run.tokens.refresh_token != old.refresh_token
    return f"a new access token; the refresh token {'was rotated' if rotated else 'stays the same'}"


def revoke(run: PluginRun) -> Playing:
    yield from ()
    endpoint = server_metadata.find_endpoint(run.metadata, "revocation_endpoint")
    answer = revocation.revocation_request(run.wire, run.client, endpoint, run.tokens)
    revocation.process_revocation_response(answer)
    return f"{endpoint.text} revoked the {run.tokens.strongest}"


def call_revoked(run: PluginRun) -> Playing:
    answer = actions.call_request(run.wire, run.action, run.tokens.access_token)
    yield from actions.process_revoked_challenge(answer)
    return f"{run.action.operation.operation_id} refused with 401 and a Bearer challenge"


def refresh_revoked(run: PluginRun) -> Playing:
    if not run.tokens.refresh_token:
        raise Skipped("there is no refresh token")
    answer = oauth.refresh_token_request(run.wire, run.client, run.tokens.refresh_token)
    yield from revocation.process_revoked_refresh_response(answer)
    return f"{answer.url.text} refused the revoked refresh token"


def restore_token(run: PluginRun) -> Playing:
    yield from ()
    service = run.model.verification_service
    if run.developer is None:
        raise Skipped("nothing was changed")
    if run.developer.find_token(service) != run.token_before:
        run.developer.save_token(service, run.token_before)
    return f"the manifest's token for {service} is again what it was before"


@contextmanager
def host_says(words: str) -> Iterator[None]:
    """Add the words ChatGPT showed to a failure that has none."""
    try:
        yield
    except Failure as failure:
        remark = failure.remark
        raise Failure(remark.sentence, remark.source, remark.host_words or words) from None


STEPS: tuple[Step[PluginRun], ...] = (
    Step("manifest", find_manifest),
    Step("openapi", read_openapi, needs=("manifest",)),
    Step("metadata", find_metadata, needs=("manifest",)),
    Step("register", register, needs=("manifest",)),
    Step("place-token", place_token, needs=("register", "metadata")),
    Step("verify-token", verify_token, needs=("register",)),
    Step("activate", activate, needs=("register",)),
    Step("exchange", exchange_code, needs=("activate",)),
    Step("choose", choose_action, needs=("openapi",)),
    Step("call-without-token", call_without_token, needs=("choose",)),
    Step("call", call, needs=("choose", "exchange")),
    Step("refresh", refresh, needs=("exchange",)),
    Step("call-again", call, needs=("choose", "refresh")),
    Step("revoke", revoke, needs=("exchange", "metadata")),
    Step("call-revoked", call_revoked, needs=("choose", "revoke")),
    Step("refresh-revoked", refresh_revoked, needs=("revoke",)),
    Step("restore", restore_token, always=True),
)
