"""What the `eventsourcing` library does with the same events; runs in an environment that has it.

python peer_eventsourcing.py '{"case": "...", "where": "...", ...}'
"""

from __future__ import annotations

import json
import resource
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, DomainEvent, event
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    JSONTranscoder,
    Mapper,
    Notification,
    StoredEvent,
)
from eventsourcing.utils import Environment, register_topic
from sample_events import STREAMS, TYPES, batches, fold, payloads

NAMESPACE = uuid.UUID("6f2d6c1e-94ce-4c8e-8f0b-4b0c5d0f7a11")


def environment(where: str) -> dict[str, str]:
    """Return what the library reads from the environment for a file or a PostgreSQL URL."""
    if not where.startswith("postgresql:"):
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": where}
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - only where it is needed

    parts = conninfo_to_dict(where)
    schema = str(parts["options"]).rpartition("=")[2]
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts.get("port") or 5432),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": str(parts.get("password") or "none"),
        "POSTGRES_SCHEMA": schema,
    }


def recorder(where: str) -> ApplicationRecorder:
    """Return the library's recorder, its lowest layer."""
    return InfrastructureFactory.construct(
        Environment(name="", env=environment(where))
    ).application_recorder()


def stored(count: int, size: int) -> list[list[Any]]:
    """Return the events as the recorder takes them, encoded beforehand."""
    ids = [uuid.uuid5(NAMESPACE, str(n)) for n in range(STREAMS)]
    versions = [0] * STREAMS
    texts: dict[int, bytes] = {}
    made = []
    for stream, batch in batches(count, size):
        part = []
        for kind, payload in batch:
            versions[stream] += 1
            state = texts.get(id(payload))
            if state is None:
                state = texts[id(payload)] = json.dumps(
                    payload, ensure_ascii=False, separators=(",", ":")
                ).encode()
            part.append(StoredEvent(ids[stream], versions[stream], f"peer:Recorded.{kind}", state))
        made.append(part)
    return made


def append_recorder(spec: dict[str, Any]) -> float:
    """Insert events that are encoded already."""
    store = recorder(spec["where"])
    made = stored(spec["count"], spec["size"])
    began = time.perf_counter()
    for part in made:
        store.insert_events(part)
    return time.perf_counter() - began


def append_application(spec: dict[str, Any]) -> float:
    """Use the library as its manual shows: an aggregate, decorated methods, save()."""

    class Item(Aggregate):
        """What one stream is about."""

        @event("Discovered")
        def __init__(self, source: str) -> None:
            self.source = source
            self.last: dict[str, object] = {}

        @event("Revised")
        def revise(self, data: dict[str, object]) -> None:
            """Take note of a change."""
            self.last = data

    application: Any = Application(env=environment(spec["where"]))
    items = [Item(source=f"s{n}") for n in range(STREAMS)]
    application.save(*items)
    made = list(batches(spec["count"], spec["size"]))
    began = time.perf_counter()
    for stream, batch in made:
        item = items[stream]
        for _, payload in batch:
            item.revise(payload)
        application.save(item)
    return time.perf_counter() - began


def fill(spec: dict[str, Any]) -> float:
    """Make a log to be read."""
    store = recorder(spec["where"])
    began = time.perf_counter()
    for part in stored(spec["count"], 1000):
        store.insert_events(part)
    return time.perf_counter() - began


def notifications(store: ApplicationRecorder) -> Iterator[Notification]:
    """Yield the whole log by its notifications, a thousand at a time."""
    start = 1
    while True:
        got = store.select_notifications(start, 1000)
        yield from got
        if len(got) < 1000:
            return
        start = got[-1].id + 1


def scan(spec: dict[str, Any]) -> float:
    """Read the log and decode each payload."""
    store = recorder(spec["where"])
    began = time.perf_counter()
    for notification in notifications(store):
        json.loads(notification.state)
    return time.perf_counter() - began


def domain_events() -> Mapper:
    """Return the library's mapper, and classes that the topics of the log resolve to."""
    kinds = {key: type(value) for key, value in payloads(1)[0][1].items()}
    for kind in TYPES:
        body = {"__annotations__": {**kinds, "originator_id": uuid.UUID}, "__module__": "peer"}
        register_topic(f"peer:Recorded.{kind}", type(kind, (DomainEvent,), body))
    return Mapper(transcoder=JSONTranscoder())


class Fields:
    """A domain event, read as a map."""

    def __init__(self, of: DomainEvent) -> None:
        self.event = of

    def __getitem__(self, key: str) -> object:
        return getattr(self.event, key)


def project(spec: dict[str, Any]) -> float:
    """Fold the log, as domain events, into a state in memory."""
    store, mapper = recorder(spec["where"]), domain_events()
    streams = {uuid.uuid5(NAMESPACE, str(n)): n for n in range(STREAMS)}
    state: dict[int, dict[str, object]] = {}
    began = time.perf_counter()
    for notification in notifications(store):
        recorded = mapper.to_domain_event(notification)
        fold(state, streams[recorded.originator_id], type(recorded).__name__, Fields(recorded))
    return time.perf_counter() - began


CASES = {
    "append recorder": append_recorder,
    "append application": append_application,
    "fill": fill,
    "scan": scan,
    "project": project,
}

if __name__ == "__main__":
    SPEC = json.loads(sys.argv[1])
    ELAPSED = CASES[SPEC["case"]](SPEC)
    PEAK = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"elapsed": ELAPSED, "peak": PEAK}))
