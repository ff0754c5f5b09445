"""The disk is full, the server is gone, the call fails: a named error, and all or nothing."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from store import EventStore, StoreError, StoreUnavailableError, open_reader, open_store, verify
from store.database import Connection, Database
from store.engines import database_at
from store.postgresql import PostgresqlDatabase
from store.sql import SqlStore
from tests.store.builders import OTHER, STREAM, an_event, some_events
from tests.store.conftest import Place


@pytest.fixture
def sqlite_store(tmp_path: Path) -> SqlStore:
    """Return a store in an SQLite file."""
    store = open_store(f"sqlite:///{tmp_path / 'log.db'}", create=True)
    assert isinstance(store, SqlStore)
    return store


def pragma(store: SqlStore, setting: str) -> None:
    """Change a setting of the connection that writes."""
    assert store._writer is not None
    store._writer.execute(f"PRAGMA {setting}")


def test_a_full_disk_keeps_nothing_by_half(sqlite_store: SqlStore) -> None:
    sqlite_store.append(STREAM, some_events(10))
    pragma(sqlite_store, "max_page_count = 60")

    with pytest.raises(StoreUnavailableError, match="the disk is full; nothing of this transaction was kept"):
        sqlite_store.append(STREAM, some_events(2000))

    assert sqlite_store.head() == 10
    pragma(sqlite_store, "max_page_count = 1000000")
    sqlite_store.append(STREAM, some_events(2000))
    assert verify(sqlite_store).head.position == 2010
    sqlite_store.close()


def test_a_transaction_that_failed_cannot_go_on(sqlite_store: SqlStore) -> None:
    """SQLite rolls back by itself when the disk is full; what comes after would be on its own."""
    sqlite_store.append(STREAM, some_events(1))
    pragma(sqlite_store, "max_page_count = 60")

    with pytest.raises(StoreUnavailableError, match="was rolled back"), sqlite_store.transaction() as work:  # noqa: PT012 - the error comes at its end
        work.put_state("v", "k", {})
        with suppress(StoreUnavailableError):
            work.append(STREAM, some_events(2000))
        with pytest.raises(StoreError, match="was rolled back"):
            work.append(STREAM, [an_event()])
        with pytest.raises(StoreError, match="was rolled back"):
            work.put_state("v", "k", {})

    assert sqlite_store.head() == 1
    assert sqlite_store.state("v", "k") is None
    sqlite_store.append(STREAM, [an_event()])
    sqlite_store.close()


def test_a_file_that_may_not_be_written_is_told(sqlite_store: SqlStore) -> None:
    pragma(sqlite_store, "query_only = ON")

    with pytest.raises(StoreUnavailableError, match="is read-only here"):
        sqlite_store.append(STREAM, some_events(1))

    pragma(sqlite_store, "query_only = OFF")
    sqlite_store.append(STREAM, some_events(1))
    sqlite_store.close()


def pids(store: SqlStore) -> list[int]:
    """Return the server's processes behind a store."""
    connections = [*store._readers, *([store._writer] if store._writer is not None else [])]
    return [connection.info.backend_pid for connection in connections]


def end(place: Place, store: SqlStore) -> None:
    """End the store's connections, as a restart of the server does."""
    with psycopg.connect(place.url, autocommit=True) as admin:
        for pid in pids(store):
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


@pytest.fixture
def postgresql_store(postgresql_place: Place) -> SqlStore:
    """Return a store in PostgreSQL with a connection for each purpose."""
    store = postgresql_place.open()
    assert isinstance(store, SqlStore)
    store.append(STREAM, some_events(3))
    assert store.head() == 3
    return store


def test_a_restart_between_two_transactions_is_not_noticed(
    postgresql_place: Place, postgresql_store: SqlStore
) -> None:
    end(postgresql_place, postgresql_store)
    assert postgresql_store.head() == 3

    end(postgresql_place, postgresql_store)
    postgresql_store.append(STREAM, some_events(1))

    end(postgresql_place, postgresql_store)
    with postgresql_store.transaction() as work:
        work.append(STREAM, some_events(1))

    assert [event.position for event in postgresql_store.read_all()] == [1, 2, 3, 4, 5]


def test_a_restart_within_a_transaction_keeps_nothing_of_it(
    postgresql_place: Place, postgresql_store: SqlStore
) -> None:
    with pytest.raises(StoreUnavailableError), postgresql_store.transaction() as work:  # noqa: PT012 - in the middle
        work.append(STREAM, some_events(2))
        end(postgresql_place, postgresql_store)
        work.append(STREAM, some_events(2))

    assert postgresql_store.head() == 3
    postgresql_store.append(STREAM, some_events(1))
    assert verify(postgresql_store).head.position == 4


