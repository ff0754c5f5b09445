"""The event store in memory: the fake of every other test, held to the same contract.

A transaction works on a copy of the world and puts it in the place of the old one when it
commits; a reader keeps the world that it began with.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from store.api import ANY, Transaction
from store.canonical import check_text, decode, format_instant
from store.clock import system_clock
from store.drafts import (
    EMPTY,
    Tail,
    chain,
    check_expected,
    check_key,
    check_name,
    drafts,
    encode_map,
    follow,
    repeated,
    stream_key,
)
from store.errors import StoreError
from store.records import NO_STREAM, NewEvent, RecordedEvent, StreamId
from store.rows import Row, recorded


@dataclass(slots=True)
class _World:
    rows: list[Row] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)
    checkpoints: dict[str, int] = field(default_factory=dict)
    states: dict[tuple[str, str], str] = field(default_factory=dict)

    def copy(self) -> _World:
        return _World(self.rows.copy(), self.positions.copy(), self.checkpoints.copy(), self.states.copy())


class _MemoryReader(ABC):
    @property
    @abstractmethod
    def _world(self) -> _World: ...

    def read_stream(self, stream: StreamId, *, from_version: int = 0) -> Iterator[RecordedEvent]:
        key = stream_key(stream)
        rows = self._world.rows
        return (recorded(row) for row in rows if row[1] == key and row[2] >= from_version)

    def read_all(
        self,
        *,
        after: int = 0,
        limit: int | None = None,
        types: Sequence[str] | None = None,
        until: datetime | None = None,
    ) -> Iterator[RecordedEvent]:
        last = None if until is None else format_instant(until)
        rows = islice(self._world.rows, max(after, 0), None)
        found = (
            recorded(row)
            for row in rows
            if (types is None or row[4] in types) and (last is None or row[6] <= last)
        )
        return islice(found, limit)

    def head(self) -> int:
        return len(self._world.rows)

    def checkpoint(self, consumer: str) -> int:
        return self._world.checkpoints.get(consumer, 0)

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        text = self._world.states.get((view, key))
        return None if text is None else decode(text)

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        kept = sorted((key, text) for (of, key), text in self._world.states.items() if of == view)
        return ((key, decode(text)) for key, text in kept)


class _MemoryTransaction(_MemoryReader):
    def __init__(self, world: _World, clock: Callable[[], datetime]) -> None:
        self._open_world: _World | None = world
        self._clock = clock

    @property
    def _world(self) -> _World:
        if self._open_world is None:
            message = "this transaction is over; begin another"
            raise StoreError(message)
        return self._open_world

    def end(self) -> None:
        self._open_world = None

    def append(
        self, stream: StreamId, events: Sequence[NewEvent], *, expected: int | Literal["any"] = ANY
    ) -> list[RecordedEvent]:
        key, made, world = stream_key(stream), drafts(events), self._world
        if not made:
            return []
        known = {one.id: world.rows[world.positions[one.id] - 1] for one in made if one.id in world.positions}
        if known:
            return [recorded(row) for row in repeated(made, stream=key, known=known)]
        actual = max((row[2] for row in world.rows if row[1] == key), default=NO_STREAM)
        check_expected(key, None if expected == ANY else expected, actual)
        now = format_instant(self._clock())
        rows = chain(made, stream=key, after=actual, tail=self._tail(), now=now)
        self._add(rows)
        return [recorded(row) for row in rows]

    def adopt(self, events: Sequence[RecordedEvent]) -> None:
        self._add(follow(events, self._tail()))

    def _tail(self) -> Tail:
        rows = self._world.rows
        return Tail(rows[-1][0], rows[-1][6], rows[-1][9]) if rows else EMPTY

    def _add(self, rows: Sequence[Row]) -> None:
        self._world.rows.extend(rows)
        self._world.positions.update((row[3], row[0]) for row in rows)

    def set_checkpoint(self, consumer: str, position: int) -> None:
        self._world.checkpoints[check_name(consumer)] = position

    def put_state(self, view: str, key: str, value: Mapping[str, Any]) -> None:
        self._world.states[check_name(view), check_key(key)] = check_text(encode_map(value))

    def drop_state(self, view: str, key: str) -> None:
        self._world.states.pop((view, key), None)

    def drop_view(self, view: str) -> None:
        world = self._world
        world.states = {at: text for at, text in world.states.items() if at[0] != view}
        world.checkpoints.pop(view, None)

    def move_view(self, view: str, target: str) -> None:
        self.drop_view(check_name(target))
        world = self._world
        world.states = {(target if of == view else of, key): text for (of, key), text in world.states.items()}
        if view in world.checkpoints:
            world.checkpoints[target] = world.checkpoints.pop(view)


class MemoryStore(_MemoryReader):
    """An EventStore that forgets everything when it goes; for tests."""

    def __init__(self, *, clock: Callable[[], datetime] = system_clock) -> None:
        self._committed = _World()
        self._clock = clock
        self._writing = threading.Lock()
        self._written = threading.Condition(self._writing)
        self._writer: int | None = None

    @property
    def _world(self) -> _World:
        return self._committed

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open the unit of work; commit on leaving, roll back on any exception."""
        return self._transaction()

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        me = threading.get_ident()
        if self._writer == me:
            message = "this thread has a transaction open: go on with that one"
            raise StoreError(message)
        with self._writing:
            self._writer = me
            try:
                world = self._committed.copy()
                transaction = _MemoryTransaction(world, self._clock)
                try:
                    yield transaction
                finally:
                    transaction.end()
                self._committed = world
                self._written.notify_all()
            finally:
                self._writer = None

    def append(
        self, stream: StreamId, events: Sequence[NewEvent], *, expected: int | Literal["any"] = ANY
    ) -> list[RecordedEvent]:
        """Append in a transaction of its own."""
        with self.transaction() as transaction:
            return transaction.append(stream, events, expected=expected)

    def wait_for(self, after: int, timeout: float) -> bool:
        """Wait until the log goes on behind position *after*, at most so many seconds."""
        with self._writing:
            return self._written.wait_for(lambda: self.head() > after, timeout)

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""
