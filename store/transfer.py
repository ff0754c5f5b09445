"""The log as JSON Lines, both ways: positions, times and hashes kept.

The first line tells the format and the head of the log; then one event a line, in canonical
form with its hash before it.  Checkpoints and states are not in it: they are made from the
log again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

from store.api import EventStore, Reader
from store.canonical import canonical, encode, format_instant, parse_instant
from store.drafts import check_name, encode_map, stream_key
from store.errors import BrokenLogError, StoreError
from store.records import StreamId
from store.rows import Row, recorded, row_of
from store.verify import Head, head_of, verify_rows

FORMAT = 1
_BATCH = 1000


def export_log(reader: Reader, out: TextIO) -> Head:
    """Write the log as it is now; return its head.

    What is damaged is written as it is: :func:`import_log` will say where.
    """
    head = head_of(reader)
    print(encode({"format": FORMAT, "head": str(head)}), file=out)
    for event in reader.read_all(limit=head.position):
        row = row_of(event)
        print(f'{{"hash":"{row[9]}",{canonical(row[:9])[1:]}', file=out)
    return head


def import_log(store: EventStore, path: Path) -> Head:
    """Add the log of a file to *store*, which is empty or holds the beginning of the same log.

    The whole file is verified before anything is kept; raise BrokenLogError with the first
    fault.  An import that was interrupted goes on where it stopped.
    """
    head = _verified(path)
    shared = min(head.position, store.head())
    with path.open(encoding="utf-8") as lines:
        _read_first(path, lines)
        rows = _rows(path, lines)
        for row, event in zip(islice(rows, shared), store.read_all(limit=shared), strict=True):
            if row[9] != event.hash:
                message = f"{path} and the store hold different logs: they part at event {event.position}"
                raise BrokenLogError(message)
        while batch := [recorded(row) for row in islice(rows, _BATCH)]:
            with store.transaction() as work:
                work.adopt(batch)
    return head


def _verified(path: Path) -> Head:
    with path.open(encoding="utf-8") as lines:
        head = _read_first(path, lines)
        report = verify_rows(_rows(path, lines), head=head)
    if report.fault is not None:
        message = f"{path} is not a log as it was written: {report.fault.message}"
        raise BrokenLogError(message)
    if report.head != head:
        message = f"{path} goes on behind the head in its first line, {head}: lines were added"
        raise BrokenLogError(message)
    return head


def _read_first(path: Path, lines: TextIO) -> Head:
    try:
        first = json.loads(next(lines, ""))
        if first["format"] == FORMAT:
            return Head.parse(first["head"])
        fault = f"has format {first['format']}, and this version reads {FORMAT}"
    except (ValueError, TypeError, KeyError, AttributeError):
        fault = "does not begin as an exported log does"
    message = f"{path} {fault}"
    raise BrokenLogError(message)


def _rows(path: Path, lines: TextIO) -> Iterator[Row]:
    number = 1
    while True:
        number += 1
        try:
            line = next(lines, "")
            if not line:
                return
            row = _row(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError, StoreError, RecursionError) as error:
            message = f"{path}, line {number}, is not an event: {error}"
            raise BrokenLogError(message) from error
        yield row


def _row(event: Any) -> Row:  # noqa: ANN401 - whatever stood in the line
    """Read an event back; raise where a value is not of the kind that the log keeps."""
    position, version, schema = int(event["position"]), int(event["version"]), int(event["schema"])
    if not 1 <= schema < 2**31 or not (0 < position < 2**63 and 0 <= version < 2**63):
        message = "its position, version or schema is not one that a log gives"
        raise ValueError(message)
    category, _, name = event["stream"].partition("/")
    return (
        position,
        stream_key(StreamId(category, name)),
        version,
        str(UUID(event["id"])),
        check_name(event["type"]),
        schema,
        format_instant(parse_instant(event["recorded_at"])),
        encode_map(event["payload"]).encode(),
        encode_map(event["metadata"]),
        str(event["hash"]),
    )
