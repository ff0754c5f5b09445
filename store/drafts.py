"""What every backend does alike before it writes: check, place, chain, recognise a repeat.

Pure: events and what the log holds go in, rows come out.  A row is the tuple of the columns
of the event table, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from store.canonical import GENESIS, check_text, encode_utf8, link, spell_ids
from store.errors import (
    BrokenLogError,
    ConcurrencyConflictError,
    IdempotencyConflictError,
    InvalidEventError,
    PartlyRecordedError,
)
from store.records import NewEvent, RecordedEvent, StreamId
from store.rows import Row, row_of


class Draft(NamedTuple):
    """A new event, checked and spelt as it will be kept."""

    id: str
    type: str
    schema: int
    payload: bytes
    """UTF-8, as it goes into the chain."""
    metadata: str


class Tail(NamedTuple):
    """The end of the log: what the next event follows."""

    position: int
    recorded_at: str
    hash: str


EMPTY = Tail(0, "", GENESIS)
_LAST_SCHEMA = 2**31 - 1
_OPENING = ord("{")
_NOTHING: Mapping[str, object] = {}


def stream_key(stream: StreamId) -> str:
    """Return the name under which a stream is kept.

    A category with a slash is refused: ``a/b`` + ``c`` and ``a`` + ``b/c`` would be one.
    """
    if "/" in stream.category or not stream.category or not stream.name:
        message = f"{stream!r}: a stream has a category without a slash, and a name"
        raise InvalidEventError(message)
    return check_name(f"{stream.category}/{stream.name}")


@lru_cache(maxsize=1024)
def check_name(name: str) -> str:
    """Return *name*, refused where some database could not hold it or would show it as another."""
    if not name or not name.isprintable():
        message = f"{name!r} is not a name: it is empty or has characters that cannot be shown"
        raise InvalidEventError(message)
    return name


def check_key(key: str) -> str:
    """Return the key of a state: any text that every database can hold."""
    if "\0" in key:
        message = f"{key!r} holds a NUL, which PostgreSQL keeps in no text"
        raise InvalidEventError(message)
    return check_text(key)


def drafts(events: Sequence[NewEvent]) -> list[Draft]:
    """Check and spell a batch, raise InvalidEventError; an id may stand in it only once."""
    ids = spell_ids([event.id for event in events])
    if len(set(ids)) < len(ids):
        message = "an event id stands twice in one batch"
        raise InvalidEventError(message)
    return [*map(_draft, ids, events)]


def _draft(event_id: str, event: NewEvent) -> Draft:
    schema = event.schema
    if type(schema) is not int or not 1 <= schema <= _LAST_SCHEMA:
        message = f"event {event_id}: schema versions are whole numbers from 1, not {schema!r}"
        raise InvalidEventError(message)
    payload = encode_utf8(event.payload)
    if payload[0] != _OPENING:
        raise _not_an_object(payload)
    metadata = "{}" if event.metadata == _NOTHING else encode_map(event.metadata)
    # What NamedTuple's own constructor does, in half of its time.
    return tuple.__new__(Draft, (event_id, check_name(event.type), schema, payload, metadata))


def encode_map(value: object) -> str:
    """Return a JSON object in canonical form; anything else is refused."""
    text = encode_utf8(value)
    if text[0] != _OPENING:
        raise _not_an_object(text)
    return text.decode()


def _not_an_object(text: bytes) -> InvalidEventError:
    told = text.decode()[:40]
    return InvalidEventError(f"a payload, a metadata or a state is a JSON object, not {told}")


def check_expected(stream: str, expected: int | None, actual: int) -> None:
    """Raise ConcurrencyConflictError where *actual* is not what the writer had read."""
    if expected is not None and expected != actual:
        raise ConcurrencyConflictError(stream, expected, actual)


def chain(made: Sequence[Draft], *, stream: str, after: int, tail: Tail, now: str) -> list[Row]:
    """Place *made* behind version *after* of *stream* and behind *tail* of the log.

    Time never runs back along the log, even when the clock was set back.
    """
    rows: list[Row] = []
    position, previous = tail.position, tail.hash
    at = max(now, tail.recorded_at)
    for version, one in enumerate(made, start=after + 1):
        position += 1
        event_id, kind, schema, payload, metadata = one
        previous = link(previous, (position, stream, version, event_id, kind, schema, at, payload, metadata))
        rows.append((position, stream, version, event_id, kind, schema, at, payload, metadata, previous))
    return rows


def follow(events: Sequence[RecordedEvent], tail: Tail) -> list[Row]:
    """Return the rows of events recorded elsewhere; raise where they do not follow *tail*."""
    rows = [row_of(event) for event in events]
    position, previous = tail.position, tail.hash
    for row in rows:
        position += 1
        if row[0] != position or link(previous, row[:9]) != row[9]:
            message = (
                f"event {row[0]} ({row[4]} of {row[1]}) does not follow event {position - 1} of this log; "
                "only a continuation of the same log can be added to it"
            )
            raise BrokenLogError(message)
        previous = row[9]
    return rows


def repeated(made: Sequence[Draft], *, stream: str, known: Mapping[str, Row]) -> list[Row]:
    """Return the rows under which *made* are in the log already; raise where that is not so.

    What an event says is compared (stream, type, schema, payload), and not its metadata,
    which tell how it came to be recorded.
    """
    rows: list[Row] = []
    for one in made:
        row = known.get(one.id)
        if row is None:
            continue
        if (row[1], row[4], row[5], row[7]) != (stream, one.type, one.schema, one.payload):
            raise IdempotencyConflictError(one.id, row[0])
        rows.append(row)
    if len(rows) < len(made):
        raise PartlyRecordedError(rows[0][3], rows[0][0], len(rows), len(made))
    return rows
