"""The database itself keeps the log as it was written, whoever asks."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg
import pytest

from store import EventStore, verify
from store.statements import GUARD
from tests.store.builders import STREAM, some_events
from tests.store.conftest import Place

_COPY = (
    "SELECT {position}, {stream}, {version}, {id}, type, schema, recorded_at, payload, metadata, hash "
    "FROM event WHERE position = 1"
)


def a_copy(position: str = "3", stream: str = "'a/b'", version: str = "0", id: str = "'new'") -> str:  # noqa: A002 - a column
    """Return the values of a forged event, made of the first."""
    return _COPY.format(position=position, stream=stream, version=version, id=id)


REFUSED = [
    "UPDATE event SET payload = '{}'",
    "UPDATE event SET position = 7 WHERE position = 2",
    "DELETE FROM event",
    "DELETE FROM event WHERE position = 2",
    f"INSERT INTO event {a_copy(position='2')}",
    f"INSERT INTO event {a_copy(id='id')}",
    f"INSERT INTO event {a_copy(stream='stream')}",
]
REFUSED_BY_SQLITE = [
    f"INSERT OR REPLACE INTO event {a_copy(position='2')}",
    f"INSERT OR REPLACE INTO event {a_copy(id='id')}",
    f"INSERT OR REPLACE INTO event {a_copy(stream='stream')}",
    f"REPLACE INTO event {a_copy(position='1', id='id', stream='stream')}",
    f"INSERT OR IGNORE INTO event {a_copy(position='2')}",
    f"INSERT INTO event {a_copy(position='9')}",
    "UPDATE OR REPLACE event SET position = 1 WHERE position = 2",
    f"INSERT INTO event {a_copy(id='id')} ON CONFLICT (id) DO UPDATE SET payload = '{{}}'",
]
REFUSED_BY_POSTGRESQL = [
    "TRUNCATE event",
    "TRUNCATE event, state CASCADE",
    f"INSERT INTO event {a_copy(id='id')} ON CONFLICT (id) DO UPDATE SET payload = '{{}}'",
]
_REFUSALS = (sqlite3.DatabaseError, psycopg.IntegrityError)
CASES = [
    *[(kind, statement) for kind in ("sqlite", "postgresql") for statement in REFUSED],
    *[("sqlite", statement) for statement in REFUSED_BY_SQLITE],
    *[("postgresql", statement) for statement in REFUSED_BY_POSTGRESQL],
]


def test_what_is_written_cannot_be_changed(lasting_place: Place, subtests: pytest.Subtests) -> None:
    """By SQL on a connection that is not ours and has set nothing."""
    store: EventStore = lasting_place.open()
    store.append(STREAM, some_events(2))
    written = list(store.read_all())

    for kind, statement in CASES:
        if kind == lasting_place.kind:
            with subtests.test(statement=statement):
                with pytest.raises(_REFUSALS):
                    lasting_place.execute(statement)
                assert list(store.read_all()) == written


def test_an_event_in_the_next_place_is_taken_by_postgresql(lasting_place: Place) -> None:
    """The forgeries above are refused for what they are, not because nothing can be inserted."""
    if lasting_place.kind != "postgresql":
        return
    store = lasting_place.open()
    store.append(STREAM, some_events(2))

    lasting_place.execute(f"INSERT INTO event {a_copy()}")

    assert store.head() == 3


def test_sqlite_takes_events_from_nobody_but_a_store(sqlite_place: Place) -> None:
    """No trigger of SQLite hears of the rows that INSERT OR REPLACE removes."""
    store = sqlite_place.open()
    store.append(STREAM, some_events(2))

    with pytest.raises(sqlite3.OperationalError, match=GUARD):
        sqlite_place.execute(f"INSERT INTO event {a_copy()}")

    assert store.head() == 2


def test_whoever_forges_the_guard_is_found_out(sqlite_place: Place) -> None:
    store = sqlite_place.open()
    store.append(STREAM, some_events(3))

    with closing(sqlite3.connect(sqlite_place.path)) as forger, forger:
        forger.create_function(GUARD, 0, lambda: 1, deterministic=True)
        with pytest.raises(sqlite3.IntegrityError):
            forger.execute(f"INSERT INTO event {a_copy(position='2')}")
        forger.execute(f"INSERT OR REPLACE INTO event {a_copy(position='2')}")

    fault = verify(store).fault
    assert fault is not None
    assert fault.position == 2


def test_the_guard_stops_no_reader(sqlite_place: Place) -> None:
    """People look into the file with tools of their own."""
    sqlite_place.open().append(STREAM, some_events(2))

    with closing(sqlite3.connect(sqlite_place.path)) as reader:
        reader.execute("PRAGMA trusted_schema=OFF")
        assert reader.execute("SELECT count(*) FROM event").fetchone() == (2,)
