"""What the `eventsourcing` library does with the same events; runs in an environment that has it.

python peer_eventsourcing.py '{"case": "...", "where": "...", ...}'
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator
from typing import Any

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    Notification,
    StoredEvent,
)
from eventsourcing.utils import Environment
from sample_events import STREAMS, answer, batches, fold, measured

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


def append_recorder(spec: dict[str, Any]) -> dict[str, float]:
    """Insert events that are encoded already."""
    store = recorder(spec["where"])
    made = stored(spec["count"], spec["size"])
    with measured() as spent:
        for part in made:
            store.insert_events(part)
    return spent


class Item(Aggregate):
    """What one stream is about, as the library's manual shows: a method for each kind of event."""

    @event("Registered")
    def __init__(self, source: str) -> None:
        self.source = source
        self.last: dict[str, Any] = {}

    @event("ItemDiscovered")
    def discover(self, data: dict[str, Any]) -> None:
        """Take note of what happened; so too below."""
        self.last = data

    @event("ItemRevised")
    def revise(self, data: dict[str, Any]) -> None:  # noqa: D102 - see above
        self.last = data

    @event("ObligationFound")
    def oblige(self, data: dict[str, Any]) -> None:  # noqa: D102 - see above
        self.last = data

    @event("AlertRaised")
    def alert(self, data: dict[str, Any]) -> None:  # noqa: D102 - see above
        self.last = data

    @event("ItemArchived")
    def archive(self, data: dict[str, Any]) -> None:  # noqa: D102 - see above
        self.last = data


HAPPENS = {
    "ItemDiscovered": Item.discover,
    "ItemRevised": Item.revise,
    "ObligationFound": Item.oblige,
    "AlertRaised": Item.alert,
    "ItemArchived": Item.archive,
}


def save_all(where: str, made: list[Any]) -> dict[str, float]:
    """Save batches through the application; the first events of the aggregates are not in the time."""
    application: Any = Application(env=environment(where))
    items = [Item(source=f"s{n}") for n in range(STREAMS)]
    application.save(*items)
    with measured() as spent:
        for stream, batch in made:
            item = items[stream]
            for kind, payload in batch:
                HAPPENS[kind](item, payload)
            application.save(item)
    return spent


def append_application(spec: dict[str, Any]) -> dict[str, float]:
    """Use the library as its manual shows."""
    return save_all(spec["where"], list(batches(spec["count"], spec["size"])))


def fill(spec: dict[str, Any]) -> dict[str, float]:
    """Make a log to be read: the application's own, whose events bear the time at which they were made."""
    return save_all(spec["where"], list(batches(spec["count"] - STREAMS, 1000)))


def notifications(store: ApplicationRecorder) -> Iterator[Notification]:
    """Yield the whole log by its notifications, a thousand at a time."""
    start = 1
    while True:
        got = store.select_notifications(start, 1000)
        yield from got
        if len(got) < 1000:
            return
        start = got[-1].id + 1


def scan(spec: dict[str, Any]) -> dict[str, float]:
    """Read the log and decode each payload."""
    store = recorder(spec["where"])
    with measured() as spent:
        for notification in notifications(store):
            json.loads(notification.state)
    return spent


class Known:
    """The fold as the library's manual has it: a policy that dispatches on the class of each event."""

    def __init__(self) -> None:
        self.state: dict[Any, dict[str, Any]] = {}

    @singledispatchmethod
    def policy(self, happened: Any) -> None:  # noqa: ANN401 - whatever happened
        """Pass by what nobody knows."""

    def keep(self, happened: Any, kind: str) -> None:  # noqa: ANN401 - an event of any class
        """Fold an event into the state of its aggregate."""
        key = happened.originator_id
        self.state[key] = fold(self.state.get(key), kind, happened.data)

    @policy.register(Item.ItemDiscovered)
    def _(self, happened: Any) -> None:  # noqa: ANN401 - the class above, made by a decorator; so too below
        self.keep(happened, "ItemDiscovered")

    @policy.register(Item.ItemRevised)
    def _(self, happened: Any) -> None:  # noqa: ANN401 - see above
        self.keep(happened, "ItemRevised")

    @policy.register(Item.ObligationFound)
    def _(self, happened: Any) -> None:  # noqa: ANN401 - see above
        self.keep(happened, "ObligationFound")

    @policy.register(Item.AlertRaised)
    def _(self, happened: Any) -> None:  # noqa: ANN401 - see above
        self.keep(happened, "AlertRaised")

    @policy.register(Item.ItemArchived)
    def _(self, happened: Any) -> None:  # noqa: ANN401 - see above
        self.keep(happened, "ItemArchived")


def project(spec: dict[str, Any]) -> dict[str, float]:
    """Fold the log, as domain events, into a state in memory."""
    application: Any = Application(env=environment(spec["where"]))
    store, mapper = application.recorder, application.mapper
    known = Known()
    with measured() as spent:
        for notification in notifications(store):
            known.policy(mapper.to_domain_event(notification))
    return spent


CASES = {
    "append recorder": append_recorder,
    "append application": append_application,
    "fill": fill,
    "scan": scan,
    "project": project,
}

if __name__ == "__main__":
    answer(CASES, sys.argv[1])
