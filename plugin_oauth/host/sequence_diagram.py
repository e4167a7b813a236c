"""A sequence diagram of HTTP messages: who spoke to whom, in what order, as numbers to draw by."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from plugin_oauth.host.exchange import Exchange, Sender
from plugin_oauth.host.story import Result

# Where the lanes stand, and how much height a thing takes, in the diagram's own units.
LANES = {"browser": 90, Sender.HOST.value: 270, "server": 640}
WIDTH = 730
_HEAD = 44
_ROW = 26
_BAND = 34
_LONGEST_LABEL = 52


@dataclass(frozen=True)
class Band:
    """Where a step begins."""

    y: int
    text: str


@dataclass(frozen=True)
class Arrow:
    """One message. `is_reply` is drawn dashed, `is_error` says that nothing good came back."""

    y: int
    start: int
    end: int
    label: str
    is_reply: bool = False
    is_error: bool = False

    @property
    def middle(self) -> int:
        return (self.start + self.end) // 2

    @property
    def tip(self) -> str:
        """The corners of the arrow's head."""
        back = -8 if self.end > self.start else 8
        x, y = self.end, self.y
        return f"{x},{y} {x + back},{y - 4} {x + back},{y + 4}"


@dataclass(frozen=True)
class Diagram:
    """What to draw, from top to bottom."""

    bands: tuple[Band, ...]
    arrows: tuple[Arrow, ...]
    height: int

    @property
    def messages(self) -> int:
        return len(self.arrows)


def draw(results: Sequence[Result], target: str) -> Diagram:
    """Return the diagram of all messages of these steps; steps without a message are left out."""
    home = _find_home(results, target)
    y = _HEAD
    number = 0
    bands: list[Band] = []
    arrows: list[Arrow] = []
    for result in results:
        if not result.exchanges:
            continue
        y += _BAND
        bands.append(Band(y, result.name))
        for exchange in result.exchanges:
            number += 1
            arrows += _draw_exchange(exchange, number, y + _ROW, home)
            y += 2 * _ROW
    return Diagram(tuple(bands), tuple(arrows), y + _ROW)


def _draw_exchange(exchange: Exchange, number: int, y: int, home: str) -> Sequence[Arrow]:
    lane, server = LANES[exchange.sender.value], LANES["server"]
    method, _, url = exchange.request.start.partition(" ")
    label = f"{number}  {method} {_place(url, home)}"
    request = Arrow(y, lane, server, _shorten(label))
    if exchange.response is None:
        return (request, Arrow(y + _ROW, server, lane, "no answer", is_reply=True, is_error=True))
    status = exchange.response.start
    location = dict(exchange.response.headers).get("location")
    reply = f"{status} to {_place(location, home)}" if location else status
    is_error = status >= "400"
    return (
        request,
        Arrow(y + _ROW, server, lane, _shorten(reply), is_reply=True, is_error=is_error),
    )


def _find_home(results: Sequence[Result], target: str) -> str:
    """Return the server's host and port; whom a package is of is seen at the first message."""
    exchanges = [exchange for result in results for exchange in result.exchanges]
    first = exchanges[0].request.start.partition(" ")[2] if exchanges else ""
    try:
        return urlsplit(target).netloc or urlsplit(first).netloc
    except ValueError:
        return ""


def _place(url: str, home: str) -> str:
    """Return what a reader needs of a URL: its path, and the host where that is another one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.netloc or parts.netloc == home:
        return parts.path or "/"
    return f"{parts.netloc}{parts.path}"


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…"
