"""SQLite by its own driver: how a file is opened, and what its errors mean.

Write-ahead log with ``synchronous=FULL``: a commit is synced before it is acknowledged
(``NORMAL`` syncs none of 200 commits, and a power cut may undo any of them).  A transaction
that writes begins with ``BEGIN IMMEDIATE``: a deferred one that turns to writing fails at
once where another writes, whatever the time-out.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from store import sqlite_log
from store.drafts import Draft
from store.errors import StoreError, StoreMissingError, StoreUnavailableError
from store.mounts import network_file_system
from store.rows import Row
from store.sqlite_log import Writer

BUSY_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.05
_PRAGMAS: Final = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA journal_size_limit=67108864",
)
_PRAGMAS_OF_WRITERS: Final = (
    # A batch of a thousand ids that are scattered over their index touches as many of its pages;
    # what is kept beyond that is memory that every batch must fetch anew.
    "PRAGMA cache_size=-8192",
)


class SqliteDatabase:
    """One SQLite file."""

    dialect = "sqlite"
    payload_column = "CAST(payload AS BLOB)"
    errors: type[Exception] = sqlite3.Error

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self.name = str(path)

    def connect(self, *, read_only: bool = False) -> sqlite3.Connection:
        """Open a connection; the file must be there."""
        self._check_path(read_only=read_only)
        try:
            return self._connect_read_only() if read_only else self._connect_to_write()
        except sqlite3.Error as error:
            raise self.explain(error) from error

    def create(self) -> None:
        """Make an empty file that only its owner can read; one that is there stays as it is."""
        folder = self.path.parent
        if not folder.is_dir():
            message = f"{self.name}: the folder {folder} does not exist; make it first"
            raise StoreUnavailableError(message)
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        except OSError as error:
            message = f"{self.name} cannot be made: {error.strerror}"
            raise StoreUnavailableError(message) from error

    def tables(self, connection: sqlite3.Connection) -> frozenset[str]:
        """Return the names of the tables in the file."""
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return frozenset(name for (name,) in rows)

    def reserved(self, tables: frozenset[str]) -> frozenset[str]:
        """Return all of them: a store has its file for itself."""
        return tables

    def fetch(
        self, connection: sqlite3.Connection, statement: str, parameters: Sequence[object]
    ) -> list[Row]:
        """Run one statement and return its rows; bytes that are not UTF-8 come as lone surrogates."""
        try:
            return connection.execute(statement, parameters).fetchall()
        except sqlite3.OperationalError as error:
            if "decode to UTF-8" not in str(error):
                raise
        connection.text_factory = _as_it_is
        try:
            return connection.execute(statement, parameters).fetchall()
        finally:
            connection.text_factory = str

    def execute(
        self, connection: sqlite3.Connection, statement: str, parameters: Sequence[object]
    ) -> sqlite3.Cursor:
        """Run one statement."""
        return connection.execute(statement, parameters)

    def begin(self, connection: Writer) -> None:
        """Begin a transaction with the right to write."""
        self._check_same_file(connection)
        connection.execute("BEGIN IMMEDIATE")

    def commit(self, connection: sqlite3.Connection) -> None:
        """Keep the transaction."""
        connection.execute("COMMIT")

    def roll_back(self, connection: Writer) -> None:
        """Keep nothing of it; after an error SQLite may have done so by itself."""
        connection.forget()
        connection.rollback()

    def append(
        self,
        connection: Writer,
        stream: str,
        made: Sequence[Draft],
        expected: int | None,
        now: str,
    ) -> list[Row] | None:
        """Place, chain and insert; None where an id is known."""
        return sqlite_log.append(connection, stream, made, expected, now)

    def insert(self, connection: Writer, rows: Sequence[Row]) -> None:
        """Insert rows as they are."""
        connection.forget()
        sqlite_log.insert(connection, rows)

    def append_alone(
        self,
        connection: Writer,
        stream: str,
        made: Sequence[Draft],
        expected: int | None,
        now: str,
    ) -> list[Row] | None:
        """Do the same from ``BEGIN`` to ``COMMIT``."""
        self._check_same_file(connection)
        return sqlite_log.append_alone(connection, stream, made, expected, now)

    def listen(self, connection: sqlite3.Connection) -> None:
        """Do nothing: SQLite tells nobody."""

    def wait(self, connection: sqlite3.Connection, seconds: float) -> None:  # noqa: ARG002 - see below
        """Wait a moment: SQLite tells nobody, and a look costs it some ten microseconds."""
        time.sleep(min(seconds, _LOOK_SECONDS))

    def is_lost(self, error: Exception) -> bool:  # noqa: ARG002 - a file is never far away
        """Tell that no SQLite error is mended by a new connection."""
        return False

    def explain(self, error: Exception) -> StoreError:
        """Say in one line what an SQLite error means, and what to do."""
        if isinstance(error, sqlite3.IntegrityError):
            return StoreError(f"{self.name} refused this: {error}")
        code = getattr(error, "sqlite_errorcode", None)
        advice = _ADVICE.get(code & 0xFF if code else 0, str(error))
        return StoreUnavailableError(f"{self.name}: {advice}")

    def _check_same_file(self, connection: Writer) -> None:
        """Refuse to go on where another file lies under the name: nobody would find what is written."""
        try:
            there = self.path.stat()
        except OSError:
            there = None
        if there is None or (there.st_dev, there.st_ino) != connection.file:
            message = (
                f"{self.name} was moved or replaced while it was open; open it again (restart the daemon)"
            )
            raise StoreUnavailableError(message)

    def _check_path(self, *, read_only: bool) -> None:
        path = self.path
        if not path.exists():
            message = f"{self.name}: there is no such file; create the store first"
            raise StoreMissingError(message)
        fault = ""
        if not path.is_file():
            fault = "is not a file"
        elif not os.access(path, os.R_OK, effective_ids=True):
            fault = "may not be read by this user"
        elif not read_only and not os.access(path, os.W_OK, effective_ids=True):
            fault = "may not be written by this user"
        elif not read_only and not os.access(path.parent, os.W_OK, effective_ids=True):
            fault = f"its folder {path.parent} may not be written, where SQLite keeps its log"
        elif not read_only and (kind := _network_file_system(path)):
            fault = (
                f"lies on a network file system ({kind}), which SQLite cannot share safely; use PostgreSQL"
            )
        if fault:
            message = f"{self.name}: {fault}"
            raise StoreUnavailableError(message)

    def _connect_to_write(self) -> Writer:
        connection = self._connect("rw", Writer)
        assert isinstance(connection, Writer)  # noqa: S101 - what the factory makes
        there = self.path.stat()
        connection.file = (there.st_dev, there.st_ino)
        return connection

    def _connect_read_only(self) -> sqlite3.Connection:
        try:
            return self._connect("ro")
        except sqlite3.OperationalError as error:
            log = self.path.with_name(self.path.name + "-wal")
            unreadable = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            if not unreadable or (log.exists() and log.stat().st_size):
                raise
        # A folder that we may not write and no write-ahead log in it: nobody is writing.
        return self._connect("ro&immutable=1")

    def _connect(
        self, mode: str, factory: type[sqlite3.Connection] = sqlite3.Connection
    ) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(str(self.path.absolute()))}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=self._busy_seconds,  # the driver makes it SQLite's busy_timeout
            factory=factory,
        )
        try:
            if mode == "rw":
                connection.execute("PRAGMA journal_mode=WAL").fetchone()
                for pragma in _PRAGMAS_OF_WRITERS:
                    connection.execute(pragma)
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def _as_it_is(text: bytes) -> str:
    return text.decode(errors="surrogateescape")


def _network_file_system(path: Path) -> str | None:
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        # Not Linux: nobody tells, and the user's own choice stands.
        return None
    return network_file_system(path.resolve(), mounts)


_ADVICE: Final = {
    sqlite3.SQLITE_BUSY: "is kept locked by another process; try again, or stop that one",
    sqlite3.SQLITE_LOCKED: "it is locked by this process",
    sqlite3.SQLITE_NOTADB: "is not an SQLite database",
    sqlite3.SQLITE_CORRUPT: "is damaged; keep a copy of it and restore a backup",
    sqlite3.SQLITE_FULL: "the disk is full; nothing of this transaction was kept",
    sqlite3.SQLITE_READONLY: "is read-only here",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; look at the rights of the file and its folder",
    sqlite3.SQLITE_PERM: "may not be opened by this user",
    sqlite3.SQLITE_IOERR: "the disk fails to read or write it; nothing of this transaction was kept",
}
