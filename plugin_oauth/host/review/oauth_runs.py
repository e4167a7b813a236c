"""How a host would sign in to what is under review: the run of a plugin, or of a GPT's Action."""

from contextlib import suppress
from typing import TypeVar

from plugin_oauth.host import editor
from plugin_oauth.host import metadata as server_metadata
from plugin_oauth.host.actions import Action
from plugin_oauth.host.client_authentication import Credentials
from plugin_oauth.host.conversation import begin_conversation
from plugin_oauth.host.domains import check_domains, check_named
from plugin_oauth.host.manifest import read_manifest
from plugin_oauth.host.manifest_auth import OAuthSettings
from plugin_oauth.host.oauth_client import Client
from plugin_oauth.host.openapi import first_server
from plugin_oauth.host.operations import choose_call
from plugin_oauth.host.plugin_model import ACTION, PLUGIN
from plugin_oauth.host.plugin_run import ActionRun, ApiRun, PluginRun
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.review.sign_in import SignIn
from plugin_oauth.host.review.subject import Kind, NotChecked, Subject
from plugin_oauth.host.target import Target
from plugin_oauth.host.urls import Url, read_url

R = TypeVar("R", bound=ApiRun)

STRANGER = Credentials("plugin-oauth-lint", secret="made-up")  # noqa: S106 - of no client


def find_sign_in(subject: Subject) -> SignIn:
    """Return the sign-in at the API under review, one for all rules; raises NotChecked."""
    if subject.sign_in is None:
        run = _action_run(subject) if subject.kind is Kind.OPENAPI else _plugin_run(subject)
        subject.sign_in = SignIn(run)
    return subject.sign_in


def stranger(subject: Subject) -> Client:
    """Return a client that nobody made, at the plugin's own endpoints; raises NotChecked."""
    return plugin_client(subject, STRANGER)


def plugin_client(subject: Subject, credentials: Credentials) -> Client:
    """Return the client as ChatGPT makes it from the manifest; raises NotChecked."""
    manifest = subject.manifest
    if manifest.url is None:
        raise NotChecked("the input is a file; give the plugin's address")
    try:
        read = read_manifest(manifest.document, manifest.url)
        check_domains(read)
    except Failure as failure:
        raise NotChecked(f"no host would sign in here: {failure}") from None
    auth = read.auth
    if not isinstance(auth, OAuthSettings):
        raise NotChecked(f"auth of type {auth.kind} has nobody sign in")
    return Client(
        PLUGIN, credentials, auth.client_url, auth.token_url, auth.scope, auth.content_type
    )


def _plugin_run(subject: Subject) -> PluginRun:
    stranger(subject)  # says first what the plugin lacks, and only then what was not given
    account = subject.account
    account.require_client()
    account.require_person()
    target = _target(subject, subject.manifest.url)
    run = PluginRun(target, PLUGIN, subject.web)
    run.client = plugin_client(subject, target.client)
    return _prepared(run, subject)


def _action_run(subject: Subject) -> ActionRun:
    url = subject.spec.url
    if url is None:
        raise NotChecked("the input is a file; give the address of the OpenAPI document")
    form = _read_form(subject, url)
    account = subject.account
    account.require_action_client()
    account.require_person()
    target = _target(subject, url)
    run = ActionRun(target, ACTION, subject.web)
    run.client = Client(
        ACTION, target.action_client, form.authorization_url, form.token_url, form.scope
    )
    return _prepared(run, subject)


def _read_form(subject: Subject, url: Url) -> editor.OAuthForm:
    """Return what a developer types into the GPT editor, out of document and settings."""
    flow = editor.find_scheme(subject.spec.document)
    typed = subject.settings.document if subject.settings else {}
    if not flow and not typed.get("authorization_url"):
        raise NotChecked("the document has no OAuth scheme with an authorization code flow")
    try:
        form = editor.OAuthForm(
            editor.read_url_of(
                "Authorization URL", typed.get("authorization_url"), flow.get("authorizationUrl")
            ),
            editor.read_url_of("Token URL", typed.get("token_url"), flow.get("tokenUrl")),
            editor.read_scope(flow, {}),
        )
        for _ in editor.check_form(form, first_server(subject.spec.document, url)):
            pass
        check_named("Authorization URL", form.authorization_url, url)
        check_named("Token URL", form.token_url, url)
    except Failure as failure:
        raise NotChecked(f"no host would sign in here: {failure}") from None
    return form


def _target(subject: Subject, url: Url | None) -> Target:
    return subject.account.target(url.origin if url else "", subject.web.network)


def _prepared(run: R, subject: Subject) -> R:
    """Give the run what it can do without: metadata, and an operation that a token opens."""
    origin = run.client.token_url.origin
    with suppress(Failure, Skipped):
        answer = server_metadata.metadata_request(run.wire, PLUGIN, origin + server_metadata.PATH)
        run.metadata = server_metadata.process_metadata_response(answer, origin)
    with suppress(Failure, Skipped, NotChecked):
        server, call = read_url(subject.find_base()), choose_call(subject.spec.document)
        run.action = Action(run.model, server, call, begin_conversation())
    return run
