"""What an operation is: everything any host has to know of it, said once and in no host's words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from marshmallow import Schema

from plugin_oauth.oauth.scopes import Scope

Method = Literal["GET", "POST", "PUT", "DELETE"]

_PATH_NAME = re.compile(r"{(\w+)}")


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing a host can do for a person.

    The function takes the CurrentUser and, by keyword, the arguments as their schema loads them;
    it returns what the result schema dumps. An operation without scopes is public: anybody may call
    it, a token that is sent all the same is not looked at, and its function gets None for a user.
    An argument named in the path travels there; the others travel in the query of a GET and in the
    JSON body of anything else.
    """

    name: str  # operationId, and the name of the tool
    method: Method
    path: str  # below the origin, {argument} in braces
    summary: str
    description: str
    examples: tuple[str, ...]  # what a person might say to a model that should lead here
    scopes: tuple[Scope, ...]
    arguments: type[Schema]
    result: type[Schema]
    function: Callable[..., object]
    read_only: bool
    destructive: bool
    open_world: bool
    consequential: bool  # the host asks the person before every call
    status: int = 200
    is_shown: bool = False  # hosts that can show its result as a card do so

    @property
    def is_public(self) -> bool:
        return not self.scopes

    @property
    def scope_names(self) -> tuple[str, ...]:
        return tuple(scope.name for scope in self.scopes)

    @property
    def path_names(self) -> tuple[str, ...]:
        """Return the names of the arguments that travel in the path."""
        return tuple(_PATH_NAME.findall(self.path))

    @property
    def flask_rule(self) -> str:
        return _PATH_NAME.sub(r"<\1>", self.path)

    def path_arguments(self) -> Schema:
        """Return the schema of the arguments that travel in the path."""
        return self.arguments(only=self.path_names)

    def sent_arguments(self) -> Schema:
        """Return the schema of the arguments that travel in the query or the body."""
        return self.arguments(exclude=self.path_names)
