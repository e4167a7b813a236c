"""URLs that decide: a resource's name and the address in a proof, against every near miss."""

import re
from collections.abc import Iterator

import httpx
import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from plugin_oauth.oauth.dpop import is_same_url
from plugin_oauth.oauth.resources import find_resource

ORIGIN = "https://kiosk.example:8443"
RESOURCES = {f"{ORIGIN}/api", f"{ORIGIN}/mcp"}
SPELLINGS = re.compile(r"https://kiosk\.example:8443/(?P<path>api|mcp)/?", re.ASCII | re.IGNORECASE)
CALLED = f"{ORIGIN}/api/tasks"

WHOLE = ["https://", "http://", "//", "kiosk.example", ":8443", ":443", "/api", "/mcp", "/tasks"]
SINGLE = [*"/@?#:[\\\t\n \0", "..", "%2f", "%61", "\u212a", "\ud800"]
PARTS = st.sampled_from(WHOLE + SINGLE)


@st.composite
def near_misses(draw: st.DrawFn, url: str) -> str:
    """The URL with a piece of it replaced by anything: by nothing, by a part, by any text."""
    begin = draw(st.integers(0, len(url)))
    end = draw(st.integers(begin, min(begin + 8, len(url))))
    piece = draw(st.just("") | PARTS | st.text(max_size=4) | st.just(url[begin:end].swapcase()))
    return url[:begin] + piece + url[end:]


@pytest.fixture(scope="module", autouse=True)
def bare() -> Iterator[Flask]:
    """The one setting that decides here, and no database."""
    bare = Flask(__name__)
    bare.config["BASE_URL"] = ORIGIN
    with bare.app_context():
        yield bare


@given(near_misses(f"{ORIGIN}/mcp") | near_misses(f"{ORIGIN}/api/") | st.text())
@example(f"{ORIGIN}/m\tcp")
@example(f" {ORIGIN}/mcp")
@example(f"{ORIGIN}/mcp?")
@example(ORIGIN.replace("k", "\u212a") + "/mcp")
def test_a_resource_has_two_spellings_and_the_host_in_any_case(uri: str) -> None:
    spelled = SPELLINGS.fullmatch(uri)
    known = spelled and spelled["path"] in {"api", "mcp"}
    assert find_resource(uri) == (uri.lower().removesuffix("/") if known else None)


@given(near_misses(CALLED) | st.text() | st.lists(PARTS).map("".join))
@example(f"{ORIGIN}/api\t/tasks")
@example(f" {CALLED}")
@example(CALLED.replace("k", "\u212a", 1))
@example("https://kiosk.example:8443@evil.example/api/tasks")
def test_an_address_in_a_proof_is_ours_only_if_another_reader_says_so(htu: str) -> None:
    """The other reader is httpx: what it would call is what we were called at."""
    if not is_same_url(htu, CALLED):
        return
    read = httpx.URL(htu)
    assert (read.scheme, read.host, read.port) == ("https", "kiosk.example", 8443)
    assert (read.path, read.userinfo) == ("/api/tasks", b"")


@given(st.text(st.characters(codec="ascii", categories=["L", "N"])))
def test_the_query_and_the_fragment_of_an_address_do_not_count(text: str) -> None:
    assert is_same_url(f"{CALLED}?{text}#{text}", CALLED)


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.lists(st.text()))
def test_what_is_no_text_is_no_address(htu: object) -> None:
    assert not is_same_url(htu, CALLED)
