"""From the outbox to the targets: at least once, and visibly.

A delivery is taken with a lease, sent outside any transaction, and its outcome appended.
If the process dies between the two, the lease runs out and the message goes again with the
same key: a target may hear it twice, never not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from store.api import EventStore
from store.records import StreamId
from tracker.alerts.routes import Route, Target
from tracker.alerts.transport import Transport
from tracker.model.time import utc
from tracker.recording import recording
from tracker.report.words import LABELS

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long to wait after each failed try; after the last one the delivery is dead."""

_LEASE = timedelta(minutes=3)
_EVENTS = {
    "delivered": "AlertDelivered",
    "retrying": "AlertDeliveryFailed",
    "dead": "AlertDeadLettered",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message for one target, and how the last try went."""

    alert: str
    route: str
    target: str
    title: str
    attempts: int
    state: str
    why: str = ""


def deliver(
    store: EventStore,
    routes: Sequence[Route],
    transport: Transport,
    *,
    clock: Callable[[], datetime],
    language: str,
) -> list[Delivery]:
    """Send everything that is due, in the order in which it was raised; return what was tried.

    One bad target never costs the others: each has its own row, its own tries, its own end.
    """
    known = {(route.name, target.label): target for route in routes for target in route.targets}
    tried: list[Delivery] = []
    seen: set[str] = set()
    while (row := _claim(store, clock(), seen)) is not None:
        key, due, alert = row
        seen.add(key)
        tried.append(_deliver_one(store, due, alert, known, transport, clock=clock, language=language))
    return tried


def _claim(
    store: EventStore, now: datetime, seen: set[str]
) -> tuple[str, Mapping[str, Any], Mapping[str, Any]] | None:
    """Take the oldest due delivery that nobody holds, and hold it for a while."""
    if not any(_is_due(row, now) and key not in seen for key, row in store.states("outbox")):
        return None
    with store.transaction() as tx:
        due = sorted(
            (
                (row["raised"], key)
                for key, row in tx.states("outbox")
                if key not in seen and _is_due(row, now)
            ),
        )
        for _, key in due:
            held = tx.state("lease", key)
            if held is not None and held["until"] > utc(now):
                continue
            tx.put_state("lease", key, {"until": utc(now + _LEASE)})
            row = tx.state("outbox", key)
            alert = tx.state("alert", key.split("|")[0])
            if row is not None and alert is not None:
                return key, row, alert
    return None


def _is_due(row: Mapping[str, Any], now: datetime) -> bool:
    return row["not_before"] is None or bool(row["not_before"] <= utc(now))


def _deliver_one(  # noqa: PLR0913 - the delivery and what it is made with
    store: EventStore,
    row: Mapping[str, Any],
    alert: Mapping[str, Any],
    known: Mapping[tuple[str, str], Target],
    transport: Transport,
    *,
    clock: Callable[[], datetime],
    language: str,
) -> Delivery:
    attempts = row["attempts"] + 1
    target = known.get((row["route"], row["target"]))
    if target is None:
        state, why, wait = "dead", "the configuration has no such target any more", None
    else:
        body = f"{alert['body']}\n{LABELS[language]['reference']} : {alert['alert']}"
        sent = transport.send(target.spec, title=alert["title"], body=body, key=alert["alert"])
        why = sent.why
        wait = None if sent.ok or attempts > len(BACK_OFF) else BACK_OFF[attempts - 1]
        state = "delivered" if sent.ok else "retrying" if wait else "dead"
    now = clock()
    name = {"delivered": "AlertDelivered", "retrying": "AlertDeliveryFailed", "dead": "AlertDeadLettered"}[
        state
    ]
    payload = {
        "alert": row["alert"],
        "route": row["route"],
        "target": row["target"],
        "raised": row["raised"],
        "attempts": attempts,
        "why": why or None,
        "not_before": utc(now + wait) if wait else None,
    }
    key = f"{row['alert']}|{row['route']}|{row['target']}"
    with recording(store, recorded_by="delivery") as recorder:
        recorder.tx.drop_state("lease", key)
        if recorder.state("outbox", key) is not None:  # else another process brought it to an end
            stream = StreamId("alert", row["alert"])
            recorder.record(stream, name, payload, key, attempts, recorder.tx.head())
    return Delivery(
        alert=row["alert"],
        route=row["route"],
        target=row["target"],
        title=alert["title"],
        attempts=attempts,
        state=state,
        why=why,
    )


def retry(store: EventStore, alert: str) -> int:
    """Put the dead and waiting deliveries of *alert* back to be sent at once; return how many."""
    with recording(store, recorded_by="person") as recorder:
        held = recorder.state("alert", alert)
        again = [
            delivery
            for delivery in (held["deliveries"].values() if held else ())
            if delivery["state"] in ("dead", "retrying")
        ]
        for delivery in again:
            payload = {
                "alert": alert,
                "route": delivery["route"],
                "target": delivery["target"],
                "raised": held["position"] if held else 0,
                "attempts": 0,
                "why": None,
                "not_before": None,
            }
            recorder.record(
                StreamId("alert", alert),
                "AlertRetried",
                payload,
                alert,
                payload["target"],
                recorder.tx.head(),
            )
    return len(again)
