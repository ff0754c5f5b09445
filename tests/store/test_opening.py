"""Opening a store: what is made, what is refused, and in which words."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from store import SchemaTooNewError, StoreError, StoreUnavailableError, open_reader, open_store
from store.sql import SqlStore
from store.sqlite import SqliteDatabase
from tests.store.builders import STREAM, some_events
from tests.store.conftest import Place


@contextmanager
def somebody_else() -> Iterator[None]:
    """Lose the rights of root, who may read and write everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shop_window() -> Iterator[Path]:
    """Return a folder with a store that everybody may read and nobody may write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(f"sqlite:///{folder / 'log.db'}", create=True)
        store.append(STREAM, some_events(3))
        store.close()
        (folder / "log.db").chmod(0o444)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def test_what_was_written_is_there_when_the_store_is_opened_again(lasting_place: Place) -> None:
    first = lasting_place.open()
    written = first.append(STREAM, some_events(3))
    with first.transaction() as work:
        work.put_state("v", "k", {"n": 1})
        work.set_checkpoint("v", 3)
    first.close()

    again = lasting_place.open(create=False)

    assert list(again.read_all()) == written
    assert again.state("v", "k") == {"n": 1}
    assert again.checkpoint("v") == 3


def test_a_store_is_made_once_by_many_at_the_same_time(lasting_place: Place) -> None:
    stores = []
    threads = [threading.Thread(target=lambda: stores.append(lasting_place.open())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [store.head() for store in stores] == [0, 0, 0, 0]


def test_a_missing_store_is_not_made_unless_asked(lasting_place: Place) -> None:
    with pytest.raises(StoreUnavailableError, match="create the store first"):
        lasting_place.open(create=False)
    with pytest.raises(StoreUnavailableError, match="create the store first"):
        open_reader(lasting_place.url)
    if lasting_place.kind == "sqlite":
        assert not lasting_place.path.exists()


def test_a_reader_reads_and_does_not_write(lasting_place: Place) -> None:
    store = lasting_place.open()
    written = store.append(STREAM, some_events(2))

    reader = open_reader(lasting_place.url)
    try:
        assert list(reader.read_all()) == written
        store.append(STREAM, some_events(1))
        assert reader.head() == 3
        with pytest.raises(StoreError, match="reading only"):
            reader.append(STREAM, some_events(1))  # type: ignore[attr-defined] # on purpose
    finally:
        reader.close()


def test_a_closed_store_says_so(lasting_place: Place) -> None:
    store = lasting_place.open()
    store.close()
    store.close()

    with pytest.raises(StoreError, match="is closed"):
        store.head()
    with pytest.raises(StoreError, match="is closed"):
        store.append(STREAM, some_events(1))


def test_a_store_from_the_future_is_refused(lasting_place: Place) -> None:
    lasting_place.open().close()
    lasting_place.execute("UPDATE alembic_version SET version_num = '9999'")

    told = r"later version \(schema 9999"
    with pytest.raises(SchemaTooNewError, match=told):
        lasting_place.open()
    with pytest.raises(SchemaTooNewError, match=told):
        open_reader(lasting_place.url)


def test_a_database_of_somebody_else_is_refused(lasting_place: Place) -> None:
    if lasting_place.kind == "sqlite":
        lasting_place.path.touch()
    lasting_place.execute("CREATE TABLE event (id INTEGER)")

    told = r"in use for something else \(it has a table event\)"
    with pytest.raises(StoreUnavailableError, match=told):
        lasting_place.open()
    with pytest.raises(StoreUnavailableError, match=told):
        open_reader(lasting_place.url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "mysql://x/y", "log.db", ""])
def test_an_address_that_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(StoreUnavailableError, match="a store"):
        open_store(url)


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Whatever the umask of whoever starts the program."""
    path = tmp_path / "log.db"
    before = os.umask(0)
    try:
        store = open_store(f"sqlite:///{path}", create=True)
        store.append(STREAM, some_events(1))
    finally:
        os.umask(before)

    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["log.db", "log.db-shm", "log.db-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    store.close()


def test_the_path_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "é ?mode=memory&x=%41#y.db"
    store = open_store(f"sqlite:///{path}", create=True)
    store.append(STREAM, some_events(1))
    store.close()

    reader = open_reader(f"sqlite:///{path}")
    assert reader.head() == 1
    reader.close()
    assert path.stat().st_size > 0


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("missing/log.db", "does not exist"),
        (".", "is not a file|cannot be made: Is a directory"),
        ("text.db", "is not an SQLite database"),
        ("empty.db", "no event store in it"),
    ],
)
def test_a_file_that_is_no_store_is_refused_in_one_line(tmp_path: Path, name: str, fault: str) -> None:
    (tmp_path / "text.db").write_text("not a database at all, and longer than a header of SQLite " * 3)
    (tmp_path / "empty.db").touch()

    with pytest.raises(StoreUnavailableError, match=fault) as refusal:
        open_store(f"sqlite:///{tmp_path / name}", create=name in ("missing/log.db", "."))

    assert "\n" not in str(refusal.value)


