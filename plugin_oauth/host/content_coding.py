"""Bodies unpacked within a limit (RFC 9110 section 8.4.1): gzip and deflate, one of them at most.

A few hundred bytes that were packed twice unpack to gigabytes, in one call that no deadline ends.
So only what was asked for is unpacked, once, and never further than will be read.
"""

import zlib
from typing import Any

ACCEPTED = "gzip, deflate"

_GZIP = 16 + zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_LONGEST_NAME = 60
_ZLIB_METHOD = 8  # in the low half of the first byte (RFC 1950 section 2.2)


class UnreadableBody(ValueError):  # noqa: N818 - what it is
    """The body is packed in a way that was not asked for, or is damaged."""


class Unpacker:
    """Unpacks one body, piece by piece, as its Content-Encoding says."""

    def __init__(self, coding: str) -> None:
        self._coding = coding.strip().lower()
        self._is_packed = self._coding not in {"", "identity"}
        self._stream: Any = None

    def unpack(self, piece: bytes, most: int) -> bytes:
        """Return what the piece adds to the body, up to `most` bytes; raises UnreadableBody.

        `most` is at least 1. A piece that adds so many is the last one that may be unpacked.
        """
        if not self._is_packed:
            return piece[:most]
        if self._stream is None:
            self._stream = zlib.decompressobj(self._window(piece))
        try:
            return bytes(self._stream.decompress(piece, most))
        except zlib.error as error:
            raise UnreadableBody(f"its body is no {self._coding}: {error}") from None

    def _window(self, first: bytes) -> int:
        if self._coding in {"gzip", "x-gzip"}:
            return _GZIP
        if self._coding == "deflate":
            # Some servers leave out zlib's header, which browsers put up with.
            return zlib.MAX_WBITS if first[:1] and first[0] & 15 == _ZLIB_METHOD else _RAW
        shown = self._coding[:_LONGEST_NAME]
        raise UnreadableBody(f"its Content-Encoding is {shown!r}, not one of {ACCEPTED}")
