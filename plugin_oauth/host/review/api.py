"""The API under review: operations that only read, each called once, without a token and with one.

A stranger's API is spared: half of the time that is left, no more than a hundred operations, and
none whose name or document says that it does more than read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from plugin_oauth.host.arguments import NoExample
from plugin_oauth.host.operations import Operation, find_operations, make_call
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.api_values import add_to_query, find_typed_parameters
from plugin_oauth.host.review.parts import Part, Where
from plugin_oauth.host.review.verbs import WRITING, find_verb
from plugin_oauth.host.review.web import NotChecked, Web
from plugin_oauth.host.wire import Answer

_MOST_CALLS = 100
_SHARE_OF_TIME = 0.5
_CONSEQUENTIAL = "x-openai-isConsequential"
# Below an operation; no API has such a path.
NOWHERE = "/plugin-oauth-lint-asks-for-nothing"
_NOBODY = "plugin-oauth-lint-knows-none"
_LONG = "a" * 20_000
_NONSENSE = "plugin-oauth-lint"


@dataclass(frozen=True)
class ApiCall:
    """One call and what came of it; `answer` is None if nothing came, for the reason that is said.

    `is_signed_in`: it was sent with a token.
    """

    name: str
    url: str
    where: Where
    answer: Answer | None
    reason: str = ""
    is_signed_in: bool = False


class Api:
    """The API at an address; the token goes there and nowhere else. No redirect is followed.

    `why_closed` says why there is no token.
    """

    def __init__(
        self, web: Web, spec: Part, base: str, token: str = "", *, why_closed: str = ""
    ) -> None:
        self._web = web
        self._spec = spec
        self._base = base
        self._headers = {"authorization": f"Bearer {token}"} if token else {}
        self._why_closed = why_closed
        self._until = web.seconds_left * (1 - _SHARE_OF_TIME)
        self._left_out: set[str] = set()
        if token:
            web.masking.conceal(token)

    @cached_property
    def open_calls(self) -> list[ApiCall]:
        """Every operation, called without a token; raises NotChecked if there is none to call."""
        calls = list(self._call_all(self._operations, {}))
        if not calls:
            reason = "no operation of the API can be called by GET with what the document says"
            raise NotChecked(reason)
        return calls

    @cached_property
    def signed_in_calls(self) -> list[ApiCall]:
        """The operations that are not public, called with the token; none without one."""
        if not self._headers:
            return []
        closed = [one for one in self._operations if one.needs_token is not False]
        return list(self._call_all(closed, self._headers))

    @property
    def answers(self) -> list[tuple[ApiCall, Answer]]:
        """The calls that were meant to be answered and were; raises NotChecked if none was."""
        public = [one for one in self.open_calls if self._is_public(one)]
        found = [(one, one.answer) for one in (*public, *self.signed_in_calls) if one.answer]
        if not found:
            reason = "no operation that only reads is public"
            raise NotChecked(f"{reason}; for the others {self._why_closed}")
        return found

    @property
    def wrong_calls(self) -> Iterator[ApiCall]:
        """Yield calls of what is not there, with far too much, and with values that are none."""
        first = self.open_calls[0]
        nowhere = first.url.partition("?")[0].rstrip("/") + NOWHERE
        yield self._ask("a path that is not there", nowhere, self._spec.at("paths"), self._headers)
        items = [one for one in self._operations if _names_an_item(one)]
        yield from self._call_all(items, self._headers, of_nobody=True)
        headers, typed = self._headers, find_typed_parameters(self._spec)
        for call in self.open_calls:
            if self._is_late:
                return
            long = add_to_query(call.url, "x", _LONG)
            yield self._ask(f"{call.name} with far too much", long, call.where, headers)
            for name in typed.get(call.name, ()):
                wrong = add_to_query(call.url, name, _NONSENSE)
                yield self._ask(f"{call.name} with a wrong {name}", wrong, call.where, headers)

    def require_all(self) -> None:
        """Raise NotChecked if there is more to call than was called."""
        if self._left_out:
            raise NotChecked(f"{len(self._left_out)} operations were left out: it takes too long")
        closed = [one for one in self.open_calls if not self._is_public(one)]
        if closed and not self._headers:
            raise NotChecked(f"{len(closed)} operations need a sign-in: {self._why_closed}")

    @cached_property
    def _operations(self) -> list[Operation]:
        return [one for one in find_operations(self._spec.document) if self._only_reads(one)]

    def _only_reads(self, operation: Operation) -> bool:
        if operation.method != "GET" or find_verb(operation.operation_id) in WRITING:
            return False
        return self._spec.document["paths"][operation.path]["get"].get(_CONSEQUENTIAL) is not True

    @cached_property
    def _public(self) -> set[str]:
        return {one.operation_id for one in self._operations if one.needs_token is False}

    @property
    def _is_late(self) -> bool:
        return self._web.seconds_left < self._until

    def _is_public(self, call: ApiCall) -> bool:
        """Whether the document says so, or the API showed it."""
        return call.name in self._public or (call.answer is not None and call.answer.is_success)

    def _call_all(
        self, operations: list[Operation], headers: dict[str, str], *, of_nobody: bool = False
    ) -> Iterator[ApiCall]:
        for index, operation in enumerate(operations):
            if self._is_late or index == _MOST_CALLS:
                self._left_out |= {one.operation_id for one in operations[index:]}
                return
            address = self._item_of_nobody(operation) if of_nobody else self._address(operation)
            where = self._spec.at("paths", operation.path, "get")
            name = operation.operation_id + " of what is not there" * of_nobody
            if address:
                yield self._ask(name, self._base + address, where, headers)

    def _address(self, operation: Operation) -> str:
        """Return the call's path and query, empty if the document has no values for them."""
        try:
            call = make_call(self._spec.document, operation)
        except NoExample:
            return ""
        return call.path + (f"?{call.query}" if call.query else "")

    def _item_of_nobody(self, operation: Operation) -> str:
        path = operation.path
        for parameter in operation.parameters:
            path = path.replace(f"{{{parameter.name}}}", _NOBODY)
        return path

    def _ask(self, name: str, url: str, where: Where, headers: dict[str, str]) -> ApiCall:
        """Send one GET as a host does, with the same patience."""
        try:
            answer, reason = self._web.call(url, **headers), ""
        except Failure as failure:
            answer, reason = None, str(failure)
        return ApiCall(name, url, where, answer, reason, bool(headers))


def _names_an_item(operation: Operation) -> bool:
    """Whether all that the operation needs is which item it is about."""
    return bool(operation.parameters) and all(one.place == "path" for one in operation.parameters)
