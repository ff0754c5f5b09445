"""The database itself keeps the log as it was written, whoever asks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from store import EventStore, Harm, verify
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
    f"INSERT INTO event {a_copy(position='0')}",
    f"INSERT INTO event {a_copy(position='-5')}",
]
REFUSED_BY_SQLITE = [
    f"INSERT OR REPLACE INTO event {a_copy(position='2')}",
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
_REFUSALS = (sqlite3.IntegrityError, psycopg.IntegrityError)
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


def test_an_event_in_the_next_place_is_taken(lasting_place: Place) -> None:
    """The forgeries above are refused for what they are, not because nothing can be inserted."""
    store = lasting_place.open()
    store.append(STREAM, some_events(2))

    lasting_place.execute(f"INSERT INTO event {a_copy()}")

    assert store.head() == 3


@pytest.mark.parametrize("column", ["id", "stream"])
def test_a_row_pushed_out_from_the_next_position_is_missed(sqlite_place: Place, column: str) -> None:
    """SQLite tells no trigger of the row that INSERT OR REPLACE removes for its id or its version."""
    store = sqlite_place.open()
    store.append(STREAM, some_events(2))

    sqlite_place.execute(f"INSERT OR REPLACE INTO event {a_copy(**{column: column})}")

    fault = verify(store).fault
    assert fault is not None
    assert (fault.harm, fault.position) == (Harm.MISSING, 1)


def test_the_tools_of_sqlite_serve_a_store(sqlite_place: Place, tmp_path: Path) -> None:
    """Whoever salvages a damaged file has nothing else."""
    sqlite_place.open().append(STREAM, some_events(2))

    with closing(sqlite3.connect(sqlite_place.path, isolation_level=None)) as foreign:
        foreign.execute("PRAGMA trusted_schema=OFF")
        assert foreign.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        foreign.execute("VACUUM")
        dumped = "\n".join(foreign.iterdump())
    with closing(sqlite3.connect(tmp_path / "salvaged.db")) as salvaged:
        salvaged.executescript(dumped)
        assert salvaged.execute("SELECT count(*) FROM event").fetchone() == (2,)
