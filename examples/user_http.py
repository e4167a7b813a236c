"""A plugin with a key for each person: a log of what they have drunk today.

Choose `user_http` for people who can handle a key: a tool for yourself, for developers, a first
version. Each makes a key on /account/api-keys, pastes it into the host and takes it back there. A
key lives until then, and the store takes no such plugin: for everybody else choose `oauth`.

    python examples/user_http.py init
    python examples/user_http.py user create ada@example.com
    python examples/user_http.py run
    curl -u "ada:po_ak_..." http://localhost:5003/api/drinks
"""

from collections import defaultdict
from typing import Any
from uuid import UUID

from flask import Flask
from marshmallow import fields
from marshmallow.validate import Length, Range

from plugin_oauth.app import create_app
from plugin_oauth.cli import run_commands
from plugin_oauth.oauth.scopes import Scope
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.schemas import Arguments, Result
from plugin_oauth.users.models import CurrentUser

DRINKS_READ = Scope("drinks.read", "See what you have drunk.")
DRINKS_WRITE = Scope("drinks.write", "Write down what you drink.")

# Kept while the process lives; docs/fork.md keeps such things in a table.
drinks: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)


class NoArguments(Arguments):
    """None at all."""


class Drink(Arguments):
    name = fields.String(
        required=True,
        validate=Length(min=1, max=100),
        metadata={"description": "What it was."},
    )
    millilitres = fields.Integer(
        required=True,
        strict=True,
        validate=Range(1, 5000),
        metadata={"description": "How much of it."},
    )


class Day(Result):
    drinks = fields.List(fields.Nested(Drink), required=True)
    millilitres = fields.Integer(required=True)


def show_day(user: CurrentUser) -> dict[str, Any]:
    mine = drinks[user.id]
    return {"drinks": mine, "millilitres": sum(drink["millilitres"] for drink in mine)}


def add_drink(user: CurrentUser, name: str, millilitres: int) -> dict[str, Any]:
    drinks[user.id].append({"name": name, "millilitres": millilitres})
    return show_day(user)


OPERATIONS = (
    Operation(
        name="showDay",
        method="GET",
        path="/api/drinks",
        summary="Show what the person has drunk",
        description="Returns the drinks that were written down, and how much that is.",
        examples=(
            "Have I drunk enough today?",
            "What did I drink?",
            "How many coffees have I had?",
        ),
        scopes=(DRINKS_READ,),
        arguments=NoArguments,
        result=Day,
        function=show_day,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
    Operation(
        name="addDrink",
        method="POST",
        path="/api/drinks",
        summary="Write down a drink",
        description="Adds one drink and returns all of them.",
        examples=(
            "I just had a big glass of water.",
            "Write down a coffee.",
            "Half a litre of tea, please note it.",
        ),
        scopes=(DRINKS_WRITE,),
        arguments=Drink,
        result=Day,
        function=add_drink,
        status=201,
        read_only=False,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
)

PLUGIN = Plugin(
    operations=OPERATIONS,
    description_for_human="Write down what you drink.",
    description_for_model="Plugin for writing down what a person drinks, and how much it was.",
)

SETTINGS = {
    "PLUGIN_AUTH": "user_http",
    "PLUGIN_AUTH_SCHEME": "basic",  # curl -u does it; bearer is the default
    "NAME_FOR_HUMAN": "Drinks",
    "NAME_FOR_MODEL": "drinks",
}


def create() -> Flask:
    return create_app(SETTINGS, plugin=PLUGIN)


if __name__ == "__main__":
    run_commands(create)
