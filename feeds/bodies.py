"""Take the body of an answer, within bounds: into memory, undone, or into a file as it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

import httpcore2

from feeds.answers import ACCEPTED, FetchedFile, refused, stop
from feeds.errors import FailureKind
from feeds.inflate import BadEncodingError, TooLargeError, collect
from feeds.targets import Target

_DECODED = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """An answer that is no redirect, while its connection is open; ``moved`` is where it now lives."""

    target: Target
    response: httpcore2.Response
    moved: str | None


def headers_of(response: httpcore2.Response) -> dict[str, str]:
    """Return the headers by lower-case name; of those that repeat, joined as HTTP joins them."""
    found: dict[str, str] = {}
    for name, value in response.headers:
        key, text = name.decode("latin-1").lower(), value.decode("utf-8", "replace")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def whole_body(target: Target, response: httpcore2.Response, max_bytes: int) -> bytes:
    """Return the body, decompressed."""
    encoding = headers_of(response).get("content-encoding", "")
    known = _DECODED.get(encoding.strip().lower())
    if known is None:
        raise stop(FailureKind.PERMANENT, f"{target.host} sends an encoding that was not offered")
    try:
        return collect(response.iter_stream(), encoding=known, cap=max_bytes)
    except TooLargeError as error:
        reason = f"{target.host} sends a body of more than {max_bytes} bytes"
        raise stop(FailureKind.UNSAFE, reason) from error
    except BadEncodingError as error:
        raise stop(FailureKind.TRANSIENT, f"{target.host}: {error}") from error


def body_to_file(arrival: Arrival, file: BinaryIO, max_bytes: int) -> FetchedFile:
    """Write the body to *file*; an archive that is called gzip-encoded is the archive itself."""
    target, headers = arrival.target, headers_of(arrival.response)
    if arrival.response.status not in ACCEPTED:
        raise refused(target, arrival.response.status, headers)
    if headers.get("content-encoding", "").strip().lower() not in ("", "identity", "gzip", "x-gzip"):
        raise stop(FailureKind.PERMANENT, f"{target.host} sends an encoding that was not offered")
    size = 0
    for piece in arrival.response.iter_stream():
        size += len(piece)
        if size > max_bytes:
            raise stop(FailureKind.UNSAFE, f"{target.host} sends a file of more than {max_bytes} bytes")
        try:
            file.write(piece)
        except OSError as error:
            reason = f"what {target.host} sends cannot be kept: {error.strerror}"
            raise stop(FailureKind.TRANSIENT, reason) from error
    return FetchedFile(url=target.url, size=size, moved_permanently_to=arrival.moved)
