"""What the store needs of a database: connections, a write lock, and its errors told plainly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from store.drafts import Draft
from store.errors import StoreError
from store.rows import Row

SCHEMA_REVISIONS = ("0001",)
"""Every schema that was ever released, oldest first; the last is the one this code writes."""

TABLES = frozenset({"alembic_version", "event", "checkpoint", "state"})


Connection: TypeAlias = Any
"""sqlite3's or psycopg's: they share methods and no type."""


class Cursor(Protocol):
    """The part of the DB-API's cursor that is used."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        ...


class Database(Protocol):
    """One database, by its driver."""

    name: str
    """How messages call it; never with a password."""

    dialect: str
    """What SQLAlchemy calls it."""

    errors: type[Exception]
    """The root of the driver's exceptions."""

    payload_column: str
    """The expression that fetches a payload fastest: as text, or as UTF-8."""

    def connect(self, *, read_only: bool = False) -> Connection:
        """Open a connection on which nothing begins by itself; raise StoreUnavailableError."""
        ...

    def tables(self, connection: Connection) -> frozenset[str]:
        """Return the names of the tables that are there."""
        ...

    def reserved(self, tables: frozenset[str]) -> frozenset[str]:
        """Return which of *tables*, not being those of a store, are in a store's way."""
        ...

    def execute(self, connection: Connection, statement: str, parameters: Sequence[Any]) -> Cursor:
        """Run one statement of :mod:`store.statements`."""
        ...

    def fetch(self, connection: Connection, statement: str, parameters: Sequence[Any]) -> list[Any]:
        """Run one statement and return all its rows, those of a damaged log too."""
        ...

    def begin(self, connection: Connection) -> None:
        """Begin a transaction and wait for the right to write, which its end gives back."""
        ...

    def commit(self, connection: Connection) -> None:
        """End the transaction and keep it; on the disk when this returns."""
        ...

    def roll_back(self, connection: Connection) -> None:
        """End the transaction, if there is still one, and keep nothing of it."""
        ...

    def append(
        self, connection: Connection, stream: str, made: Sequence[Draft], expected: int | None, now: str
    ) -> list[Row] | None:
        """Place, chain and insert in the transaction that has begun.

        None, and nothing inserted, where one of the ids is in the log already; raise
        ConcurrencyConflictError where the stream is not at version *expected*.
        """
        ...

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Insert rows as they are, in the transaction that has begun."""
        ...

    def append_alone(
        self, connection: Connection, stream: str, made: Sequence[Draft], expected: int | None, now: str
    ) -> list[Row] | None:
        """Do the same in a transaction of its own, from its begin to its commit."""
        ...

    def wait(self, connection: Connection, seconds: float) -> None:
        """Wait until somebody may have committed, at most so long; *connection* listens."""
        ...

    def listen(self, connection: Connection) -> None:
        """Make *connection*, one for reading, hear of what is committed from now on."""
        ...

    def explain(self, error: Exception) -> StoreError:
        """Say in one line what an exception of the driver means, and what to do."""
        ...

    def is_lost(self, error: Exception) -> bool:
        """Tell whether the connection is gone, so that a new one may serve."""
        ...
