"""Appending to SQLite: many events by few statements, a single one by one statement.

Running a statement costs as much as inserting a row, so rows go in by fifties.  A single event
needs no statement beside its own, and no transaction round it, as long as nobody else appends:
its connection remembers the end of the log as it left it, and whoever appended meanwhile has
taken the position behind it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import chain as joined
from typing import Any, Final

from store import statements
from store.drafts import EMPTY, Draft, Tail, chain, check_expected
from store.errors import ConcurrencyConflictError
from store.records import NO_STREAM
from store.rows import Row

_IDS: Final = 500
"""Ids looked up in one statement; SQLite takes at most 32,766 parameters."""
_ROWS: Final = 50
"""Rows inserted by one statement; more make it no faster."""
_PAYLOAD: Final = 7
"""Where the payload is in a row of :data:`_WIDTH` columns."""
_WIDTH: Final = 10
_STREAMS: Final = 4096
"""Streams whose version is remembered."""


class Writer(sqlite3.Connection):
    """A connection that writes, and the end of the log as it left it.

    ``file`` is the device and the number of the file that it was opened on.
    """

    file: tuple[int, int]

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - those of sqlite3.connect()
        super().__init__(*args, **options)
        self.forget()

    def forget(self) -> None:
        """Know nothing of the log any more: what is remembered may not be so."""
        self.tail: Tail | None = None
        self.versions: dict[str, int] = {}

    def remember(self, rows: Sequence[Row]) -> None:
        """Take note of *rows*, of one stream, the new end of the log unless they are rolled back."""
        position, stream, version, _, _, _, at, _, _, digest = rows[-1]
        self.tail = Tail(position, at, digest)
        if len(self.versions) >= _STREAMS:
            self.versions.clear()
        self.versions[stream] = version


def append(
    connection: Writer, stream: str, made: Sequence[Draft], expected: int | None, now: str
) -> list[Row] | None:
    """Append in the transaction that has begun; None, and nothing appended, where an id is known."""
    rows = _append_at_once(connection, stream, made, expected, now)
    if rows is None and not _knows_any(connection, made):
        rows = _append_new(connection, stream, made, expected, now)
    return rows


def append_alone(
    connection: Writer, stream: str, made: Sequence[Draft], expected: int | None, now: str
) -> list[Row] | None:
    """Append from ``BEGIN`` to ``COMMIT``; None where an id is known.

    Known ids are looked up only when the database refuses them, or when the version does
    not fit: all of it can be rolled back here, unlike in somebody's transaction.
    """
    rows = _append_at_once(connection, stream, made, expected, now)
    if rows is not None:
        return rows
    connection.execute("BEGIN IMMEDIATE")
    try:
        rows = _append_new(connection, stream, made, expected, now)
        connection.execute("COMMIT")
    except BaseException as error:
        connection.forget()
        connection.rollback()
        unfit = isinstance(error, sqlite3.IntegrityError | ConcurrencyConflictError)
        if unfit and _knows_any(connection, made):
            return None
        raise
    return rows


def _append_at_once(
    connection: Writer, stream: str, made: Sequence[Draft], expected: int | None, now: str
) -> list[Row] | None:
    """Append one event behind the end that is remembered; None where it cannot be appended there.

    That event must still be there, and the position behind it free: positions have no gaps.  A
    refused statement undoes itself and nothing else.
    """
    tail = connection.tail
    if tail is None or len(made) != 1:
        return None
    version = connection.versions.get(stream)
    if version is None and expected == NO_STREAM:
        version = NO_STREAM  # where that is not so, its first version is taken, and the row refused
    if version is None:
        [version] = connection.execute(statements.VERSION, (stream,)).fetchone()
    if expected is not None and expected != version:
        return None
    rows = chain(made, stream=stream, after=version, tail=tail, now=now)
    try:
        done = connection.execute(statements.INSERT_BEHIND, (*rows[0], tail.position, tail.hash)).rowcount
    except sqlite3.IntegrityError:
        return None
    if not done:
        return None
    connection.remember(rows)
    return rows


def _append_new(
    connection: Writer, stream: str, made: Sequence[Draft], expected: int | None, now: str
) -> list[Row]:
    """Place, chain and insert in the transaction that has begun."""
    found = connection.execute(statements.PLACE, (stream,)).fetchone()
    version, tail = (found[0], Tail(*found[1:])) if found else (NO_STREAM, EMPTY)
    if tail != connection.tail:
        # Somebody appended, or another log was put in its place: no version is what it was.
        connection.forget()
    check_expected(stream, expected, version)
    rows = chain(made, stream=stream, after=version, tail=tail, now=now)
    insert(connection, rows)
    connection.remember(rows)
    return rows


def insert(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Insert rows as they are."""
    for at in range(0, len(rows), _ROWS):
        some = rows[at : at + _ROWS]
        values: list[Any] = [*joined.from_iterable(some)]
        # For bytes the driver looks for an adapter, which takes it as long as the rest of the row.
        values[_PAYLOAD::_WIDTH] = map(bytearray, values[_PAYLOAD::_WIDTH])
        connection.execute(statements.insert(len(some)), values)


def _knows_any(connection: sqlite3.Connection, made: Sequence[Draft]) -> bool:
    """Tell whether an event with the id of one of *made* is in the log."""
    for at in range(0, len(made), _IDS):
        ids = [one.id for one in made[at : at + _IDS]]
        if connection.execute(statements.any_of(len(ids)), ids).fetchone():
            return True
    return False
