"""The kind and size of an image, from its first bytes: PNG, JPEG, GIF, WebP, SVG."""

import re
import struct
from dataclasses import dataclass

_SOF_MARKERS = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


@dataclass(frozen=True)
class Image:
    """Pixels; zero where they cannot be told."""

    kind: str
    width: int = 0
    height: int = 0


def read_image(content: bytes) -> Image | None:
    """Return what the bytes are, None if no image that we know."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Image("png", *_unpack(">II", content, 16))
    if content.startswith((b"GIF87a", b"GIF89a")):
        return Image("gif", *_unpack("<HH", content, 6))
    if content.startswith(b"\xff\xd8"):
        return Image("jpeg", *_jpeg_size(content))
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Image("webp", *_webp_size(content))
    if re.search(rb"<svg[\s>]", content[:1_000]):
        return Image("svg")
    return None


def _unpack(form: str, content: bytes, offset: int) -> tuple[int, int]:
    try:
        first, second = struct.unpack_from(form, content, offset)
    except struct.error:
        return (0, 0)
    return int(first), int(second)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - the marker's byte
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _SOF_MARKERS:
            height, width = _unpack(">HH", content, at + 5)
            return width, height
        at += 2 + max(length, 2)
    return (0, 0)


def _webp_size(content: bytes) -> tuple[int, int]:
    """Read the size from the first chunk of each of the three forms."""
    chunk = content[12:16]
    if chunk == b"VP8X":
        width = int.from_bytes(content[24:27], "little")
        height = int.from_bytes(content[27:30], "little")
        return width + 1, height + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = _unpack("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF
