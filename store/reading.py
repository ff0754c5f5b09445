"""Reading the log by the driver alone: what a store and a transaction on either database share.

Nothing here imports SQLAlchemy: a command that only reads must not wait for it.  Long reads
go page by page, each page a statement of its own, so that no reader holds back SQLite's
checkpoints or PostgreSQL's vacuum; the log has no gaps and only grows, so pages join up.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from store import statements
from store.canonical import decode, format_instant
from store.drafts import Draft, stream_key
from store.records import RecordedEvent, StreamId
from store.rows import Row, hasten, recorded, row_of

PAGE = 1000


class SqlReader(ABC):
    """The Reader protocol over rows that somebody fetches."""

    _payload_column = "payload"
    """What fetches the payload in a read of the log."""

    @abstractmethod
    def _rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Run *statement* and return all its rows."""

    def read_stream(self, stream: StreamId, *, from_version: int = 0) -> Iterator[RecordedEvent]:
        """Yield the events of *stream* in order; none where there is no such stream."""
        key = stream_key(stream)
        while True:
            rows = self._rows(statements.STREAM, (key, from_version, PAGE))
            yield from map(recorded, rows)
            if len(rows) < PAGE:
                return
            from_version = rows[-1][2] + 1

    def read_all(
        self,
        *,
        after: int = 0,
        limit: int | None = None,
        types: Sequence[str] | None = None,
        until: datetime | None = None,
    ) -> Iterator[RecordedEvent]:
        """Yield the events after a position in the order of the log."""
        if types is not None and not types:
            return
        last = None if until is None else format_instant(until)
        of_types = tuple(dict.fromkeys(types or ()))
        statement = statements.page(len(of_types), self._payload_column)
        left = limit
        while left is None or left > 0:
            size = PAGE if left is None else min(left, PAGE)
            rows = self._rows(statement, (after, *of_types, size))
            if last is not None and rows and rows[-1][6] > last:
                # Time never runs back along the log: nothing behind this page is wanted.
                yield from (recorded(row) for row in rows if row[6] <= last)
                return
            yield from map(recorded, rows)
            if len(rows) < size:
                return
            hasten()
            after = rows[-1][0]
            left = None if left is None else left - size

    def _find(self, made: Sequence[Draft]) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for at in range(0, len(made), PAGE):
            ids = [one.id for one in made[at : at + PAGE]]
            found.update(
                (row[3], row_of(recorded(row))) for row in self._rows(statements.by_ids(len(ids)), ids)
            )
        return found

    def head(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        return int(self._rows(statements.HEAD)[0][0])

    def checkpoint(self, consumer: str) -> int:
        """Return the last position that *consumer* has finished with, 0 if none."""
        rows = self._rows(statements.CHECKPOINT, (consumer,))
        return int(rows[0][0]) if rows else 0

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        """Return what a projection keeps under *key*, or None."""
        rows = self._rows(statements.STATE, (view, key))
        return decode(rows[0][0]) if rows else None

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield all that a projection keeps, ordered by key (by code point)."""
        for key, value in self._rows(statements.STATES, (view,)):
            yield key, decode(value)
