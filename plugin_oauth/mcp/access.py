"""Who calls, and whether they may (MCP "Authorization"; RFC 6750, RFC 9728).

    no token was sent, and one is needed           401  the challenge
    a token was sent that is not valid here        401  error="invalid_token"
    a tool needs sign-in and nobody is signed in   401  the challenge, with what the tool takes
    a scope of the tool is missing                 403  error="insufficient_scope", all scopes

One is needed unless MCP_AUTH is mixed, or PLUGIN_AUTH none, where only public tools exist. Hosts
that speak MCP know OAuth alone, so the other forms of PLUGIN_AUTH change nothing here.

A token that is sent is checked before the body is read, in both modes. It is for this server, and
never passed on. A refused call of a tool is a tool result as well: ChatGPT asks the person to sign
in when it finds the challenge there, and only prints a text when it does not.
"""

from collections.abc import Sequence
from typing import Any

from authlib.oauth2.rfc6749 import MissingAuthorizationError
from authlib.oauth2.rfc6750 import InsufficientScopeError
from flask import current_app, request

from plugin_oauth.errors import Problem
from plugin_oauth.oauth.bearer import AccessToken, access_token
from plugin_oauth.oauth.challenges import Challenge, refusal
from plugin_oauth.oauth.resources import MCP
from plugin_oauth.oauth.scopes import covers, default_scope, scope_table

SIGN_IN = "Sign in to continue."


def find_caller() -> AccessToken | None:
    """Return the request's access token, or None for a stranger where strangers may call.

    Raises Problem with the challenge. It names the scopes of everyday use: some clients ask once
    and for no more than stands there.
    """
    if strangers_may_call() and "Authorization" not in request.headers:
        return None
    return access_token((), MCP, asked=default_scope())


def strangers_may_call() -> bool:
    config = current_app.config
    return bool(config["MCP_AUTH"] == "mixed" or config["PLUGIN_AUTH"] == "none")


class NotAllowedError(Exception):
    """The caller may not do this; `problem` has the status and the challenge."""

    def __init__(self, problem: Problem, challenge: str) -> None:
        super().__init__(problem.description)
        self.problem = problem
        self.challenge = challenge

    @property
    def meta(self) -> dict[str, Any]:
        """Return what ChatGPT looks for in the result of a tool."""
        return {"mcp/www_authenticate": [self.challenge]}


def check_scopes(caller: AccessToken | None, needed: Sequence[str]) -> None:
    """Raise NotAllowedError unless the caller has all the scopes that are needed."""
    wanted = " ".join(needed)
    if not needed or (caller is not None and covers(caller.scope, wanted)):
        return
    if caller is None:
        scope = _in_order({*default_scope().split(), *needed})
        problem = refusal(MissingAuthorizationError(), scope, MCP)
        sentence = SIGN_IN
    else:
        # With the scopes it has: some clients ask for what stands here and forget the others.
        scope = _in_order({*caller.scope.split(), *needed})
        problem = refusal(InsufficientScopeError(), scope, MCP)
        sentence = str(problem.description)
    challenge = Challenge(scope, MCP).by("bearer", "insufficient_scope", sentence)
    raise NotAllowedError(problem, challenge)


def _in_order(names: set[str]) -> str:
    table = scope_table()
    return " ".join(name for name in table if name in names and not table[name].admin)
