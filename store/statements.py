"""The SQL that both databases understand, one text for each statement.

Written with ``?``; PostgreSQL's driver gets ``%s`` in its place (see :func:`placed`), so no
statement here may use either character otherwise.
"""

from __future__ import annotations

from functools import cache

COLUMNS = "position, stream, version, id, type, schema, recorded_at, payload, metadata, hash"

PLACE = (
    "SELECT coalesce((SELECT max(version) FROM event WHERE stream = ?), -1), "
    "position, recorded_at, hash FROM event ORDER BY position DESC LIMIT 1"
)
"""The version of a stream and the end of the log; nothing where the log is empty."""
VERSION = "SELECT coalesce(max(version), -1) FROM event WHERE stream = ?"
HEAD = "SELECT coalesce(max(position), 0) FROM event"
TAIL = "SELECT position, recorded_at, hash FROM event ORDER BY position DESC LIMIT 1"
STREAM = (
    f"SELECT {COLUMNS} FROM event WHERE stream = ? AND version >= ? "  # noqa: S608 - constants
    "ORDER BY version LIMIT ?"
)

CHECKPOINT = "SELECT position FROM checkpoint WHERE consumer = ?"
SET_CHECKPOINT = (
    "INSERT INTO checkpoint (consumer, position) VALUES (?, ?) "
    "ON CONFLICT (consumer) DO UPDATE SET position = excluded.position"
)
DROP_CHECKPOINT = "DELETE FROM checkpoint WHERE consumer = ?"

STATE = "SELECT value FROM state WHERE view = ? AND key = ?"
STATES = "SELECT key, value FROM state WHERE view = ? ORDER BY key"
PUT_STATE = (
    "INSERT INTO state (view, key, value) VALUES (?, ?, ?) "
    "ON CONFLICT (view, key) DO UPDATE SET value = excluded.value"
)
DROP_STATE = "DELETE FROM state WHERE view = ? AND key = ?"
DROP_VIEW = "DELETE FROM state WHERE view = ?"
MOVE_VIEW = "UPDATE state SET view = ? WHERE view = ?"
MOVE_CHECKPOINT = "UPDATE checkpoint SET consumer = ? WHERE consumer = ?"

REVISION = "SELECT version_num FROM alembic_version"


@cache
def insert(rows: int) -> str:
    """Return SQLite's statement that inserts so many rows, their payloads in UTF-8."""
    row = "(?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?)"
    return f"INSERT INTO event ({COLUMNS}) VALUES {', '.join([row] * rows)}"  # noqa: S608 - constants


INSERT_BEHIND = (
    f"INSERT INTO event ({COLUMNS}) SELECT ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ? "  # noqa: S608 - constants
    "WHERE (SELECT hash FROM event WHERE position = ?) = ?"
)
"""SQLite's: one row, if the log still ends as its writer remembers."""


@cache
def page(types: int, payload: str = "payload") -> str:
    """Return the statement that reads a page of the log, of so many types (0: of all).

    *payload* is what stands for that column: it may come as UTF-8 where that is faster.
    """
    columns = COLUMNS.replace("payload", payload)
    of_types = f"AND type IN ({', '.join('?' * types)}) " if types else ""
    return (
        f"SELECT {columns} FROM event WHERE position > ? {of_types}"  # noqa: S608 - constants
        "ORDER BY position LIMIT ?"
    )


@cache
def by_ids(count: int) -> str:
    """Return the statement that finds events by so many ids."""
    return f"SELECT {COLUMNS} FROM event WHERE id IN ({', '.join('?' * count)})"  # noqa: S608 - constants


@cache
def any_of(count: int) -> str:
    """Return the statement that finds whether one of so many ids is in the log."""
    return f"SELECT 1 FROM event WHERE id IN ({', '.join('?' * count)}) LIMIT 1"  # noqa: S608 - constants


@cache
def placed(statement: str) -> str:
    """Return *statement* as PostgreSQL's driver wants it."""
    return statement.replace("?", "%s")
