"""The sequence diagram: an arrow a message, between the lanes of who spoke."""

import itertools

import pytest

from plugin_oauth.host.exchange import Exchange, Sender, make_message
from plugin_oauth.host.sequence_diagram import LANES, Arrow, Diagram, draw
from plugin_oauth.host.story import Mark, Result

TARGET = "https://plugin.example"


def diagram(
    url: str = "/token",
    status: str | None = "200",
    location: str = "",
    sender: Sender = Sender.HOST,
) -> Diagram:
    headers = [("location", location)] if location else []
    request = make_message(f"GET {TARGET}{url}" if url[0] == "/" else f"GET {url}", [], "")
    response = make_message(status, headers, "") if status else None
    exchange = Exchange(sender, request, response, 0.1)
    return draw([Result("step", Mark.OK, exchanges=(exchange,))], TARGET)


def arrows(diagram: Diagram) -> tuple[Arrow, Arrow]:
    request, reply = diagram.arrows
    return request, reply


def test_a_request_goes_to_the_server_and_its_reply_comes_back() -> None:
    request, reply = arrows(diagram())
    assert (request.start, request.end) == (LANES["stand-in"], LANES["server"])
    assert (reply.start, reply.end) == (LANES["server"], LANES["stand-in"])
    assert (request.label, reply.label) == ("1  GET /token", "200")


def test_what_the_browser_sends_starts_in_its_lane() -> None:
    request, _ = arrows(diagram(sender=Sender.BROWSER))
    assert request.start == LANES["browser"]


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("/token?x=1", "1  GET /token"),
        ("https://other.example/token", "1  GET other.example/token"),
        ("/" + "x" * 100, "1  GET /" + "x" * 43 + "…"),
        ("http://[", "1  GET http://["),
    ],
)
def test_a_label_names_the_path_and_a_foreign_host(url: str, label: str) -> None:
    assert arrows(diagram(url))[0].label == label


def test_a_package_is_of_the_server_that_is_asked_first() -> None:
    exchange = Exchange(Sender.HOST, make_message("POST https://shop.example/mcp", [], ""), None, 0)
    drawn = draw([Result("challenge", Mark.OK, exchanges=(exchange,))], "plugin.zip")
    assert arrows(drawn)[0].label == "1  POST /mcp"


def test_a_redirect_says_where_to() -> None:
    _, reply = arrows(diagram(status="302", location="https://chat.example/cb?code=***"))
    assert reply.label == "302 to chat.example/cb"


@pytest.mark.parametrize(("status", "is_error"), [("200", False), ("401", True), (None, True)])
def test_a_reply_that_brings_nothing_good_is_an_error(status: str | None, is_error: bool) -> None:
    assert arrows(diagram(status=status))[1].is_error == is_error


def test_nothing_lies_on_top_of_each_other() -> None:
    exchange = Exchange(Sender.HOST, make_message("GET /", [], ""), None, 0)
    results = [Result(name, Mark.OK, exchanges=(exchange, exchange)) for name in ("a", "b")]
    drawn = draw([*results, Result("silent", Mark.SKIP)], TARGET)
    heights = sorted([band.y for band in drawn.bands] + [arrow.y for arrow in drawn.arrows])
    assert min(after - before for before, after in itertools.pairwise(heights)) >= 20
    assert [band.text for band in drawn.bands] == ["a", "b"]
    assert drawn.height > heights[-1]
