"""Actions: an operation of the API called, and its answer judged."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from plugin_oauth.host.challenge import check_invalid_token, require_challenge
from plugin_oauth.host.conversation import Conversation
from plugin_oauth.host.oauth_client import NOTHING, Tokens
from plugin_oauth.host.operations import Call, Operation
from plugin_oauth.host.plugin_model import PluginModel
from plugin_oauth.host.remarks import GETTING_STARTED, PRODUCTION, Failure, Remark, warn
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer, Wire

# A call this long is still answered, but nearer to the end than a busy day allows.
_LONG_CALL = 2 / 3


@dataclass(frozen=True)
class Action:
    """An operation ready to be called; the server is the base URL of the API."""

    model: PluginModel
    server: Url
    call: Call
    conversation: Conversation

    @property
    def operation(self) -> Operation:
        return self.call.operation

    @property
    def url(self) -> str:
        query = f"?{self.call.query}" if self.call.query else ""
        return self.server.text.rstrip("/") + self.call.path + query


def call_request(wire: Wire, action: Action, tokens: Tokens = NOTHING) -> Answer:
    """Call the operation, with the token if one is given."""
    headers = {"user-agent": action.model.user_agent, **action.conversation.headers}
    if tokens.authorization:
        headers["authorization"] = tokens.authorization
    return wire.send(
        action.operation.method, action.url, seconds=action.model.call_seconds, headers=headers
    )


def process_call_response(answer: Answer, model: PluginModel) -> Iterator[Remark]:
    """Yield what is doubtful about an API answer; raises Failure if ChatGPT could not use it."""
    if answer.is_redirect:
        raise Failure(
            f"{answer.url.text} redirects; redirects of API calls may not be followed", PRODUCTION
        )
    if not answer.is_success:
        challenge = answer.headers.get("www-authenticate", "")
        raise Failure(
            f"the call is answered with {answer.status} {challenge}", "RFC 9110 section 15"
        )
    if answer.cut or len(answer.text) >= model.answer_characters:
        raise Failure(
            f"the answer has {len(answer.text):,} characters or more; it must stay below "
            f"{model.answer_characters:,}",
            PRODUCTION,
        )
    if not _is_json(answer):
        raise Failure(f"the answer is {answer.media_type or 'untyped'}, not JSON", GETTING_STARTED)
    if answer.seconds > _LONG_CALL * model.call_seconds:
        yield warn(
            f"the answer took {answer.seconds:.0f} s; after {model.call_seconds:g} s there is none",
            PRODUCTION,
        )


def process_challenge(answer: Answer, scheme: str = "Bearer") -> Iterator[Remark]:
    """Yield what is doubtful about the answer to a call without a good token.

    Raises Failure if the call was not refused, or without the challenge that says how to get in.
    """
    require_challenge(answer, scheme)
    if not _is_json(answer):
        yield warn("the 401 has no JSON body to tell the model what is wrong", PRODUCTION)


def process_revoked_challenge(answer: Answer) -> Iterator[Remark]:
    """Yield what is doubtful about the refusal of a revoked token; raises Failure if it is none."""
    if answer.is_success:
        raise Failure(
            "the access token still works after the revocation of its grant",
            "RFC 7009 section 2.1",
        )
    yield from process_challenge(answer)
    yield from check_invalid_token(require_challenge(answer))


def _is_json(answer: Answer) -> bool:
    """Return whether the answer says that it is JSON, and is."""
    if answer.media_type != "application/json" and not answer.media_type.endswith("+json"):
        return False
    try:
        json.loads(answer.text)
    except (ValueError, RecursionError):
        return False
    return True
