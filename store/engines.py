"""Open a store by its URL: ``sqlite:///path`` or ``postgresql://user@host/database``.

A driver is imported when its database is opened, and SQLAlchemy only when tables must be made.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from store import statements
from store.api import ClosableReader, EventStore
from store.clock import system_clock
from store.database import SCHEMA_REVISIONS, Connection, Database
from store.errors import SchemaTooNewError, SchemaTooOldError, StoreMissingError, StoreUnavailableError
from store.sql import SqlStore
from store.sqlite import SqliteDatabase


def open_store(url: str, *, create: bool = False, clock: Callable[[], datetime] = system_clock) -> EventStore:
    """Open the store at *url* for reading and writing.

    With *create*, one that is missing is made: the file (readable by its owner alone) or the
    tables in an existing PostgreSQL database; one of an earlier version is brought up to
    date.  Raise StoreUnavailableError with one line that
    says what is wrong and what to do, SchemaTooNewError where a later version has
    been here, SchemaTooOldError where an earlier one was and *create* is not given.
    """
    database = database_at(url)
    if create and isinstance(database, SqliteDatabase):
        database.create()
    connection = database.connect()
    try:
        revision = _revision(database, connection)
        if create and (revision or "") < SCHEMA_REVISIONS[-1]:
            from store import migrations  # noqa: PLC0415 - Alembic takes longer to import than a poll

            migrations.upgrade(database)
            revision = _revision(database, connection)
        _check_revision(database, revision)
    except BaseException:
        connection.close()
        raise
    return SqlStore(database, clock=clock, writer=connection)


def open_reader(url: str) -> ClosableReader:
    """Open the store at *url* for reading alone, as fast as its driver can be imported.

    Raise as :func:`open_store` does.
    """
    database = database_at(url)
    connection = database.connect(read_only=True)
    try:
        _check_revision(database, _revision(database, connection))
    except BaseException:
        connection.close()
        raise
    return SqlStore(database, reader=connection)


def database_at(url: str) -> Database:
    """Return the database that *url* names, without a connection to it."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        if not rest.startswith("/") or len(rest) == 1:
            message = "a store in SQLite is a file: sqlite:///relative/path or sqlite:////absolute/path"
            raise StoreUnavailableError(message)
        return SqliteDatabase(Path(rest[1:]))
    if scheme in ("postgresql", "postgresql+psycopg"):
        from store.postgresql import PostgresqlDatabase  # noqa: PLC0415 - psycopg takes 0.1 s

        try:
            return PostgresqlDatabase(url)
        except ValueError:
            # Said without the address: what is wrong with it may be a character of the password.
            message = (
                "the address of the PostgreSQL cannot be read: in a password, @ is %40, : is %3A, / is %2F"
            )
            raise StoreUnavailableError(message) from None
    message = f"a store is at sqlite:///path or postgresql://user@host/database, not at {scheme}:"
    raise StoreUnavailableError(message)


def _revision(database: Database, connection: Connection) -> str | None:
    """Return the revision of the tables, None where there are none; refuse those of others."""
    try:
        tables = database.tables(connection)
        if {"event", "alembic_version"} <= tables:
            found = database.execute(connection, statements.REVISION, ()).fetchall()
            return str(found[0][0]) if found else None
    except database.errors as error:
        raise database.explain(error) from error
    in_the_way = sorted(tables & database.reserved(tables))
    if in_the_way:
        message = (
            f"{database.name} is in use for something else (it has a table {in_the_way[0]}); "
            "give the store a database of its own"
        )
        raise StoreUnavailableError(message)
    return None


def _check_revision(database: Database, revision: str | None) -> None:
    if revision is None:
        message = f"{database.name}: there is no event store in it; create the store first"
        raise StoreMissingError(message)
    newest = SCHEMA_REVISIONS[-1]
    if revision < newest:
        message = (
            f"{database.name} was written by an earlier version (schema {revision}, this one needs "
            f"{newest}); make a backup, then create the store again over it: that brings it up to date"
        )
        raise SchemaTooOldError(message)
    if revision > newest:
        message = (
            f"{database.name} was written by a later version (schema {revision}, this one knows "
            f"{newest}); use that version"
        )
        raise SchemaTooNewError(message)
