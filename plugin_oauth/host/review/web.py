"""What a review fetches: within the time of the whole run, each document once, no redirects."""

import time
from collections.abc import Callable, Mapping
from copy import copy

from plugin_oauth.host.exchange import Sender
from plugin_oauth.host.masking import Masking
from plugin_oauth.host.network import Network
from plugin_oauth.host.plugin_model import PLUGIN, ManifestModel
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.wire import Answer, Wire

# Seconds. A healthy plugin needs one or two; ChatGPT itself waited 15 for each document.
TIME_FOR_ALL = 60.0


class NotChecked(Exception):  # noqa: N818 - an outcome, not an error
    """A rule cannot be judged here; the text says why."""


class Web(Wire):
    """A wire that ends with the run. `get` sends what ChatGPT would, and never a credential."""

    model: ManifestModel = PLUGIN

    def __init__(
        self,
        seconds: float = TIME_FOR_ALL,
        *,
        now: Callable[[], float] = time.monotonic,
        network: Network | None = None,
    ) -> None:
        super().__init__(Masking(), network=network)
        self._seconds = seconds
        self._now = now
        self._end = now() + seconds
        self._answers: dict[tuple[object, ...], Answer | Failure] = {}

    @property
    def seconds_left(self) -> float:
        """What is left of the run's time."""
        return self._end - self._now()

    def get(self, url: str) -> Answer:
        """Return the document, the same one each time; raises as `send` does."""
        return self._once(url, self.model.document_seconds, {})

    def call(self, url: str, **headers: str) -> Answer:
        """Return the API's answer, the same one each time; raises as `send` does.

        Headers are named in Python's spelling: `openai_ephemeral_user_id`.
        """
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._once(url, self.model.call_seconds, {"accept": "application/json", **more})

    def _once(self, url: str, seconds: float, more: Mapping[str, str]) -> Answer:
        headers = {"user-agent": self.model.user_agent, **more}
        key = (url, *headers.items())
        if key not in self._answers:
            try:
                self._answers[key] = self.send("GET", url, seconds=seconds, headers=headers)
            except Failure as failure:
                self._answers[key] = failure
        answer = self._answers[key]
        if isinstance(answer, Failure):
            raise answer
        return answer

    def send(
        self,
        method: str,
        url: str,
        *,
        seconds: float,
        headers: Mapping[str, str],
        content: str = "",
    ) -> Answer:
        """Return the answer, redirects included; raises Failure, or NotChecked when time is up."""
        left = self.seconds_left
        if left <= 0:
            raise self._time_is_up()
        try:
            return super().send(
                method, url, seconds=min(seconds, left), headers=headers, content=content
            )
        except Failure:
            # Ended by the run's own time, not by the host's patience: nobody's fault.
            if left < seconds and self._now() >= self._end:
                raise self._time_is_up() from None
            raise

    def grant(self, seconds: float) -> None:
        """Let the run go on for at least so long from now."""
        self._end = max(self._end, self._now() + seconds)

    def of(self, sender: Sender) -> "Web":
        """Return a wire for somebody else, with the same record and the same end."""
        web = copy(self)
        web._sender = sender
        return web

    def _time_is_up(self) -> NotChecked:
        return NotChecked(f"the run's time of {self._seconds:g} s was over")
