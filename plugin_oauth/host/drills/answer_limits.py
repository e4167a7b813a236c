"""Every answer within a host's limits of size and time, not only the first one's."""

from dataclasses import replace
from http import HTTPStatus

from plugin_oauth.host.actions import Action, call_request, process_call_response
from plugin_oauth.host.drills.ground import make_drill, new_tokens
from plugin_oauth.host.operations import Call, find_operations
from plugin_oauth.host.plugin_run import ApiRun
from plugin_oauth.host.remarks import PRODUCTION, Failure, Skipped
from plugin_oauth.host.story import Drill, Playing

MOST = 10


def play_limits(run: ApiRun) -> Playing:
    operations = [o for o in find_operations(run.spec) if o.method == "GET"]
    ready = [o for o in operations if not o.needs_arguments][:MOST]
    if not ready:
        raise Skipped("no GET operation can be called without arguments")
    tokens = new_tokens(run)
    for operation in ready:
        action: Action = replace(run.action, call=Call(operation, operation.path))
        try:
            answer = call_request(run.wire, action, tokens)
            if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                continue  # it may need what the document calls optional
            yield from process_call_response(answer, run.model)
        except Failure as failure:
            raise Failure(
                f"{operation.operation_id}: {failure.remark.sentence}", failure.remark.source
            ) from None
    return f"{len(ready)} operations answered within the limits"


DRILLS = (
    make_drill(
        "answer-limits",
        play_limits,
        Drill(
            "a call of every GET operation without arguments",
            "JSON of less than 100,000 characters, in less than 45 s",
            PRODUCTION,
        ),
    ),
)
