"""Undo Content-Encoding without trusting it: never more than the cap, never half of a body."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

_GZIP_WINDOW = 31
_ZLIB_WINDOW = 15
_RAW_WINDOW = -15
_PIECE = 1 << 18


class TooLargeError(Exception):
    """The body passes the cap."""


class BadEncodingError(Exception):
    """The body is not what its Content-Encoding says, or it is cut off."""


def collect(chunks: Iterable[bytes], *, encoding: str, cap: int) -> bytes:
    """Join *chunks*, decoded from *encoding* (``""``, ``gzip`` or ``deflate``), up to *cap* bytes.

    >>> collect([b"ab", b"c"], encoding="", cap=3)
    b'abc'
    """
    body = bytearray()
    for piece in chunks if not encoding else _inflated(chunks, encoding):
        body += piece
        if len(body) > cap:
            raise TooLargeError
    return bytes(body)


def _inflated(chunks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    """Yield what *chunks* inflate to, a bounded piece at a time.

    Members that follow one another count as one body; bytes after the last one that begin
    no further member are padding.  Old servers send ``deflate`` without its wrapper.
    """
    inflater, members, fed = None, 0, False
    for chunk in chunks:
        data = chunk
        while data:
            if inflater is None:
                inflater, fed = _inflater(data, encoding), False
            try:
                piece = inflater.decompress(data, _PIECE)
            except zlib.error as error:
                if members and not fed:
                    return
                raise BadEncodingError(f"the body is not {encoding}") from error
            fed = True
            yield piece
            data = inflater.unconsumed_tail
            if inflater.eof:
                data, members, inflater = inflater.unused_data, members + 1, None
    if inflater is not None or not members:
        raise BadEncodingError("the compressed body is cut off")


def _inflater(data: bytes, encoding: str) -> zlib._Decompress:
    if encoding == "gzip":
        return zlib.decompressobj(_GZIP_WINDOW)
    wrapped = data[0] & 0x0F == zlib.DEFLATED and data[0] >> 4 <= 7
    return zlib.decompressobj(_ZLIB_WINDOW if wrapped else _RAW_WINDOW)
