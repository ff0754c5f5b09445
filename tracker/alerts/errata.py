"""Who was told what does not hold any more: those, and only those, are told so.

What was told of which decision is in the log with each alert (view ``telling``).  Where a text
is rewritten or a person corrects something, whoever was told of a decision that is gone or
reads differently now gets one rectification, at the address that was told; a decision that
nobody was told of is nobody's.  The source's own rectification and a person's are one mechanism.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.alerts.routes import Delivery
from tracker.model.claim import PlatformId
from tracker.model.decide import contradicts
from tracker.model.decision import Decision, Establishment
from tracker.model.doubting import Doubted
from tracker.model.told import AtHand
from tracker.projection.query import as_told
from tracker.projection.views import ViewReader
from tracker.recording import derived_id

_TOLD = frozenset({"delivered", "pending", "retrying"})
"""Who heard it, or is about to; what is dead was never told."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """What is owed to those who heard the same alerts; ``decisions`` are those that were told wrong."""

    id: str
    alerts: tuple[Mapping[str, Any], ...]
    deliveries: tuple[Delivery, ...]
    decisions: tuple[str, ...]


def errata(
    views: ViewReader,
    platform: PlatformId,
    level: Establishment,
    at_hand: AtHand,
    doubted: Iterable[Doubted] = (),
) -> list[Erratum]:
    """Return what is owed, for a unit of work, to those who hear of *platform* at *level*.

    *doubted* are the reports that move nothing there: whoever was told of one because somebody
    stood for it was told wrong once nobody does.
    """
    idle = {each.decision.key for each in doubted}
    kept = views.state("telling", f"{platform}|{level}")
    told: Mapping[str, list[str]] = kept["decisions"] if kept else {}
    wrong = {
        key
        for before, after in at_hand.unsaid
        if _was_wrong(before, after, level, forgets=at_hand.by_person, told=as_told(views, before))
        or (after is not None and after.key in idle and _lost_weight(before, after))
        for key in before.names & told.keys()
    }
    heard: dict[Delivery, list[str]] = {}
    for alert in sorted({alert for key in wrong for alert in told[key]}):
        for delivery in _heard_by(views, alert):
            heard.setdefault(delivery, []).append(alert)
    by_alerts: dict[tuple[str, ...], list[Delivery]] = {}
    for delivery, alerts in heard.items():
        by_alerts.setdefault(tuple(alerts), []).append(delivery)
    return [
        Erratum(
            id=derived_id("erratum", level, *alerts, *sorted(wrong)).hex[:12],
            alerts=_in_order(views, alerts),
            deliveries=tuple(sorted(deliveries)),
            decisions=tuple(sorted(wrong)),
        )
        for alerts, deliveries in sorted(by_alerts.items())
    ]


def was_told(views: ViewReader, platform: PlatformId, level: Establishment, decision: Decision) -> bool:
    """Say whether an alert told those who hear of *platform* at *level* of *decision*."""
    kept = views.state("telling", f"{platform}|{level}")
    return kept is not None and not decision.names.isdisjoint(kept["decisions"])


def _was_wrong(
    before: Decision, after: Decision | None, level: Establishment, *, forgets: bool, told: Decision | None
) -> bool:
    """Say whether *after* is not what it was *before*, nor what people were *told*."""
    if after is None or not after.establishment.reaches(level):
        return True
    if told is not None and not contradicts(told, after, forgets=forgets):
        return False
    return contradicts(before, after, forgets=forgets)


def _lost_weight(before: Decision, after: Decision) -> bool:
    return (before.vouched and not after.vouched) or not after.establishment.reaches(before.establishment)


def _heard_by(views: ViewReader, alert: str) -> Iterable[Delivery]:
    held = views.state("alert", alert)
    for delivery in held["deliveries"].values() if held else ():
        if delivery["state"] in _TOLD:
            yield delivery["route"], delivery["target"]


def _in_order(views: ViewReader, alerts: Iterable[str]) -> tuple[Mapping[str, Any], ...]:
    held = [state for alert in alerts if (state := views.state("alert", alert)) is not None]
    return tuple(sorted(held, key=lambda each: int(each["position"])))
