"""What an operator does to a store besides using it: copy it, and look at the database itself."""

from __future__ import annotations

import os
import shlex
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from store import statements
from store.canonical import format_instant
from store.clock import system_clock
from store.database import Connection, Database
from store.engines import database_at, open_reader
from store.errors import StoreError, StoreUnavailableError
from store.sqlite import SqliteDatabase
from store.verify import Head, verify

_NO_CHANGE: Final = """BEGIN RAISE EXCEPTION 'events are never changed or deleted: append a correction'
    USING ERRCODE = 'integrity_constraint_violation'; END"""
_GUARDS: Final = {
    "sqlite": {
        "event_is_never_changed": """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
            BEGIN SELECT RAISE(ABORT, 'events are never changed: append a correction'); END""",
        "event_is_never_deleted": """CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
            BEGIN SELECT RAISE(ABORT, 'events are never deleted: append a correction'); END""",
        "event_is_never_replaced": """CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
            WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM event)
            BEGIN SELECT RAISE(ABORT, 'events are only appended, each at the next position'); END""",
    },
    "postgresql+psycopg": {
        "event_is_never_changed": f"27 {_NO_CHANGE}",
        "event_is_never_truncated": f"34 {_NO_CHANGE}",
    },
}
"""What the migrations make of them; on PostgreSQL when each comes (pg_trigger.tgtype), and what it does."""
_GUARDS_IN_PLACE: Final = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'",
    "postgresql+psycopg": (
        "SELECT tgname, concat(tgtype, ' ', 'WHEN ' || pg_get_expr(tgqual, tgrelid) || ' ', prosrc) "
        "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE tgrelid = 'event'::regclass AND tgenabled = 'O'"
    ),
}
_SETTINGS: Final = {
    "sqlite": {
        "PRAGMA journal_mode": "wal",
        "PRAGMA synchronous": "2",
        "PRAGMA foreign_keys": "1",
        "PRAGMA trusted_schema": "0",
        "PRAGMA recursive_triggers": "1",
        "PRAGMA quick_check": "ok",
    },
    "postgresql+psycopg": {
        "SHOW synchronous_commit": "on",
        "SHOW fsync": "on",
        "SHOW full_page_writes": "on",
    },
}
_WAL_RESET_MENDED: Final = (3, 51, 3)
_CLOCKS_DIFFER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found about the database: *faults* to be mended, and *notes* worth knowing."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def inspect(url: str, *, clock: Callable[[], datetime] = system_clock) -> Inspection:
    """Look at guards, settings and the soundness of the database itself, not at the events."""
    database = database_at(url)
    with closing(_connection(database)) as connection:
        try:
            faults = _harmed_guards(database, connection) + _other_settings(database, connection)
            return Inspection(faults, _notes(database, connection, clock()))
        except database.errors as error:
            return Inspection([str(database.explain(error))])


def _connection(database: Database) -> Connection:
    """Return a connection as writers have it; one for reading where this user may not write."""
    try:
        return database.connect()
    except StoreUnavailableError:
        return database.connect(read_only=True)


def backup(url: str, path: Path) -> Head:
    """Copy the SQLite store at *url* into the new file *path*, while others read and write it.

    The copy is consistent, verified, and for its owner alone; return its head.  Nothing is at
    *path* before that.  On PostgreSQL run :func:`backup_command`.
    """
    database = database_at(url)
    if not isinstance(database, SqliteDatabase):
        message = f"{database.name} is copied by its own program: {backup_command(url, path)}"
        raise StoreError(message)
    if path.exists():
        message = f"{path} is there already; a backup overwrites nothing"
        raise StoreError(message)
    partial = SqliteDatabase(path.with_name(f"{path.name}.partial"))
    try:
        partial.path.unlink(missing_ok=True)
        partial.create()
        with closing(database.connect(read_only=True)) as source:
            _copy(database, source, partial)
        head = _checked(partial)
        partial.path.rename(path)
        _sync_folder(path.parent)
    except OSError as error:
        message = f"{path} cannot be made: {error.strerror}"
        raise StoreUnavailableError(message) from error
    finally:
        with suppress(OSError):
            partial.path.unlink(missing_ok=True)
    return head


def backup_command(url: str, path: Path) -> str | None:
    """Return the command that copies the PostgreSQL store at *url*; None for SQLite.

    No password is in it: PostgreSQL takes that from PGPASSWORD or ~/.pgpass.
    """
    database = database_at(url)
    if isinstance(database, SqliteDatabase):
        return None
    with closing(database.connect(read_only=True)) as connection:
        [(schema,)] = database.execute(connection, "SELECT current_schema()", ()).fetchall()
        info = connection.info
        parts = [
            "--host",
            info.host,
            "--port",
            str(info.port),
            "--username",
            info.user,
            "--dbname",
            info.dbname,
        ]
    return shlex.join(["pg_dump", "--format", "custom", "--schema", schema, "--file", str(path), *parts])


def _copy(database: SqliteDatabase, source: sqlite3.Connection, partial: SqliteDatabase) -> None:
    try:
        with closing(sqlite3.connect(partial.path, isolation_level=None)) as target:
            target.execute("PRAGMA synchronous=FULL")
            # All at once: a copy in steps begins anew whenever another process writes.
            source.backup(target)
            # A backup is one file: no write-ahead log has to travel with it.
            target.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        message = f"{database.name} was not copied to {partial.name}: {error}"
        raise StoreUnavailableError(message) from error


def _checked(partial: SqliteDatabase) -> Head:
    with closing(open_reader(f"sqlite:///{partial.path}")) as reader:
        report = verify(reader)
    if report.fault is not None:
        message = f"the store is damaged, no backup was made: {report.fault.message}"
        raise StoreError(message)
    return report.head


def _harmed_guards(database: Database, connection: Connection) -> list[str]:
    found = dict(database.execute(connection, _GUARDS_IN_PLACE[database.dialect], ()).fetchall())
    faults = []
    for name, wanted in _GUARDS[database.dialect].items():
        if name not in found:
            faults.append(f"the guard {name} of the log is gone or switched off")
        elif found[name].split() != wanted.split():
            faults.append(
                f"the guard {name} of the log is not as it was made: {' '.join(found[name].split())}"
            )
    return faults


def _notes(database: Database, connection: Connection, now: datetime) -> list[str]:
    notes = []
    if database.dialect == "sqlite" and sqlite3.sqlite_version_info < _WAL_RESET_MENDED:
        notes.append(
            f"SQLite {sqlite3.sqlite_version} has a fault in its write-ahead log, mended in 3.51.3: very "
            "rarely, two processes that write at the same moment may damage the file; keep backups"
        )
    for _, recorded_at, _ in database.execute(connection, statements.TAIL, ()).fetchall():
        if recorded_at > format_instant(now + _CLOCKS_DIFFER):
            notes.append(
                f"the last event bears a time that has not come, {recorded_at}: a clock was wrong, here or "
                "where it was written; what is appended before then bears that time too, for time never "
                "runs back along the log"
            )
    return notes


def _other_settings(database: Database, connection: Connection) -> list[str]:
    faults = []
    for question, wanted in _SETTINGS[database.dialect].items():
        answers = [str(answer) for (answer,) in database.execute(connection, question, ()).fetchall()]
        if answers != [wanted]:
            faults.append(f"{question} says {'; '.join(answers)} and not {wanted}")
    return faults


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
