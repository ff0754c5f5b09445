"""The stores that tests run against: memory, an SQLite file, a schema of PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from store import EventStore, MemoryStore, open_store
from store.clock import system_clock

POSTGRESQL = os.environ.get("STORE_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")


@dataclass
class Place:
    """Where a store of one kind can be made, opened again, and reached behind its back."""

    kind: str
    url: str = ""
    opened: list[EventStore] = field(default_factory=list)

    def open(self, *, create: bool = True, clock: Callable[[], datetime] = system_clock) -> EventStore:
        """Open the store; closed after the test."""
        store: EventStore
        store = (
            MemoryStore(clock=clock)
            if self.kind == "memory"
            else open_store(self.url, create=create, clock=clock)
        )
        self.opened.append(store)
        return store

    def execute(self, statement: str) -> None:
        """Run SQL behind the store's back, as an intruder with a shell would."""
        if self.kind == "sqlite":
            with closing(sqlite3.connect(self.path)) as sqlite, sqlite:
                sqlite.execute(statement)
        else:
            with psycopg.connect(self.url) as postgresql:
                postgresql.execute(statement.encode())

    def script(self, statements: str) -> None:
        """Run several statements in the same way, on one connection."""
        if self.kind == "sqlite":
            with closing(sqlite3.connect(self.path)) as sqlite, sqlite:
                sqlite.executescript(statements)
        else:
            self.execute(statements)

    @property
    def path(self) -> Path:
        """Return the file of an SQLite store."""
        return Path(self.url.removeprefix("sqlite:///"))


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """Return the URL of a PostgreSQL; loud where there is none, an error in CI."""
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        message = f"NOT RUN: no PostgreSQL at {POSTGRESQL} (STORE_TEST_POSTGRESQL): {error}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return POSTGRESQL


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Place:
    """Return a place for an SQLite file."""
    return Place("sqlite", f"sqlite:///{tmp_path / 'log.db'}")


@contextmanager
def _place(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    if kind == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        schema = f"test_{uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"CREATE SCHEMA {schema}".encode())
        place = Place(kind, f"{server}?options=-csearch_path%3D{schema}")
    else:
        place = Place(kind, f"sqlite:///{tmp_path / f'{uuid4().hex}.db'}")
    try:
        yield place
    finally:
        for store in place.opened:
            store.close()
        if kind == "postgresql":
            with psycopg.connect(server, autocommit=True) as admin:
                admin.execute(f"DROP SCHEMA {schema} CASCADE".encode())


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Return a place for every kind of store."""
    with _place(request.param, tmp_path, request) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def lasting_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Return a place for the stores that outlive their process."""
    with _place(request.param, tmp_path, request) as made:
        yield made


@pytest.fixture
def postgresql_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Return a place in PostgreSQL."""
    with _place("postgresql", tmp_path, request) as made:
        yield made


@pytest.fixture
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Place]]:
    """Return what makes further places, by their kind."""
    with ExitStack() as stack:
        yield lambda kind: stack.enter_context(_place(kind, tmp_path, request))


@pytest.fixture
def store(place: Place) -> EventStore:
    """Return a new store of every kind."""
    return place.open()


@pytest.fixture
def lasting_store(lasting_place: Place) -> EventStore:
    """Return a new store of the kinds that outlive their process."""
    return lasting_place.open()
