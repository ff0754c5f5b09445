"""What the store needs of a database: connections, a write lock, and its errors told plainly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from store.errors import StoreError

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

    errors: type[Exception]
    """The root of the driver's exceptions."""

    integrity_errors: type[Exception]
    """Those that say: a key is there already."""

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

    def execute_many(self, connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each of *rows*."""
        ...

    def begin(self, connection: Connection) -> None:
        """Begin a transaction and wait for the right to write, which its end gives back."""
        ...

    def explain(self, error: Exception) -> StoreError:
        """Say in one line what an exception of the driver means, and what to do."""
        ...

    def is_lost(self, error: Exception) -> bool:
        """Tell whether the connection is gone, so that a new one may serve."""
        ...
