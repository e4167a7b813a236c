"""One request and what came back, masked: what a report may show (RFC 9110 section 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plugin_oauth.host.masking import Masking

# Of a body in a report. A person reads no further, and a thousand long ones make no report.
MOST_BODY = 4_000

_MOST_LINE = 600
_TELLING = ("location", "www-authenticate")


class Sender(StrEnum):
    """Who speaks: the person's browser, or the host's own servers."""

    BROWSER = "browser"
    HOST = "stand-in"


@dataclass(frozen=True)
class Message:
    """One HTTP message; `start` is its first line, a web page's body is the text of the page."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: str

    def masked(self, masking: Masking) -> "Message":
        return Message(
            masking.mask(self.start),
            tuple((name, masking.mask_header(name, value)) for name, value in self.headers),
            masking.mask(self.body, most=MOST_BODY),
        )


@dataclass(frozen=True)
class Exchange:
    """A request and its response, None where there was none; seconds is how long that took."""

    sender: Sender
    request: Message
    response: Message | None
    seconds: float

    @property
    def sent(self) -> str:
        """The request in one line."""
        return _line(self.request.start, self.request.body)

    @property
    def got(self) -> str:
        """The response in one line, with the headers that say what to do next."""
        if self.response is None:
            return "no answer"
        headers = dict(self.response.headers)
        telling = [f"{name}: {headers[name]}" for name in _TELLING if name in headers]
        media_type = headers.get("content-type", "").partition(";")[0]
        return _line(self.response.start, media_type, *telling, self.response.body)

    def masked(self, masking: Masking) -> "Exchange":
        response = self.response and self.response.masked(masking)
        return Exchange(self.sender, self.request.masked(masking), response, self.seconds)


def make_message(start: str, headers: Iterable[tuple[str, str]], body: str) -> Message:
    return Message(start, tuple((name.lower(), value) for name, value in headers), body)


def _line(*parts: str) -> str:
    line = " ".join(part for part in parts if part)
    return line[:_MOST_LINE] + (" ..." if len(line) > _MOST_LINE else "")
