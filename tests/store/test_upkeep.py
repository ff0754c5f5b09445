"""Copies of a store, and what is told about its database."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from store import (
    StoreError,
    StoreUnavailableError,
    backup,
    backup_command,
    head_of,
    inspect,
    open_reader,
    open_store,
    verify,
)
from tests.store.builders import STREAM, an_event, some_events
from tests.store.conftest import Place


def test_a_backup_is_a_store(sqlite_place: Place, tmp_path: Path) -> None:
    store = sqlite_place.open()
    written = store.append(STREAM, some_events(50))
    with store.transaction() as work:
        work.put_state("v", "k", {"n": 1})
    path = tmp_path / "copy.db"

    head = backup(sqlite_place.url, path)

    assert head == head_of(store)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(file.name for file in tmp_path.glob("copy*")) == ["copy.db"]
    with closing(open_store(f"sqlite:///{path}")) as copy:
        assert list(copy.read_all()) == written
        assert copy.state("v", "k") == {"n": 1}
        copy.append(STREAM, [an_event()])
    store.close()


def test_a_backup_is_consistent_while_others_write(sqlite_place: Place, tmp_path: Path) -> None:
    """Each transaction writes an event and its number: a copy holds both, or neither."""
    store = sqlite_place.open()
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            with store.transaction() as work:
                [event] = work.append(STREAM, [an_event()])
                work.put_state("v", "head", {"n": event.position})

    writing = threading.Thread(target=write)
    writing.start()
    heads = []
    try:
        for number in range(8):
            store.wait_for(store.head() + 5, timeout=10)
            heads.append(backup(sqlite_place.url, tmp_path / f"{number}.db"))
    finally:
        enough.set()
        writing.join()

    for number, head in enumerate(heads):
        with closing(open_reader(f"sqlite:///{tmp_path / f'{number}.db'}")) as copy:
            assert copy.head() == head.position > 0
            assert copy.state("v", "head") == {"n": head.position}
    assert sorted(heads, key=lambda head: head.position) == heads
    store.close()


def test_a_backup_overwrites_nothing(sqlite_place: Place, tmp_path: Path) -> None:
    sqlite_place.open().close()
    path = tmp_path / "precious.txt"
    path.write_text("mine")

    with pytest.raises(StoreError, match="overwrites nothing"):
        backup(sqlite_place.url, path)

    assert path.read_text() == "mine"


def test_a_backup_into_no_folder_is_refused(sqlite_place: Place, tmp_path: Path) -> None:
    sqlite_place.open().close()

    with pytest.raises(StoreUnavailableError, match="does not exist"):
        backup(sqlite_place.url, tmp_path / "nowhere" / "copy.db")


def test_a_damaged_log_is_not_passed_off_as_a_backup(sqlite_place: Place, tmp_path: Path) -> None:
    store = sqlite_place.open()
    store.append(STREAM, some_events(3))
    sqlite_place.execute("DROP TRIGGER event_is_never_deleted")
    sqlite_place.execute("DELETE FROM event WHERE position = 2")

    with pytest.raises(StoreError, match="no backup was made: event 2 is not there"):
        backup(sqlite_place.url, tmp_path / "copy.db")

    assert list(tmp_path.glob("copy*")) == []
    assert backup_command(sqlite_place.url, tmp_path / "copy.db") is None
    store.close()


def test_the_command_for_postgresql_makes_a_store(postgresql_place: Place, tmp_path: Path) -> None:
    """Dumped by the command that is told, restored into a new database, verified there."""
    if shutil.which("pg_dump") is None or shutil.which("pg_restore") is None:
        pytest.skip("NOT RUN: pg_dump and pg_restore are not installed")
    store = postgresql_place.open()
    store.append(STREAM, some_events(20))
    path = tmp_path / "log.dump"
    with pytest.raises(StoreError, match="pg_dump --format custom --schema test_"):
        backup(postgresql_place.url, path)
    command = backup_command(postgresql_place.url, path)
    assert command is not None

    subprocess.run(shlex.split(command), check=True)
    server, _, options = postgresql_place.url.partition("?")
    other = f"restored_{path.parent.name[:40]}_{path.stat().st_ino}".replace("-", "_")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {other} ENCODING 'UTF8' TEMPLATE template0".encode())
        try:
            target = f"{server.rpartition('/')[0]}/{other}"
            subprocess.run(["pg_restore", "--dbname", target, str(path)], check=True)
            with closing(open_store(f"{target}?{options}")) as copy:
                assert verify(copy).head == head_of(store)
                copy.append(STREAM, [an_event()])
        finally:
            admin.execute(f"DROP DATABASE {other} WITH (FORCE)".encode())


def test_a_sound_database_has_no_faults(lasting_place: Place) -> None:
    lasting_place.open()

    found = inspect(lasting_place.url)

    assert found.faults == []
    old = lasting_place.kind == "sqlite" and sqlite3.sqlite_version_info < (3, 51, 3)
    assert [note.partition(" has a fault")[0] for note in found.notes] == (
        [f"SQLite {sqlite3.sqlite_version}"] if old else []
    )


def test_a_guard_that_is_gone_is_told(lasting_place: Place) -> None:
    lasting_place.open()
    unguard = {
        "sqlite": "DROP TRIGGER event_is_never_changed",
        "postgresql": "ALTER TABLE event DISABLE TRIGGER event_is_never_changed",
    }
    lasting_place.execute(unguard[lasting_place.kind])

    assert inspect(lasting_place.url).faults == [
        "the guard event_is_never_changed of the log is gone or switched off"
    ]


@pytest.mark.parametrize(
    ("kind", "statements"),
    [
        (
            "sqlite",
            "DROP TRIGGER event_is_never_changed; "
            "CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event WHEN NEW.position > 9 BEGIN SELECT 1; END",
        ),
        (
            "postgresql",
            "DROP TRIGGER event_is_never_changed ON event; "
            "CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE ON event FOR EACH ROW "
            "WHEN (OLD.position > 9) EXECUTE FUNCTION event_is_never_changed()",
        ),
        (
            "postgresql",
            "DROP TRIGGER event_is_never_changed ON event; "
            "CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event "
            "FOR EACH ROW EXECUTE FUNCTION event_is_never_changed()",
        ),
        (
            "postgresql",
            "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; "
            "DROP TRIGGER event_is_never_changed ON event; "
            "CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE ON event "
            "FOR EACH ROW EXECUTE FUNCTION nothing()",
        ),
    ],
    ids=["sqlite", "some rows only", "no deletions", "another function"],
)
def test_a_guard_that_lost_its_teeth_is_told(
    new_place: Callable[[str], Place], kind: str, statements: str
) -> None:
    """It bears its name as before."""
    place = new_place(kind)
    place.open()
    place.script(statements)

    [fault] = inspect(place.url).faults

    assert fault.startswith("the guard event_is_never_changed of the log is not as it was made: ")


def test_a_log_that_is_ahead_of_the_clock_is_told(lasting_place: Place) -> None:
    """Once written, a wrong time stays the least that later events bear."""
    now = datetime(2026, 3, 4, 12, tzinfo=UTC)
    lasting_place.open(clock=lambda: now).append(STREAM, some_events(1))

    def told(clock: datetime) -> list[str]:
        return [
            note for note in inspect(lasting_place.url, clock=lambda: clock).notes if "last event" in note
        ]

    assert told(now) == told(now - timedelta(seconds=50)) == []
    [note] = told(now - timedelta(hours=1))
    assert note.startswith(
        "the last event bears a time that has not come, 2026-03-04T12:00:00.000000Z: a clock was wrong"
    )


def test_a_damaged_file_is_told(sqlite_place: Place) -> None:
    store = sqlite_place.open()
    store.append(STREAM, some_events(500))
    store.close()
    with sqlite_place.path.open("r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xff" * 4096)

    [fault] = inspect(sqlite_place.url).faults

    assert "is damaged" in fault
