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
from store.errors import StoreError, StoreUnavailableError
from store.statements import placed

LOCK_SECONDS: Final = 10
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('event log ' || current_schema(), 0))"
_SETTINGS: Final = (
    f"SET lock_timeout = '{LOCK_SECONDS}s'; SET synchronous_commit = on; "
    "SET client_encoding = 'UTF8'; SET default_transaction_isolation = 'read committed'"
)


class PostgresqlDatabase:
    """One schema of one PostgreSQL database: the first of its connections' search path."""

    errors: type[Exception] = psycopg.Error
    integrity_errors: type[Exception] = psycopg.IntegrityError

    def __init__(self, url: str) -> None:
        self.url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        parts = urlsplit(self.url)
        self.name = f"PostgreSQL at {parts.hostname or 'localhost'}:{parts.port or 5432}{parts.path}"

    def connect(self, *, read_only: bool = False) -> psycopg.Connection:
        """Open a connection."""
        try:
            connection = psycopg.connect(self.url, autocommit=True, connect_timeout=LOCK_SECONDS)
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

    def execute_many(
        self, connection: psycopg.Connection, statement: str, rows: Sequence[Sequence[object]]
    ) -> None:
        """Run one statement for each of *rows*."""
        with connection.cursor() as cursor:
            cursor.executemany(placed(statement), rows)

    def begin(self, connection: psycopg.Connection) -> None:
        """Begin a transaction and wait for the one lock of this log."""
        connection.execute("BEGIN")
        connection.execute(LOCK)

    def is_lost(self, error: Exception) -> bool:
        """Tell whether the server or the way to it went away."""
        return isinstance(error, fault.AdminShutdown | fault.CrashShutdown | fault.CannotConnectNow) or (
            isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and error.sqlstate is None
        )

    def explain(self, error: Exception) -> StoreError:
        """Say in one line what an error of PostgreSQL means, and what to do."""
        lines = str(error).strip().splitlines() or [type(error).__name__]
        advice = lines[0]
        if isinstance(error, fault.LockNotAvailable):
            advice = f"another process kept the log locked for {LOCK_SECONDS} s; try again, or stop that one"
        elif isinstance(error, fault.DiskFull):
            advice = "its disk is full; nothing of this transaction was kept"
        elif isinstance(error, fault.ReadOnlySqlTransaction):
            advice = "it takes no writes; give the address of the primary server"
        return StoreUnavailableError(f"{self.name}: {advice}")

    def _set_up(self, connection: psycopg.Connection, *, read_only: bool) -> None:
        connection.execute(_SETTINGS)
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            message = f"{self.name}: the database keeps text as {encoding}; make one with ENCODING 'UTF8'"
            raise StoreUnavailableError(message)
