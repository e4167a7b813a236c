"""A plugin without authentication: it converts units, for anybody.

Choose `none` when what you answer is the same for everybody and nothing of it is anybody's own:
arithmetic, public data, documentation. Nobody signs in and nothing is stored, so nothing can be
lost. Hosts discourage it for anything else; floods are held back by network (PUBLIC_RATE_LIMIT).

    python examples/none.py init
    python examples/none.py run
    curl "http://localhost:5003/api/convert?value=26.2&unit=mi&to=km"
"""

from typing import Any

from flask import Flask
from marshmallow import fields
from marshmallow.validate import OneOf

from plugin_oauth.app import create_app
from plugin_oauth.cli import run_commands
from plugin_oauth.errors import Problem
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.operation import Operation
from plugin_oauth.plugin.schemas import Arguments, Result

UNITS = {  # what each measures, and how many of the first of its kind it is
    "m": ("length", 1.0),
    "km": ("length", 1000.0),
    "mi": ("length", 1609.344),
    "ft": ("length", 0.3048),
    "g": ("mass", 1.0),
    "kg": ("mass", 1000.0),
    "lb": ("mass", 453.59237),
    "oz": ("mass", 28.349523125),
}


class ConvertArguments(Arguments):
    value = fields.Float(required=True, metadata={"description": "How many of the first unit."})
    unit = fields.String(
        required=True, validate=OneOf(UNITS), metadata={"description": "The unit it is in."}
    )
    to = fields.String(
        required=True, validate=OneOf(UNITS), metadata={"description": "The unit it is wanted in."}
    )


class ConvertResult(Result):
    value = fields.Float(required=True)
    unit = fields.String(required=True)


def convert(_user: None, value: float, unit: str, to: str) -> dict[str, Any]:
    (measured, size), (wanted, size_of_wanted) = UNITS[unit], UNITS[to]
    if measured != wanted:
        detail = f"{unit} measures {measured} and {to} measures {wanted}. Choose two of a kind."
        raise Problem(422, "Units that do not match", detail)
    return {"value": value * size / size_of_wanted, "unit": to}


CONVERT = Operation(
    name="convertUnits",
    method="GET",
    path="/api/convert",
    summary="Convert a length or a mass from one unit to another",
    description="Returns the value in the unit that is wanted. Both units measure the same thing.",
    examples=(
        "How many kilometres are 26 miles?",
        "What is 12 ounces in grams?",
        "I weigh 70 kilos, how many pounds is that?",
    ),
    scopes=(),  # public: no scope, no sign-in, and the function gets no user
    arguments=ConvertArguments,
    result=ConvertResult,
    function=convert,
    read_only=True,
    destructive=False,
    open_world=False,
    consequential=False,
)

PLUGIN = Plugin(
    operations=(CONVERT,),
    description_for_human="Convert lengths and masses.",
    description_for_model="Plugin for converting lengths and masses between common units.",
)

SETTINGS = {"PLUGIN_AUTH": "none", "NAME_FOR_HUMAN": "Units", "NAME_FOR_MODEL": "units"}


def create() -> Flask:
    return create_app(SETTINGS, plugin=PLUGIN)


if __name__ == "__main__":
    run_commands(create)
