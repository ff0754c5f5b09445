"""Rows of the event table, and events that read theirs only when they are asked.

A projection that wants one event in ten should not pay for decoding the other nine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

from store.canonical import decode, encode, encode_utf8, format_instant, parse_instant
from store.records import RecordedEvent, StreamId

Row: TypeAlias = tuple[int, str, int, str, str, int, str, bytes, str, str]
"""position, stream, version, id, type, schema, recorded_at, payload (UTF-8), metadata, hash."""

FetchedRow: TypeAlias = tuple[int, str, int, str, str, int, str, str | bytes, str, str]
"""The same as it is fetched: the payload may be text."""


class StoredEvent(RecordedEvent):
    """A recorded event over its row; what :func:`recorded` makes."""

    __slots__ = ("_payload", "_row")
    _row: FetchedRow
    _payload: Mapping[str, Any] | None

    def __init__(  # noqa: PLR0913 - the fields of RecordedEvent; dataclasses.replace() gives them
        self,
        *,
        position: int,
        stream: StreamId,
        version: int,
        id: UUID,  # noqa: A002 - the field's name
        type: str,  # noqa: A002 - the field's name
        schema: int,
        recorded_at: datetime,
        payload: Mapping[str, Any],
        metadata: Mapping[str, Any],
        hash: str,  # noqa: A002 - the field's name
    ) -> None:
        at, data, notes = format_instant(recorded_at), encode_utf8(payload), encode(metadata)
        row = (position, str(stream), version, str(id), type, schema, at, data, notes, hash)
        _set_row(self, row)
        _set_payload(self, None)

    @property
    def position(self) -> int:
        """See RecordedEvent; so too below."""
        return self._row[0]

    @property
    def stream(self) -> StreamId:  # noqa: D102 - RecordedEvent says it
        return stream_id(self._row[1])

    @property
    def version(self) -> int:  # noqa: D102 - RecordedEvent says it
        return self._row[2]

    @property
    def id(self) -> UUID:  # noqa: D102 - RecordedEvent says it
        return UUID(self._row[3])

    @property
    def type(self) -> str:  # noqa: D102 - RecordedEvent says it
        return self._row[4]

    @property
    def schema(self) -> int:  # noqa: D102 - RecordedEvent says it
        return self._row[5]

    @property
    def recorded_at(self) -> datetime:  # noqa: D102 - RecordedEvent says it
        return parse_instant(self._row[6])

    @property
    def payload(self) -> Mapping[str, Any]:  # noqa: D102 - RecordedEvent says it
        payload = self._payload
        if payload is None:
            payload = _read(self._row[7])
            _set_payload(self, payload)
        return payload

    @property
    def metadata(self) -> Mapping[str, Any]:  # noqa: D102 - RecordedEvent says it
        return decode(self._row[8])

    @property
    def hash(self) -> str:  # noqa: D102 - RecordedEvent says it
        return self._row[9]

    def __reduce__(self) -> tuple[Any, ...]:
        return recorded, (self._row,)


_new = object.__new__
_slots: Any = StoredEvent
_set_row = _slots._row.__set__  # noqa: SLF001 - the slot itself
_set_payload = _slots._payload.__set__  # noqa: SLF001 - the slot itself
_read: Callable[[str | bytes], Mapping[str, Any]] = decode


def hasten() -> None:
    """Have payloads read by orjson from now on: faster, and its import worth a long read only."""
    global _read  # noqa: PLW0603 - imported at the first need, once
    from orjson import loads  # noqa: PLC0415 - see above

    _read = loads


def recorded(row: FetchedRow) -> RecordedEvent:
    """Read a row back.

    >>> row = (1, "a/b", 0, "0" * 32, "Noted", 1, "2026-03-04T12:00:00.000000Z", "{}", "{}", "")
    >>> recorded(row).stream
    StreamId(category='a', name='b')
    """
    event = _new(StoredEvent)
    _set_row(event, row)
    _set_payload(event, None)
    return event


def row_of(event: RecordedEvent) -> Row:
    """Return the row that *event* was read from, or would be."""
    if isinstance(event, StoredEvent):
        position, stream, version, event_id, kind, schema, at, payload, metadata, digest = event._row  # noqa: SLF001 - of this module
        if isinstance(payload, str):
            payload = payload.encode(errors="surrogateescape")
        return position, stream, version, event_id, kind, schema, at, payload, metadata, digest
    return (
        event.position,
        str(event.stream),
        event.version,
        str(event.id),
        event.type,
        event.schema,
        format_instant(event.recorded_at),
        encode_utf8(event.payload),
        encode(event.metadata),
        event.hash,
    )


@lru_cache(maxsize=4096)
def stream_id(key: str) -> StreamId:
    """Return the stream that is kept under *key*."""
    category, _, name = key.partition("/")
    return StreamId(category, name)
