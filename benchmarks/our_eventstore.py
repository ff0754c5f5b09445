"""What our store does with the same events; each case is a process of its own.

python our_eventstore.py '{"case": "...", "where": "...", ...}'
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from typing import Any
from uuid import UUID

from sample_events import READ_BY_FOLD, STREAMS, TYPES, answer, batches, fold, measured

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


def derived(count: int, seed: int) -> list[UUID]:
    """Return ids as those are that are derived from content: scattered."""
    dice = random.Random(count + seed)  # noqa: S311 - the same for everyone
    return [UUID(int=dice.getrandbits(128)) for n in range(count)]


def append_all(store: EventStore, spec: dict[str, Any]) -> dict[str, float]:
    """Append, a batch a transaction; making the events is in the time.

    So is making their ids, unless they are derived: then they were before.  The first events of
    the streams are not in the time.
    """
    streams = [StreamId("source", str(n)) for n in range(STREAMS)]
    made = [(streams[number], batch) for number, batch in batches(spec["count"], spec["size"])]
    with store.transaction() as work:
        for stream in streams:
            work.append(stream, [NewEvent(type="Registered", payload={"source": stream.name})])
    if spec.get("ids") == "derived":
        names = iter(derived(spec["count"], spec.get("seed", 0)))
        with measured() as spent:
            for stream, batch in made:
                store.append(
                    stream,
                    [NewEvent(id=next(names), type=kind, payload=payload) for kind, payload in batch],
                )
        return spent
    with measured() as spent:
        for stream, batch in made:
            store.append(stream, [NewEvent(type=kind, payload=payload) for kind, payload in batch])
    return spent


def append(spec: dict[str, Any]) -> dict[str, float]:
    """Append to a new store."""
    return append_all(open_store(url(spec["where"]), create=True), spec)


def append_more(spec: dict[str, Any]) -> dict[str, float]:
    """Append to a store that has events already."""
    return append_all(open_store(url(spec["where"])), spec)


def fill(spec: dict[str, Any]) -> dict[str, float]:
    """Make a log to be read."""
    store = open_store(url(spec["where"]), create=True)
    spent = append_all(store, {"count": spec["count"] - STREAMS, "size": 1000})
    store.close()
    return spent


def scan(spec: dict[str, Any]) -> dict[str, float]:
    """Read the log and decode each payload."""
    reader = open_reader(url(spec["where"]))
    with measured() as spent:
        for event in reader.read_all():
            event.payload  # noqa: B018 - decoded when it is asked for
    return spent


def skip(spec: dict[str, Any]) -> dict[str, float]:
    """Read the log and look at nothing but the types."""
    reader = open_reader(url(spec["where"]))
    with measured() as spent:
        for event in reader.read_all():
            event.type  # noqa: B018 - read and passed by
    return spent


def project(spec: dict[str, Any]) -> dict[str, float]:
    """Fold the log into a state in memory."""
    reader = open_reader(url(spec["where"]))
    state: dict[str, dict[str, Any]] = {}
    with measured() as spent:
        for event in reader.read_all():
            key, kind = event.stream.name, event.type
            state[key] = fold(state.get(key), kind, event.payload if kind in READ_BY_FOLD else {})
    return spent


class Known:
    """The same fold as a projection: kept in the database, with its checkpoint."""

    name = "known"

    def apply(self, event: RecordedEvent, view: View) -> bool:
        """Change what is known of a stream."""
        key, kind = event.stream.name, event.type
        view.put(key, fold(view.get(key), kind, event.payload if kind in READ_BY_FOLD else {}))
        return kind in TYPES


def project_kept(spec: dict[str, Any]) -> dict[str, float]:
    """Bring a new projection up to date, committed as it goes."""
    store = open_store(url(spec["where"]))
    with store.transaction() as work:
        work.drop_view(Known.name)
    with measured() as spent:
        catch_up(store, Known())
    return spent


def project_again(spec: dict[str, Any]) -> dict[str, float]:
    """Rebuild it beside the live one."""
    store = open_store(url(spec["where"]))
    with measured() as spent:
        rebuild(store, Known())
    return spent


def verify_all(spec: dict[str, Any]) -> dict[str, float]:
    """Compute the chain of the whole log again."""
    reader = open_reader(url(spec["where"]))
    with measured() as spent:
        report = verify(reader)
    if not report:
        sys.exit("the log does not verify")
    return spent


def raw(spec: dict[str, Any]) -> dict[str, float]:
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
    with measured() as spent:
        for batch in made:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO event (stream, type, payload) VALUES (?, ?, ?)", batch)
            connection.execute("COMMIT")
    return spent


def _raw_postgresql(where: str, made: list[list[tuple[str, str, str]]]) -> dict[str, float]:
    import psycopg  # noqa: PLC0415 - only where it is needed

    connection = psycopg.connect(where, autocommit=True)
    connection.execute(
        "CREATE TABLE event (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
        "stream text, type text, payload text)"
    )
    with measured() as spent:
        for batch in made:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany("INSERT INTO event (stream, type, payload) VALUES (%s, %s, %s)", batch)
    return spent


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
    answer(CASES, sys.argv[1])
