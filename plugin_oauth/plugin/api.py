"""The operations over HTTP: a route for each row of the table, and nothing else under /api."""

from collections.abc import Callable, Iterable

from flask import Blueprint, Response, jsonify

from plugin_oauth.database import unit_of_work
from plugin_oauth.plugin.arguments import read_arguments
from plugin_oauth.plugin.authentication import authenticate_caller
from plugin_oauth.plugin.operation import Operation

NO_STORE = {"Cache-Control": "no-store"}

Answer = tuple[Response, int, dict[str, str]]


def make_view(operation: Operation) -> Callable[..., Answer]:
    """Return the view that authenticates, reads the arguments, acts, and answers."""
    arguments, result = operation.arguments(), operation.result()

    @unit_of_work
    def view(**in_path: str) -> Answer:
        # First who, then what: a stranger is told to authenticate (401), not what to send (422).
        user = authenticate_caller(operation)
        data = operation.function(user, **read_arguments(arguments, in_path))
        return jsonify(result.dump(data)), operation.status, NO_STORE

    return view


def make_api(operations: Iterable[Operation]) -> Blueprint:
    """Return the blueprint with a route for each operation."""
    bp = Blueprint("api", __name__)
    for row in operations:
        bp.add_url_rule(row.flask_rule, row.name, make_view(row), methods=[row.method])
    return bp
