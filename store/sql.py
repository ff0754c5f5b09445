"""The event store over SQL: one code for SQLite and PostgreSQL.

Statements go through the driver, without SQLAlchemy: building and running one Core insert
costs as much as SQLite needs to make the event durable (``benchmarks/README.md``), and
importing it takes longer than a whole poll of feeds that have nothing new.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import datetime
from typing import Any, Literal, TypeVar

from store.api import ANY, Transaction
from store.canonical import format_instant
from store.clock import system_clock
from store.database import Connection, Database
from store.drafts import drafts, repeated, stream_key
from store.errors import StoreError, StoreUnavailableError
from store.reading import SqlReader
from store.records import NewEvent, RecordedEvent, StreamId
from store.rows import Row, recorded
from store.work import SqlTransaction

T = TypeVar("T")


class SqlStore(SqlReader):
    """An EventStore over one database; safe to share between threads.

    Writers of one process take turns on one connection, as writers of several processes do
    on the database's own lock.  Readers borrow a connection for each page.  Opened with
    *reader*, a connection that only reads, it refuses to write.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = system_clock,
        writer: Connection | None = None,
        reader: Connection | None = None,
    ) -> None:
        self._database = database
        self._payload_column = database.payload_column
        self._clock = clock
        self._read_only = reader is not None
        self._process = os.getpid()
        self._writing = threading.Lock()
        self._writing_thread: int | None = None
        self._writer = writer
        self._readers = [reader] if reader is not None else []
        self._closed = False

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open the unit of work; commit on leaving, roll back on any exception."""
        return self._transaction()

    @contextmanager
    def _transaction(self) -> Iterator[SqlTransaction]:
        with self._turn_to_write():
            self._with_writer(self._database.begin)
            connection = self._writer
            transaction = SqlTransaction(self._database, connection, self._clock)
            try:
                yield transaction
                self._commit(transaction, connection)
            except BaseException:
                self._roll_back(connection)
                raise
            finally:
                transaction.over = "this transaction is over; begin another"

    def _turn_to_write(self) -> AbstractContextManager[None]:
        self._check_usable()
        if self._read_only:
            message = f"{self._database.name} was opened for reading only"
            raise StoreError(message)
        return self._turn()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._writing_thread == me:
            message = "this thread has a transaction open: go on with that one"
            raise StoreError(message)
        with self._writing:
            self._writing_thread = me
            try:
                yield
            finally:
                self._writing_thread = None

    def _with_writer(self, act: Callable[[Connection], T]) -> T:
        """Do *act* on the writer's connection, a second time on a new one where that was lost."""
        if self._writer is not None:
            try:
                return act(self._writer)
            except self._database.errors as error:
                if not self._database.is_lost(error):
                    self._roll_back(self._writer)
                    raise self._database.explain(error) from error
                self._forget_writer()
        self._writer = self._database.connect()
        try:
            return act(self._writer)
        except self._database.errors as error:
            self._forget_writer()
            raise self._database.explain(error) from error

    def append(
        self, stream: StreamId, events: Sequence[NewEvent], *, expected: int | Literal["any"] = ANY
    ) -> list[RecordedEvent]:
        """Append in a transaction of its own.

        Where the connection is lost meanwhile, nobody knows whether it was kept: the same
        events are appended once more on a new one, and their ids tell.
        """
        key, made = stream_key(stream), drafts(events)
        if not made:
            return []
        wanted = None if expected == ANY else expected
        now = format_instant(self._clock())

        def attempt(connection: Connection) -> list[Row] | None:
            return self._database.append_alone(connection, key, made, wanted, now)

        with self._turn_to_write():
            rows = self._with_writer(attempt)
        if rows is None:
            rows = repeated(made, stream=key, known=self._find(made))
        return [recorded(row) for row in rows]

    def wait_for(self, after: int, timeout: float) -> bool:
        """Wait until the log goes on behind position *after*, at most so many seconds."""
        if self.head() > after:
            return True
        end = time.monotonic() + timeout
        try:
            return self._wait_until(end, after)
        except self._database.errors as error:
            if not self._database.is_lost(error):
                raise self._database.explain(error) from error
        # A second time, on a new connection.
        try:
            return self._wait_until(end, after)
        except self._database.errors as error:
            raise self._database.explain(error) from error

    def _wait_until(self, end: float, after: int) -> bool:
        with closing(self._database.connect(read_only=True)) as connection:
            self._database.listen(connection)
            while self.head() <= after:
                left = end - time.monotonic()
                if left <= 0:
                    return False
                self._database.wait(connection, left)
        return True

    def close(self) -> None:
        """Close all connections; the store cannot be used any more."""
        with self._turn():
            self._closed = True
            connections = [*self._readers, *([self._writer] if self._writer is not None else [])]
            self._readers, self._writer = [], None
            for connection in connections:
                with suppress(self._database.errors):
                    connection.close()

    def _commit(self, transaction: SqlTransaction, connection: Connection) -> None:
        if transaction.over:
            raise StoreUnavailableError(transaction.over)
        try:
            self._database.commit(connection)
        except self._database.errors as error:
            raise self._database.explain(error) from error

    def _roll_back(self, connection: Connection) -> None:
        """Undo, whatever the state of the connection; one that cannot is thrown away."""
        try:
            self._database.roll_back(connection)
        except self._database.errors:
            self._forget_writer()

    def _forget_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            with suppress(self._database.errors):
                writer.close()

    def _rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        self._check_usable()
        pooled = True
        try:
            connection = self._readers.pop()
        except IndexError:
            pooled = False
            connection = self._database.connect(read_only=True)
        try:
            rows = self._database.fetch(connection, statement, parameters)
        except self._database.errors as error:
            with suppress(self._database.errors):
                connection.close()
            if not (pooled and self._database.is_lost(error)):
                raise self._database.explain(error) from error
            # The connection died while it waited in the pool, and the others with it.
            self._readers.clear()
            return self._rows(statement, parameters)
        self._readers.append(connection)
        return rows

    def _check_usable(self) -> None:
        if self._closed:
            message = f"{self._database.name} is closed; open it again"
            raise StoreError(message)
        if os.getpid() != self._process:
            message = f"{self._database.name} was opened before this process was forked; open it again here"
            raise StoreError(message)
