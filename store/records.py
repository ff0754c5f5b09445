"""The values of the log: streams, versions, positions, events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from store.ids import next_id


@dataclass(frozen=True, slots=True)
class StreamId:
    """An event's own sequence: a category and a name within it.

    >>> str(StreamId("platform", "emc2"))
    'platform/emc2'
    """

    category: str
    name: str

    def __str__(self) -> str:
        return f"{self.category}/{self.name}"


NO_STREAM = -1
"""The version of a stream that has no event yet; the first event has version 0."""


@dataclass(frozen=True, slots=True, init=False)
class NewEvent:
    """A fact to be appended.

    ``id`` makes the append idempotent: derive it from what the event says where that may be said
    twice.  Without one the event gets an id of its own, which rises with time (:mod:`store.ids`).
    ``payload`` is JSON: strings, integers of 64 bits, finite floats, booleans, None, lists and
    string-keyed maps.  ``schema`` is the version of the payload's shape, from 1.
    """

    id: UUID
    type: str
    payload: Mapping[str, Any]
    schema: int
    metadata: Mapping[str, Any]

    def __init__(
        self,
        *,
        type: str,  # noqa: A002 - the field's name
        payload: Mapping[str, Any],
        id: UUID | None = None,  # noqa: A002 - the field's name
        schema: int = 1,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        _set_id(self, next_id() if id is None else id)
        _set_type(self, type)
        _set_payload(self, payload)
        _set_schema(self, schema)
        _set_metadata(self, {} if metadata is None else metadata)


# What a frozen dataclass does itself by setattr() takes twice as long.
_slots: Any = NewEvent
_set_id = _slots.id.__set__
_set_type = _slots.type.__set__
_set_payload = _slots.payload.__set__
_set_schema = _slots.schema.__set__
_set_metadata = _slots.metadata.__set__


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordedEvent:
    """A fact of the log.

    ``position`` is its place in the whole log, from 1, always rising; ``version`` its
    place in its stream, from 0.  ``recorded_at`` is an aware UTC instant, in whole
    microseconds.  ``hash`` chains it to the event before it (SHA-256, hexadecimal).
    Stores hand out events that read their columns when they are asked for them; they are
    equal to those that hold the same values.
    """

    position: int
    stream: StreamId
    version: int
    id: UUID
    type: str
    schema: int
    recorded_at: datetime
    payload: Mapping[str, Any]
    metadata: Mapping[str, Any]
    hash: str

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RecordedEvent):
            return NotImplemented
        return _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash((self.position, self.hash))


_values = attrgetter(*(each.name for each in fields(RecordedEvent)))
