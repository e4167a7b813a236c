"""The operations over HTTP: a route for each row of the table, and nothing else under /api."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify

from plugin_oauth.database import unit_of_work
from plugin_oauth.oauth.bearer import authenticate
from plugin_oauth.plugin.arguments import read_arguments
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.operations import OPERATIONS

NO_STORE = {"Cache-Control": "no-store"}

Answer = tuple[Response, int, dict[str, str]]


def make_view(operation: Operation) -> Callable[..., Answer]:
    """Return the view that authenticates, reads the arguments, acts, and answers."""
    arguments, result = operation.arguments(), operation.result()

    @unit_of_work
    def view(**in_path: str) -> Answer:
        # First who, then what: a stranger is told to authenticate (401), not what to send (422).
        user = authenticate(operation.scope_names)
        data = operation.function(user, **read_arguments(arguments, in_path))
        return jsonify(result.dump(data)), operation.status, NO_STORE

    return view


bp = Blueprint("api", __name__)
for _operation in OPERATIONS:
    bp.add_url_rule(
        _operation.flask_rule,
        _operation.name,
        make_view(_operation),
        methods=[_operation.method],
    )
