"""PostgreSQL by psycopg: how it is reached, the lock that orders its log, what its errors mean.

PostgreSQL shows rows at commit, not at insert, so a reader that follows positions would pass
by an event that commits late.  Every transaction that writes therefore takes one advisory
lock before it reads or numbers anything and holds it to its end: the order of positions is
the order of commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from psycopg import errors as fault

from store.database import TABLES
from store.drafts import Draft, check_expected
from store.errors import InvalidEventError, StoreError, StoreUnavailableError
from store.rows import Row
from store.statements import COLUMNS, placed

LOCK_SECONDS: Final = 10.0
_BEGIN: Final = "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('event log ' || current_schema(), 0))"
"""The lock is the one that event_append() in :mod:`store.schema` takes."""
_APPEND: Final = (
    "SELECT * FROM event_append(%b::text, %b::bigint, %b::text, "
    "%b::text[], %b::text[], %b::integer[], %b::text[], %b::text[])"
)
_SETTINGS: Final = (
    "SET synchronous_commit = on; "
    "SET client_encoding = 'UTF8'; SET default_transaction_isolation = 'read committed'"
)


class PostgresqlDatabase:
    """One schema of one PostgreSQL database: the first of its connections' search path."""

    dialect = "postgresql+psycopg"
    payload_column = "payload"
    errors: type[Exception] = psycopg.Error

    def __init__(self, url: str, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self._lock_seconds = lock_seconds
        self.url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        parts = urlsplit(self.url)
        self.name = f"PostgreSQL at {parts.hostname or 'localhost'}:{parts.port or 5432}{parts.path}"

    def connect(self, *, read_only: bool = False) -> psycopg.Connection:
        """Open a connection."""
        try:
            connection = psycopg.connect(self.url, autocommit=True, connect_timeout=int(LOCK_SECONDS))
            try:
                self._set_up(connection, read_only=read_only)
            except BaseException:
                connection.close()
                raise
        except psycopg.Error as error:
            raise self.explain(error) from error
        return connection

    def tables(self, connection: psycopg.Connection) -> frozenset[str]:
        """Return the names of the tables in the schema."""
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return frozenset(name for (name,) in rows)

    def reserved(self, tables: frozenset[str]) -> frozenset[str]:
        """Return those with our names: others may live beside them."""
        return tables & TABLES

    def execute(
        self, connection: psycopg.Connection, statement: str, parameters: Sequence[object]
    ) -> psycopg.Cursor[Any]:
        """Run one statement."""
        return connection.execute(placed(statement), parameters or None)

    def fetch(
        self, connection: psycopg.Connection, statement: str, parameters: Sequence[object]
    ) -> list[Any]:
        """Run one statement and return its rows; the server keeps no text that is not UTF-8."""
        return self.execute(connection, statement, parameters).fetchall()

    def begin(self, connection: psycopg.Connection) -> None:
        """Begin a transaction and wait for the one lock of this log."""
        connection.execute(_BEGIN)

    def commit(self, connection: psycopg.Connection) -> None:
        """Keep the transaction."""
        connection.execute("COMMIT")

    def roll_back(self, connection: psycopg.Connection) -> None:
        """Keep nothing of it."""
        connection.rollback()

    def append(
        self,
        connection: psycopg.Connection,
        stream: str,
        made: Sequence[Draft],
        expected: int | None,
        now: str,
    ) -> list[Row] | None:
        """Place, chain and insert by one call into the server; None where an id is known."""
        ids, kinds, schemas, payloads, metadata = map(list, zip(*made, strict=True))
        texts = [payload.decode() for payload in payloads]
        try:
            with connection.cursor(binary=True) as cursor:
                cursor.execute(
                    _APPEND, (stream, expected, now, ids, kinds, schemas, texts, metadata), prepare=True
                )
                [(outcome, position, version, at, hashes)] = cursor.fetchall()
        except UnicodeEncodeError as error:
            message = f"this is not text: {error}"
            raise InvalidEventError(message) from error
        if outcome == "known":
            return None
        check_expected(stream, expected, version - 1)
        return [
            (position + n, stream, version + n, *one[:3], at, *one[3:], digest)
            for n, (one, digest) in enumerate(zip(made, hashes, strict=True))
        ]

    def insert(self, connection: psycopg.Connection, rows: Sequence[Row]) -> None:
        """Insert rows as they are, and tell whoever waits."""
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY event ({COLUMNS}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row[:7], row[7].decode(), *row[8:]))
            cursor.execute("NOTIFY event_log")

    def append_alone(
        self,
        connection: psycopg.Connection,
        stream: str,
        made: Sequence[Draft],
        expected: int | None,
        now: str,
    ) -> list[Row] | None:
        """Do the same: the call is a transaction of its own, and a single round trip."""
        return self.append(connection, stream, made, expected, now)

    def listen(self, connection: psycopg.Connection) -> None:
        """Hear the notifications that event_append() sends at its commit."""
        connection.execute("LISTEN event_log")

    def wait(self, connection: psycopg.Connection, seconds: float) -> None:
        """Wait for one; those of other logs in the same database wake us too."""
        for _ in connection.notifies(timeout=seconds, stop_after=1):
            return

    def is_lost(self, error: Exception) -> bool:
        """Tell whether the server or the way to it went away."""
        return isinstance(error, fault.AdminShutdown | fault.CrashShutdown | fault.CannotConnectNow) or (
            isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and error.sqlstate is None
        )

    def explain(self, error: Exception) -> StoreError:
        """Say in one line what an error of PostgreSQL means, and what to do."""
        if isinstance(error, psycopg.IntegrityError):
            return StoreError(f"{self.name} refused this: {error.diag.message_primary}")
        lines = str(error).strip().splitlines() or [type(error).__name__]
        advice = lines[0]
        if isinstance(error, fault.LockNotAvailable):
            advice = "the log is kept locked by another process; try again, or stop that one"
        elif isinstance(error, fault.DiskFull):
            advice = "its disk is full; nothing of this transaction was kept"
        elif isinstance(error, fault.ReadOnlySqlTransaction):
            advice = "it takes no writes; give the address of the primary server"
        return StoreUnavailableError(f"{self.name}: {advice}")

    def _set_up(self, connection: psycopg.Connection, *, read_only: bool) -> None:
        connection.execute(f"SET lock_timeout = {int(self._lock_seconds * 1000)}; {_SETTINGS}")
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            message = f"{self.name}: the database keeps text as {encoding}; make one with ENCODING 'UTF8'"
            raise StoreUnavailableError(message)
