"""Read the members of a .tar.gz one after the other, in bounded memory, without unpacking any.

Names are labels here, never paths; links, devices and giant members are not read at all.  The
standard library's reader takes the size of a header's word for how much memory to use.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from feeds.errors import FailureKind

MAX_MEMBER = 20_000_000
MAX_TOTAL = 4_000_000_000
MAX_MEMBERS = 2_000_000
_BLOCK = 512
_MAX_EXTENSION = 65_536
_REGULAR = (b"0", b"\0", b"7")
_LONG_NAME, _PAX = b"L", b"x"
_PASSED_OVER = (b"5", b"g", b"K")


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file of an archive."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFault:
    """A member that was not read, or the end of an archive that cannot be read further.

    ``name`` is the member's, or that of the last one before the end.
    TRANSIENT says that the archive is cut off or damaged: what was read before is not all of it.
    """

    name: str
    reason: str
    kind: FailureKind
    is_the_end: bool = False


class _EndError(Exception):
    """The archive cannot be read further."""


def read_members(file: BinaryIO) -> Iterator[Member | ArchiveFault]:
    """Yield the files of the archive *file*; a member that is refused costs only itself.

    One that is too large ends the reading: passing over it would mean to inflate it.
    """
    last = ""
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as stream:
            for found in _walk(stream):
                last = found.name
                yield found
    except _EndError as error:
        yield ArchiveFault(name=last, reason=str(error), kind=FailureKind.UNSAFE, is_the_end=True)
    except (EOFError, OSError, zlib.error, ValueError):
        cut = "the archive is cut off or damaged"
        yield ArchiveFault(name=last, reason=cut, kind=FailureKind.TRANSIENT, is_the_end=True)


def _walk(stream: gzip.GzipFile) -> Iterator[Member | ArchiveFault]:
    total = count = 0
    long_name: str | None = None
    while (header := _exactly(stream, _BLOCK)).strip(b"\0"):
        size, kind = _size(header), header[156:157]
        count, total = count + 1, total + size
        if (
            size > (MAX_MEMBER if kind in _REGULAR else _MAX_EXTENSION)
            or total > MAX_TOTAL
            or count > MAX_MEMBERS
        ):
            raise _EndError("a member, or the archive as a whole, is too large")
        body = _exactly(stream, size)
        _exactly(stream, -size % _BLOCK)
        if kind == _LONG_NAME:
            long_name = body.rstrip(b"\0").decode("utf-8", "replace")
        elif kind == _PAX:
            long_name = _pax_path(body) or long_name
        elif kind not in _PASSED_OVER:
            name, long_name = long_name or _name(header), None
            yield _judged(name, kind, body)
    # What follows is padding; reading it checks that nothing of the stream is missing.
    while stream.read(_MAX_EXTENSION):
        total += _MAX_EXTENSION
        if total > MAX_TOTAL:
            raise _EndError("the archive goes on behind its end")


def _judged(name: str, kind: bytes, body: bytes) -> Member | ArchiveFault:
    if kind not in _REGULAR:
        return ArchiveFault(name=name, reason="a link or a device", kind=FailureKind.UNSAFE)
    if name.startswith("/") or "\\" in name or ".." in name.split("/"):
        return ArchiveFault(name=name, reason="a name that leaves the archive", kind=FailureKind.UNSAFE)
    return Member(name, body)


def _exactly(stream: gzip.GzipFile, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _size(header: bytes) -> int:
    """Return the size that *header* gives, once its check sum has been found right."""
    expected = int(header[148:156].rstrip(b"\0 ") or b"0", 8)
    if sum(header[:148]) + sum(header[156:]) + 8 * 32 != expected:
        raise ValueError("not a header")
    field = header[124:136]
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big")
    return int(field.rstrip(b"\0 ") or b"0", 8)


def _name(header: bytes) -> str:
    name, prefix = header[:100].partition(b"\0")[0], header[345:500].partition(b"\0")[0]
    whole = prefix + b"/" + name if prefix and header[257:263] == b"ustar\0" else name
    return whole.decode("utf-8", "replace")


def _pax_path(body: bytes) -> str | None:
    """Return the path of a pax header: records of "length key=value", one a line."""
    for record in body.split(b"\n"):
        key, _, value = record.partition(b" ")[2].partition(b"=")
        if key == b"path":
            return value.decode("utf-8", "replace")
    return None
