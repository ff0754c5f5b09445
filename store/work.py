"""The unit of work on a database: one transaction on a connection that has the right to write."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from store import statements
from store.api import ANY
from store.canonical import check_text, format_instant
from store.database import Connection, Cursor, Database
from store.drafts import (
    EMPTY,
    Tail,
    check_key,
    check_name,
    drafts,
    encode_map,
    follow,
    repeated,
    stream_key,
)
from store.errors import StoreError
from store.reading import SqlReader
from store.records import NewEvent, RecordedEvent, StreamId
from store.rows import recorded


class SqlTransaction(SqlReader):
    """One unit of work on a connection that has the right to write.

    The first error of the database ends it for good: SQLite rolls back by itself when the
    disk is full, and what came after would be written outside of any transaction.
    """

    def __init__(self, database: Database, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._connection = connection
        self._clock = clock
        self._process = os.getpid()
        self.over: str = ""

    def append(
        self, stream: StreamId, events: Sequence[NewEvent], *, expected: int | Literal["any"] = ANY
    ) -> list[RecordedEvent]:
        """Append *events*; see :class:`store.api.Transaction`."""
        key, made = stream_key(stream), drafts(events)
        if not made:
            return []
        self._check_open()
        wanted = None if expected == ANY else expected
        now = format_instant(self._clock())
        try:
            rows = self._database.append(self._connection, key, made, wanted, now)
        except self._database.errors as error:
            raise self._broken(error) from error
        if rows is None:
            rows = repeated(made, stream=key, known=self._find(made))
        return [recorded(row) for row in rows]

    def adopt(self, events: Sequence[RecordedEvent]) -> None:
        """Append events of another log; see :class:`store.api.Transaction`."""
        found = self._rows(statements.TAIL)
        rows = follow(events, Tail(*found[0]) if found else EMPTY)
        try:
            self._database.insert(self._connection, rows)
        except self._database.errors as error:
            raise self._broken(error) from error

    def set_checkpoint(self, consumer: str, position: int) -> None:
        """Remember that *consumer* has finished with *position*."""
        self._run(statements.SET_CHECKPOINT, (check_name(consumer), position))

    def put_state(self, view: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep *value* under *key*, replacing what was there."""
        self._run(statements.PUT_STATE, (check_name(view), check_key(key), check_text(encode_map(value))))

    def drop_state(self, view: str, key: str) -> None:
        """Forget *key*."""
        self._run(statements.DROP_STATE, (view, key))

    def drop_view(self, view: str) -> None:
        """Forget a whole view and its checkpoint."""
        self._run(statements.DROP_VIEW, (view,))
        self._run(statements.DROP_CHECKPOINT, (view,))

    def move_view(self, view: str, target: str) -> None:
        """Put a view in the place of another."""
        self.drop_view(check_name(target))
        self._run(statements.MOVE_VIEW, (target, view))
        self._run(statements.MOVE_CHECKPOINT, (target, view))

    def _rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        return self._run(statement, parameters).fetchall()

    def _run(self, statement: str, parameters: Sequence[Any]) -> Cursor:
        self._check_open()
        try:
            return self._database.execute(self._connection, statement, parameters)
        except self._database.errors as error:
            raise self._broken(error) from error

    def _check_open(self) -> None:
        if self.over:
            raise StoreError(self.over)
        if os.getpid() != self._process:
            message = (
                f"{self._database.name}: this transaction is another process's; open the store again here"
            )
            raise StoreError(message)

    def _broken(self, error: Exception) -> StoreError:
        told = self._database.explain(error)
        self.over = f"this transaction failed and was rolled back ({told}); begin another"
        return told
