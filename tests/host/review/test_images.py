"""An image's kind and size are read from its first bytes, and rubbish is survived."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin_oauth.host.review.images import Image, read_image
from tests.host.fake_plugin import png

WIDTH, HEIGHT = 706, 512


def jpeg() -> bytes:
    """Return a JPEG's beginning: a comment, then the frame header (ITU-T T.81, B.2.2)."""
    comment = b"\xff\xfe" + struct.pack(">H", 7) + b"hello"
    frame = struct.pack(">HBHHB", 11, 8, HEIGHT, WIDTH, 1)
    return b"\xff\xd8" + comment + b"\xff\xc0" + frame


def webp(chunk: bytes, body: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + chunk + b"\0\0\0\0" + body


def three_bytes(value: int) -> bytes:
    return value.to_bytes(3, "little")


LOSSY = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", WIDTH, HEIGHT)
LOSSLESS = b"\x2f" + struct.pack("<I", (WIDTH - 1) | (HEIGHT - 1) << 14)
EXTENDED = b"\0\0\0\0" + three_bytes(WIDTH - 1) + three_bytes(HEIGHT - 1)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(WIDTH, HEIGHT), "png"),
        (b"GIF89a" + struct.pack("<HH", WIDTH, HEIGHT), "gif"),
        (jpeg(), "jpeg"),
        (webp(b"VP8 ", LOSSY), "webp"),
        (webp(b"VP8L", LOSSLESS), "webp"),
        (webp(b"VP8X", EXTENDED), "webp"),
    ],
)
def test_kind_and_size_are_read(content: bytes, kind: str) -> None:
    assert read_image(content) == Image(kind, WIDTH, HEIGHT)


def test_a_drawing_has_no_pixels() -> None:
    assert read_image(b'<?xml version="1.0"?><svg xmlns="...">') == Image("svg")


@pytest.mark.parametrize("content", [b"", b"hello", b"<svga>"])
def test_what_is_no_image_is_none(content: bytes) -> None:
    assert read_image(content) is None


@given(
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8", webp(b"VP8L", b"")]),
    st.binary(max_size=60),
)
def test_the_rest_may_be_rubbish(beginning: bytes, rest: bytes) -> None:
    assert read_image(beginning + rest)
