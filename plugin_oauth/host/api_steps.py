"""The steps that call the API, the same for plugins and Actions: without a token, with, revoked."""

from plugin_oauth.host import actions
from plugin_oauth.host.plugin_run import ApiRun
from plugin_oauth.host.story import Playing


def call_without_token(run: ApiRun, scheme: str = "Bearer") -> Playing:
    """A call that shows nothing is refused, with the way in."""
    answer = actions.call_request(run.wire, run.action)
    yield from actions.process_challenge(answer, scheme)
    return f"{run.action.operation.operation_id} refused with 401 and a {scheme} challenge"


def call(run: ApiRun) -> Playing:
    """A call that shows the token is answered."""
    answer = actions.call_request(run.wire, run.action, run.tokens)
    yield from actions.process_call_response(answer, run.model)
    return (
        f"{run.action.operation.operation_id} answered {answer.status}, JSON of "
        f"{len(answer.text):,} characters in {answer.seconds:.2f} s"
    )


def call_revoked(run: ApiRun) -> Playing:
    """The access token died with its grant."""
    answer = actions.call_request(run.wire, run.action, run.tokens)
    yield from actions.process_revoked_challenge(answer)
    return f"{run.action.operation.operation_id} refused with 401 and a Bearer challenge"