def test_a_locked_file_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    open_store(f"sqlite:///{path}", create=True).close()
    store = SqlStore(SqliteDatabase(path, busy_seconds=0.1))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreUnavailableError, match="kept locked by another process"):
            store.append(STREAM, some_events(1))

        assert store.head() == 0
        other.execute("ROLLBACK")
    store.append(STREAM, some_events(1))
    store.close()


def test_a_store_that_may_only_be_read_is_read(shop_window: Path) -> None:
    url = f"sqlite:///{shop_window / 'log.db'}"

    with somebody_else():
        with closing(open_reader(url)) as reader:
            assert reader.head() == 3
        with pytest.raises(StoreUnavailableError, match="may not be written by this user"):
            open_store(url)

    assert [file.name for file in shop_window.iterdir()] == ["log.db"]


def test_a_folder_that_may_not_be_written_is_told(shop_window: Path) -> None:
    (shop_window / "log.db").chmod(0o666)

    with somebody_else():
        with pytest.raises(StoreUnavailableError, match=r"its folder .* may not be written"):
            open_store(f"sqlite:///{shop_window / 'log.db'}")
        with pytest.raises(StoreUnavailableError, match="cannot be made: Permission denied"):
            open_store(f"sqlite:///{shop_window / 'new.db'}", create=True)


def test_a_file_that_may_not_be_read_is_told(shop_window: Path) -> None:
    (shop_window / "log.db").chmod(0o000)

    with somebody_else(), pytest.raises(StoreUnavailableError, match="may not be read by this user"):
        open_reader(f"sqlite:///{shop_window / 'log.db'}")


def test_a_store_does_not_cross_a_fork(lasting_place: Place) -> None:
    """Two processes on one connection would write over each other."""
    store = lasting_place.open()
    assert isinstance(store, SqlStore)
    store._process -= 1

    with pytest.raises(StoreError, match="before this process was forked"):
        store.head()
    with pytest.raises(StoreError, match="before this process was forked"):
        store.append(STREAM, some_events(1))

    store._process += 1


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(StoreUnavailableError, match=r"PostgreSQL at 127\.0\.0\.1:1/x: ") as refusal:
        open_store("postgresql+psycopg://user:secret@127.0.0.1:1/x")

    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_database_that_does_not_keep_utf8_is_refused(postgresql_server: str) -> None:
    name = f"test_latin1_{os.getpid()}"
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0".encode())
        try:
            with pytest.raises(StoreUnavailableError, match="keeps text as LATIN1"):
                open_store(f"{postgresql_server.rpartition('/')[0]}/{name}", create=True)
        finally:
            admin.execute(f"DROP DATABASE {name}".encode())


def test_reading_imports_no_sqlalchemy(lasting_place: Place) -> None:
    """A command that only reads the status must not wait for what it does not use."""
    lasting_place.open().close()
    program = (
        "import sys, store; store.open_reader(sys.argv[1]).head(); store.open_store(sys.argv[1]).close();"
        "print(sorted({'sqlalchemy', 'sqlmodel', 'pydantic', 'alembic'} & set(sys.modules)))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program, lasting_place.url], check=True, capture_output=True, text=True
    )

    assert ran.stdout == "[]\n"


def test_a_role_that_may_make_no_tables_is_told(
    new_place: Callable[[str], Place], postgresql_server: str
) -> None:
    """Since PostgreSQL 15 nobody but its owner may make tables in a new database."""
    place, role = new_place("postgresql"), f"role_{uuid4().hex}"
    schema = place.url.rpartition("%3D")[2]
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {role} LOGIN".encode())
        admin.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}".encode())
        try:
            with pytest.raises(StoreUnavailableError, match="permission denied for schema"):
                open_store(place.url.replace("postgres@", f"{role}@"), create=True)
        finally:
            admin.execute(f"DROP OWNED BY {role}".encode())
            admin.execute(f"DROP ROLE {role}".encode())


@pytest.mark.parametrize("address", ["h:abc/db", "h:99999/db", "[::1/db", "u:p@s/w@h/db"])
def test_an_address_that_cannot_be_read_is_told_without_it(address: str) -> None:
    """What is wrong with it may be a character of the password."""
    with pytest.raises(StoreUnavailableError) as refusal:
        open_store(f"postgresql://{address}")

    assert address not in str(refusal.value)
