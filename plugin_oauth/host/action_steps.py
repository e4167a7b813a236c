"""The steps that are an Action's own: the document imported, the form filled in, both callbacks."""

from dataclasses import replace
from http import HTTPStatus

from plugin_oauth.host import editor, openapi, sign_in, token_endpoint
from plugin_oauth.host import metadata as server_metadata
from plugin_oauth.host.actions import Action
from plugin_oauth.host.client_authentication import BASIC, POST
from plugin_oauth.host.conversation import begin_conversation
from plugin_oauth.host.oauth_client import Client
from plugin_oauth.host.operations import choose_call, find_operations
from plugin_oauth.host.plugin_run import ActionRun
from plugin_oauth.host.remarks import GPT_ACTIONS, Failure, warn
from plugin_oauth.host.review.remarks import spec_remarks
from plugin_oauth.host.story import Playing
from plugin_oauth.host.urls import read_url
from plugin_oauth.host.wire import Answer

# Rules of the linter that the editor applies when a document is imported.
EDITOR_RULES = ("O002", "O003", "O004", "O005", "O007", "O008", "G001", "G002")

# Where a document is looked for if only an origin is given.
PATHS = ("/openapi.json", "/openapi.yaml")
METHODS = {POST: "Default (POST request)", BASIC: "Basic authorization header"}


def import_openapi(run: ActionRun) -> Playing:
    answer = _spec_request(run)
    run.spec = openapi.process_spec_response(answer)
    yield from spec_remarks(run.spec, answer.url, *EDITOR_RULES, is_for_gpt=True)
    run.server = openapi.first_server(run.spec, answer.url)
    openapi.check_server(run.server)
    openapi.check_reach(run.server, answer.url)
    count = len(find_operations(run.spec))
    return f"{answer.url.text}: OpenAPI {run.spec['openapi']}, {count} named operations, limits"


def _spec_request(run: ActionRun) -> Answer:
    """Fetch the document: at the URL that was given, or where an origin usually has it."""
    url = read_url(run.target.url)
    given = [] if url.path in {"", "/"} else [url.text]
    for text in given or [url.origin + path for path in PATHS]:
        answer = openapi.spec_request(run.wire, run.model, read_url(text))
        if answer.status != HTTPStatus.NOT_FOUND:
            break
    return answer


def find_metadata(run: ActionRun) -> Playing:
    yield from ()
    target, flow = run.target, editor.find_scheme(run.spec)
    named = target.token_url or flow.get("tokenUrl")
    origin = editor.read_url_of("Token URL", named).origin if named else run.server.origin
    answer = server_metadata.metadata_request(run.wire, run.model, origin + server_metadata.PATH)
    run.metadata = server_metadata.process_metadata_response(answer, origin)
    return f"{answer.url.text}: the issuer is where it was found"


def fill_in_form(run: ActionRun) -> Playing:
    target, flow, metadata = run.target, editor.find_scheme(run.spec), run.metadata
    form = editor.OAuthForm(
        editor.read_url_of(
            "Authorization URL",
            target.authorization_url,
            flow.get("authorizationUrl"),
            metadata.get("authorization_endpoint"),
        ),
        editor.read_url_of(
            "Token URL", target.token_url, flow.get("tokenUrl"), metadata.get("token_endpoint")
        ),
        target.scope or editor.read_scope(flow, metadata),
    )
    yield from editor.check_form(form, run.server)
    run.client = Client(
        model=run.model,
        credentials=target.action_client,
        authorization_url=form.authorization_url,
        token_url=form.token_url,
        scope=form.scope,
    )
    callbacks = " and ".join(target.redirect_uris(run.model))
    return f"client id and secret handed over; redirect URIs {callbacks}"


def use_other_callback(run: ActionRun) -> Playing:
    """Sign in with the last callback, and exchange the code by the method not used so far."""
    redirect_uri = run.target.redirect_uris(run.model)[-1]
    credentials = run.client.credentials
    other = BASIC if credentials.method == POST else POST
    client = replace(run.client, credentials=replace(credentials, method=other))
    attempt, code = yield from sign_in.authorize(run, client, redirect_uri)
    answer = token_endpoint.authorization_code_request(run.wire, client, code, attempt)
    try:
        tokens = yield from token_endpoint.process_token_response(answer, client)
    except Failure as failure:
        yield warn(
            f"{failure.remark.sentence}; so the editor's Token Exchange Method must be "
            f"{METHODS[credentials.method]!r}",
            GPT_ACTIONS,
        )
        return f"a code for {redirect_uri}"
    run.wire.masking.conceal(tokens.access_token)
    run.wire.masking.conceal(tokens.refresh_token)
    return f"a code for {redirect_uri}, exchanged by {METHODS[other]}"


def choose_action(run: ActionRun) -> Playing:
    yield from ()
    call = choose_call(run.spec)
    conversation = begin_conversation(gpt_id=run.target.plugin_id(run.model))
    run.action = Action(run.model, run.server, call, conversation)
    return f"{call.operation.operation_id}, a GET at {run.action.url} that needs a token"