def test_a_wait_outlives_its_connection(
    postgresql_place: Place, postgresql_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends the connection that listens; the event comes afterwards."""
    wait, waits = PostgresqlDatabase.wait, []

    def lose_the_first(database: PostgresqlDatabase, connection: psycopg.Connection, seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 1:
            with psycopg.connect(postgresql_place.url, autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,))
        else:
            postgresql_place.open().append(STREAM, some_events(1))
        wait(database, connection, seconds)

    monkeypatch.setattr(PostgresqlDatabase, "wait", lose_the_first)

    assert postgresql_store.wait_for(3, timeout=10)
    assert len(waits) == 2


def test_a_wait_whose_connections_are_all_lost_says_so(
    postgresql_place: Place, postgresql_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = PostgresqlDatabase.wait

    def lose(database: PostgresqlDatabase, connection: psycopg.Connection, seconds: float) -> None:
        with psycopg.connect(postgresql_place.url, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,))
        wait(database, connection, seconds)

    monkeypatch.setattr(PostgresqlDatabase, "wait", lose)

    with pytest.raises(StoreUnavailableError, match=r"server closed the connection|terminating connection"):
        postgresql_store.wait_for(3, timeout=10)


def test_a_log_that_somebody_keeps_locked_is_told(postgresql_place: Place) -> None:
    postgresql_place.open().append(STREAM, some_events(1))
    hasty = SqlStore(PostgresqlDatabase(postgresql_place.url, lock_seconds=0.1))
    other = postgresql_place.open()

    with other.transaction():
        with pytest.raises(StoreUnavailableError, match="kept locked by another process"):
            hasty.append(STREAM, [an_event()])
        with (
            pytest.raises(StoreUnavailableError, match="kept locked by another process"),
            hasty.transaction(),
        ):
            pass
        assert hasty.head() == 1

    hasty.append(STREAM, [an_event()])
    hasty.close()


class Unreliable:
    """A database of which a certain call fails, before or after it was done."""

    def __init__(self, database: Database, *, fails_at: int, after: bool) -> None:
        self._database = database
        self._left = fails_at
        self._after = after
        self.failed = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the database has
        found = getattr(self._database, name)
        if name not in ("begin", "append", "append_alone", "insert", "execute", "commit"):
            return found

        def call(connection: Connection, *arguments: Any) -> Any:  # noqa: ANN401 - the same
            self._left -= 1
            if self._left != 0:
                return found(connection, *arguments)
            self.failed = True
            if self._after:
                found(connection, *arguments)
            if self._database.dialect == "sqlite":
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR
                raise error
            connection.close()
            message = "server closed the connection unexpectedly"
            raise psycopg.OperationalError(message)

        return call


def a_unit_of_work(store: EventStore, batches: Sequence[Sequence[Any]]) -> None:
    """Append twice, and keep a state and a checkpoint with it."""
    with store.transaction() as work:
        work.append(STREAM, batches[0])
        work.put_state("v", "n", {"n": 5})
        work.append(OTHER, batches[1])
        work.set_checkpoint("v", 5)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_whichever_call_fails_the_unit_is_there_whole_or_not_at_all(
    lasting_place: Place, *, after: bool
) -> None:
    """Fail the first call, then the second, until a run comes through without a failure."""
    lasting_place.open().close()
    batches = [some_events(3), some_events(2)]
    outcomes = []
    for fails_at in range(1, 20):
        unreliable = Unreliable(database_at(lasting_place.url), fails_at=fails_at, after=after)
        store = SqlStore(unreliable)
        with suppress(StoreUnavailableError):
            a_unit_of_work(store, batches)
        store.close()
        with closing(open_reader(lasting_place.url)) as reader:
            kept = (reader.head(), reader.state("v", "n"), reader.checkpoint("v"))
            assert kept in [(0, None, 0), (5, {"n": 5}, 5)]
            assert verify(reader)
            outcomes.append(reader.head())
        if outcomes[-1]:
            break
    else:
        pytest.fail("no run came through")

    assert outcomes[0] == 0
    assert outcomes[-1] == 5
    assert len(outcomes) > 4


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_append_whose_answer_was_lost_is_not_appended_twice(
    postgresql_place: Place, *, after: bool
) -> None:
    """The connection dies before the server does it, or after: nobody knows, and the ids tell."""
    postgresql_place.open().close()
    unreliable = Unreliable(database_at(postgresql_place.url), fails_at=1, after=after)
    store = SqlStore(unreliable, writer=unreliable.connect())
    batch = some_events(3)

    written = store.append(STREAM, batch, expected=-1)

    assert unreliable.failed
    assert [event.position for event in written] == [1, 2, 3]
    assert store.head() == 3
    store.close()


def test_a_power_cut_leaves_a_log_that_is_whole_up_to_some_point(tmp_path: Path) -> None:
    """Cut or zero the end of the write-ahead log, as a lost page cache does, a hundred times."""
    dice = random.Random(7)  # noqa: S311 - places, not secrets
    store = open_store(f"sqlite:///{tmp_path / 'log.db'}", create=True)
    for n in range(60):
        with store.transaction() as work:
            written = work.append(STREAM, some_events(n % 7 + 1))
            work.put_state("v", "head", {"n": written[-1].position})
    heads = set()

    for round_ in range(100):
        copy = tmp_path / f"copy{round_}.db"
        shutil.copy(tmp_path / "log.db", copy)
        log = copy.with_name(copy.name + "-wal")
        shutil.copy(tmp_path / "log.db-wal", log)
        size = log.stat().st_size
        lost = dice.randint(1, size)
        with log.open("r+b") as file:
            if dice.random() < 0.5:
                file.truncate(size - lost)
            else:
                file.seek(size - lost)
                file.write(b"\0" * lost)
        with suppress(StoreUnavailableError), closing(open_store(f"sqlite:///{copy}")) as after:
            report = verify(after)
            assert report
            kept = after.state("v", "head") or {"n": 0}
            assert kept == {"n": report.head.position}
            heads.add(report.head.position)
        for file_ in tmp_path.glob(f"{copy.name}*"):
            file_.unlink()

    assert len(heads) > 20
    store.close()
