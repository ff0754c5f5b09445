"""A transaction that is never committed: what would be written, on top of what a store holds.

It reads through to the store, so it costs as much memory as what is written to it, needs no
right to write, and keeps nobody waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain as joined
from itertools import islice
from typing import Any, Literal

from store.api import ANY, Reader
from store.canonical import format_instant
from store.clock import system_clock
from store.drafts import EMPTY, Tail, chain, check_expected, drafts, repeated, stream_key
from store.errors import StoreError
from store.records import NO_STREAM, NewEvent, RecordedEvent, StreamId
from store.rows import Row, recorded, row_of


class Rehearsal:
    """A Transaction over *reader* whose writing stays here."""

    def __init__(self, reader: Reader, *, clock: Callable[[], datetime] = system_clock) -> None:
        self._reader, self._clock = reader, clock
        self._rows: list[Row] = []
        self._by_id: dict[str, Row] = {}
        self._by_stream: dict[str, list[Row]] = {}
        self._states: dict[str, dict[str, Mapping[str, Any] | None]] = {}
        self._checkpoints: dict[str, int] = {}
        self._head = reader.head()

    def append(
        self, stream: StreamId, events: Sequence[NewEvent], *, expected: int | Literal["any"] = ANY
    ) -> list[RecordedEvent]:
        """Return *events* as they would be recorded; a repeat is known among what was written here."""
        key, made = stream_key(stream), drafts(events)
        known = {one.id: self._by_id[one.id] for one in made if one.id in self._by_id}
        if known:
            return [recorded(row) for row in repeated(made, stream=key, known=known)]
        actual = max((event.version for event in self.read_stream(stream)), default=NO_STREAM)
        check_expected(key, None if expected == ANY else expected, actual)
        rows = chain(made, stream=key, after=actual, tail=self._tail(), now=format_instant(self._clock()))
        self._rows += rows
        self._by_id.update((row[3], row) for row in rows)
        self._by_stream.setdefault(key, []).extend(rows)
        return [recorded(row) for row in rows]

    def _tail(self) -> Tail:
        last = self._rows[-1] if self._rows else None
        if last is None and self._head:
            last = row_of(next(iter(self._reader.read_all(after=self._head - 1, limit=1))))
        return Tail(last[0], last[6], last[9]) if last else EMPTY

    def adopt(self, events: Sequence[RecordedEvent]) -> None:
        """Refuse: another log is imported into a store, or not at all."""
        message = f"a rehearsal takes in no other log ({len(events)} events)"
        raise StoreError(message)

    def read_stream(self, stream: StreamId, *, from_version: int = 0) -> Iterator[RecordedEvent]:
        """Yield the events of *stream*, those written here last."""
        key = stream_key(stream)
        held = self._reader.read_stream(stream, from_version=from_version)
        mine = (recorded(row) for row in self._by_stream.get(key, ()) if row[2] >= from_version)
        return joined((event for event in held if event.position <= self._head), mine)

    def read_all(
        self,
        *,
        after: int = 0,
        limit: int | None = None,
        types: Sequence[str] | None = None,
        until: datetime | None = None,
    ) -> Iterator[RecordedEvent]:
        """Yield the events after a position, those written here last."""
        held = self._reader.read_all(after=after, types=types, until=until)
        mine = (recorded(row) for row in self._rows if row[0] > after and (types is None or row[4] in types))
        shown = (event for event in mine if until is None or event.recorded_at <= until)
        return islice(joined((event for event in held if event.position <= self._head), shown), limit)

    def head(self) -> int:
        """Return the position of the last event."""
        return self._head + len(self._rows)

    def checkpoint(self, consumer: str) -> int:
        """Return the last position that *consumer* has finished with."""
        kept = self._checkpoints.get(consumer)
        return self._reader.checkpoint(consumer) if kept is None else kept

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        """Return what is kept under *key*, as written here or as held."""
        mine = self._states.get(view, {})
        return mine[key] if key in mine else self._reader.state(view, key)

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield all that a projection keeps, ordered by key."""
        kept = {**dict(self._reader.states(view)), **self._states.get(view, {})}
        return ((key, value) for key, value in sorted(kept.items()) if value is not None)

    def set_checkpoint(self, consumer: str, position: int) -> None:
        """Remember that *consumer* has finished with *position*."""
        self._checkpoints[consumer] = position

    def put_state(self, view: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep *value* under *key*."""
        self._states.setdefault(view, {})[key] = value

    def drop_state(self, view: str, key: str) -> None:
        """Forget *key*."""
        self._states.setdefault(view, {})[key] = None

    def drop_view(self, view: str) -> None:
        """Forget everything that a projection keeps."""
        self._states[view] = dict.fromkeys((key for key, _ in self.states(view)), None)
        self._checkpoints[view] = 0

    def move_view(self, view: str, target: str) -> None:
        """Put a view in the place of another."""
        moved, position = dict(self.states(view)), self.checkpoint(view)
        self.drop_view(target)
        self.drop_view(view)
        self._states[target].update(moved)
        self._checkpoints[target] = position
