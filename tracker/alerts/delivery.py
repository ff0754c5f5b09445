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
from uuid import uuid4

from store.api import EventStore, Reader
from store.records import StreamId
from tracker.alerts.routes import Route, Target
from tracker.alerts.transport import Sent, Transport
from tracker.leases import Leases
from tracker.model.time import utc
from tracker.recording import recording
from tracker.report.labels import LABELS

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360, 960, 1440))
"""How long to wait after each failed try; one more try after the last, and the delivery is dead."""

UNKNOWN_FOR = timedelta(days=2)
"""How long a delivery waits for somebody whose configuration has its target."""

_LEASE = timedelta(minutes=3)
_FARTHEST = timedelta(days=2)
"""No wait is longer: a time further ahead was written by a wrong clock."""

_EVENTS = {
    "delivered": "AlertDelivered",
    "retrying": "AlertDeliveryFailed",
    "dead": "AlertDeadLettered",
}
_Known = Mapping[tuple[str, str], Target]


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


def deliver(  # noqa: PLR0913 - what is delivered, to whom, how, and until when
    store: EventStore,
    routes: Sequence[Route],
    transport: Transport,
    *,
    clock: Callable[[], datetime],
    language: str,
    is_ending: Callable[[], bool] = lambda: False,
) -> list[Delivery]:
    """Send everything that is due, in the order in which it was raised; return what was tried.

    One bad target never costs the others: each has its own row, its own tries, its own end.
    A target that these *routes* do not know is left to a process that does, and is dead when
    none came in two days.  Nothing more is begun once *is_ending* says so.
    """
    known = {(route.name, target.label): target for route in routes for target in route.targets}
    leases = Leases(view="lease", owner=uuid4().hex, length=_LEASE)
    tried: list[Delivery] = []
    seen: set[str] = set()
    while not is_ending() and (row := _claim(store, leases, known, clock(), seen)) is not None:
        key, due, alert = row
        seen.add(key)
        target = known.get((due["route"], due["target"]))
        attempts = due["attempts"] + (target is not None)
        sent = _send(transport, target, alert, language)
        tried.append(_record(store, leases, key, due, alert, sent, attempts, now=clock()))
    return tried


def _claim(
    store: EventStore, leases: Leases, known: _Known, now: datetime, seen: set[str]
) -> tuple[str, Mapping[str, Any], Mapping[str, Any]] | None:
    """Take the oldest due delivery that nobody holds, and hold it for a while."""
    if not _due(store, known, now, seen):
        return None
    with store.transaction() as tx:
        for key in _due(tx, known, now, seen):
            row, alert = tx.state("outbox", key), tx.state("alert", key.split("|")[0])
            if row is not None and alert is not None and leases.take(tx, key, now):
                return key, row, alert
    return None


def _due(reader: Reader, known: _Known, now: datetime, seen: set[str]) -> list[str]:
    """Return the deliveries that are ours to make now, the oldest first."""
    rows = [
        (row["raised"], key)
        for key, row in reader.states("outbox")
        if key not in seen
        and _has_come(row["not_before"], now)
        and ((row["route"], row["target"]) in known or _is_forgotten(reader, row, now))
    ]
    return [key for _, key in sorted(rows)]


def _has_come(not_before: str | None, now: datetime) -> bool:
    return not_before is None or not utc(now) < not_before <= utc(now + _FARTHEST)


def _is_forgotten(reader: Reader, row: Mapping[str, Any], now: datetime) -> bool:
    """Say whether nobody tried this delivery for so long that its target is gone everywhere."""
    alert = reader.state("alert", row["alert"])
    if alert is None:
        return False
    delivery = alert["deliveries"][f"{row['route']}|{row['target']}"]
    heard_of = datetime.fromisoformat(delivery["at"] or alert["raised_at"])
    return now - heard_of > UNKNOWN_FOR


def _send(transport: Transport, target: Target | None, alert: Mapping[str, Any], language: str) -> Sent:
    if target is None:
        why = f"no configuration had such a target for {UNKNOWN_FOR.days} days; add it, then retry"
        return Sent(ok=False, why=why)
    words = LABELS[language]
    body = f"{alert['body']}\n{words['reference']}{words['colon']}{alert['alert']}"
    return transport.send(target.spec, title=alert["title"], body=body, key=alert["alert"])


def _record(  # noqa: PLR0913, PLR0917 - the delivery and how it went
    store: EventStore,
    leases: Leases,
    key: str,
    row: Mapping[str, Any],
    alert: Mapping[str, Any],
    sent: Sent,
    attempts: int,
    *,
    now: datetime,
) -> Delivery:
    untried = attempts == row["attempts"]
    wait = None if sent.ok or untried or attempts > len(BACK_OFF) else BACK_OFF[attempts - 1]
    state = "delivered" if sent.ok else "retrying" if wait else "dead"
    payload = {
        "alert": row["alert"],
        "route": row["route"],
        "target": row["target"],
        "raised": row["raised"],
        "attempts": attempts,
        "why": sent.why or None,
        "not_before": utc(now + wait) if wait else None,
    }
    with recording(store, recorded_by="delivery") as recorder:
        leases.release(recorder.tx, key)
        if recorder.state("outbox", key) is not None:  # else another process brought it to an end
            stream = StreamId("alert", row["alert"])
            recorder.record(stream, _EVENTS[state], payload, key, attempts, recorder.tx.head())
    return Delivery(
        alert=row["alert"],
        route=row["route"],
        target=row["target"],
        title=alert["title"],
        attempts=attempts,
        state=state,
        why=sent.why,
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
