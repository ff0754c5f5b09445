"""What our store does with the same events; each case is a process of its own.

python our_eventstore.py '{"case": "...", "where": "...", ...}'
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import sys
import time
from typing import Any
from uuid import UUID

from sample_events import TYPES, batches, fold

from store import (
    EventStore,
    NewEvent,
    RecordedEvent,
    StreamId,
    View,
    catch_up,
    open_reader,
    open_store,
    rebuild,
    verify,
)


def url(where: str) -> str:
    """Return the URL of a file, or the one of a PostgreSQL as it is."""
    return where if where.startswith("postgresql:") else f"sqlite:///{where}"


def ids(count: int, seed: int, *, ordered: bool) -> list[UUID]:
    """Return event ids: derived from content they are scattered, made by a clock they rise."""
    dice = random.Random(count + seed)  # noqa: S311 - the same for everyone
    if ordered:
        began = 1767600000000 + seed * 10_000_000
        return [UUID(int=(began + n << 80) | dice.getrandbits(80)) for n in range(count)]
    return [UUID(int=dice.getrandbits(128)) for n in range(count)]


def append_all(store: EventStore, count: int, size: int, *, ordered: bool = False, seed: int = 0) -> float:
    """Append, a batch a transaction; making the events is in the time, making their ids is not."""
    made = list(batches(count, size))
    names = iter(ids(count, seed, ordered=ordered))
    streams = [StreamId("source", str(n)) for n in range(500)]
    began = time.perf_counter()
    for stream, batch in made:
        store.append(
            streams[stream], [NewEvent(id=next(names), type=kind, payload=payload) for kind, payload in batch]
        )
    return time.perf_counter() - began


def append(spec: dict[str, Any]) -> float:
    """Append to a new store."""
    store = open_store(url(spec["where"]), create=True)
    return append_all(store, spec["count"], spec["size"], ordered=spec.get("ordered", False))


def append_more(spec: dict[str, Any]) -> float:
    """Append to a store that has events already."""
    store = open_store(url(spec["where"]))
    return append_all(store, spec["count"], spec["size"], ordered=spec["ordered"], seed=spec["seed"] + 1)


def fill(spec: dict[str, Any]) -> float:
    """Make a log to be read."""
    store = open_store(url(spec["where"]), create=True)
    elapsed = append_all(store, spec["count"], 1000, ordered=True)
    store.close()
    return elapsed


def scan(spec: dict[str, Any]) -> float:
    """Read the log and decode each payload."""
    reader = open_reader(url(spec["where"]))
    began = time.perf_counter()
    for event in reader.read_all():
        event.payload  # noqa: B018 - decoded when it is asked for
    return time.perf_counter() - began


def skip(spec: dict[str, Any]) -> float:
    """Read the log and look at nothing but the types."""
    reader = open_reader(url(spec["where"]))
    began = time.perf_counter()
    for event in reader.read_all():
        event.type  # noqa: B018 - read and passed by
    return time.perf_counter() - began


def project(spec: dict[str, Any]) -> float:
    """Fold the log into a state in memory."""
    reader = open_reader(url(spec["where"]))
    state: dict[Any, dict[str, object]] = {}
    began = time.perf_counter()
    for event in reader.read_all():
        fold(state, event.stream.name, event.type, event.payload if event.type.startswith("Item") else None)  # type: ignore[arg-type] # a name is as good a key
    return time.perf_counter() - began


class Known:
    """The same fold as a projection: kept in the database, with its checkpoint."""

    name = "known"

    def apply(self, event: RecordedEvent, view: View) -> bool:
        """Change what is known of a stream."""
        key, kind = event.stream.name, event.type
        state: dict[Any, Any] = {key: view.get(key)} if view.get(key) is not None else {}
        fold(state, key, kind, event.payload if kind.startswith("Item") else None)  # type: ignore[arg-type] # the same
        view.put(key, state[key])
        return kind in TYPES


def project_kept(spec: dict[str, Any]) -> float:
    """Bring a new projection up to date, committed as it goes."""
    store = open_store(url(spec["where"]))
    with store.transaction() as work:
        work.drop_view(Known.name)
    began = time.perf_counter()
    catch_up(store, Known())
    return time.perf_counter() - began


def project_again(spec: dict[str, Any]) -> float:
    """Rebuild it beside the live one."""
    store = open_store(url(spec["where"]))
    began = time.perf_counter()
    rebuild(store, Known())
    return time.perf_counter() - began


def verify_all(spec: dict[str, Any]) -> float:
    """Compute the chain of the whole log again."""
    reader = open_reader(url(spec["where"]))
    began = time.perf_counter()
    if not verify(reader):
        sys.exit("the log does not verify")
    return time.perf_counter() - began


def raw(spec: dict[str, Any]) -> float:
    """Insert by the driver into a table without ids, chain or guards: what the machine allows."""
    made = [
        [
            (f"source/{stream}", kind, json.dumps(payload, ensure_ascii=False, separators=(",", ":")))
            for kind, payload in batch
        ]
        for stream, batch in batches(spec["count"], spec["size"])
    ]
    if spec["where"].startswith("postgresql:"):
        return _raw_postgresql(spec["where"], made)
    connection = sqlite3.connect(spec["where"], isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT, type TEXT, payload TEXT)"
    )
    began = time.perf_counter()
    for batch in made:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO event (stream, type, payload) VALUES (?, ?, ?)", batch)
        connection.execute("COMMIT")
    return time.perf_counter() - began


def _raw_postgresql(where: str, made: list[list[tuple[str, str, str]]]) -> float:
    import psycopg  # noqa: PLC0415 - only where it is needed

    connection = psycopg.connect(where, autocommit=True)
    connection.execute(
        "CREATE TABLE event (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
        "stream text, type text, payload text)"
    )
    began = time.perf_counter()
    for batch in made:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany("INSERT INTO event (stream, type, payload) VALUES (%s, %s, %s)", batch)
    return time.perf_counter() - began


CASES = {
    "append": append,
    "append more": append_more,
    "fill": fill,
    "scan": scan,
    "skip": skip,
    "project": project,
    "project kept": project_kept,
    "project again": project_again,
    "verify": verify_all,
    "raw": raw,
}

if __name__ == "__main__":
    SPEC = json.loads(sys.argv[1])
    ELAPSED = CASES[SPEC["case"]](SPEC)
    PEAK = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"elapsed": ELAPSED, "peak": PEAK}))
