"""Put an alert into the log with the deliveries that it owes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from store.records import StreamId
from tracker.alerts.message import Message
from tracker.alerts.routes import Delivery, Route
from tracker.catalogue import Catalogue
from tracker.codec import facts_to_json
from tracker.model.claim import PlatformId
from tracker.model.decision import Establishment
from tracker.projection.query import decisions_of
from tracker.recording import Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """What announcing needs to know beside the log."""

    routes: tuple[Route, ...]
    catalogue: Catalogue
    language: str
    remind_before: tuple[int, ...] = ()
    """Seconds before a deadline."""


def deliveries_of(
    announcer: Announcer, about: str, platform: PlatformId, level: Establishment
) -> list[Delivery]:
    """Return who is to hear of *about* a platform at *level*: routes, each with its targets."""
    routes = [route for route in announcer.routes if route.hears(about, platform, level)]
    return [(route.name, target.label) for route in routes for target in route.targets]


def raise_alert(  # noqa: PLR0913, PLR0917 - the alert's own fields
    recorder: Recorder,
    alert: str,
    platform: PlatformId,
    reason: str,
    message: Message,
    deliveries: Iterable[Delivery],
    *,
    level: Establishment,
    decisions: Iterable[str],
    rectifies: Iterable[str] = (),
) -> None:
    """Raise an alert; *decisions* are those that it tells of, *rectifies* those that it takes back.

    The log keeps each decision as it is told: what becomes of it later is held against that.
    """
    keys = {*decisions}
    known = decisions_of(recorder, platform, witnesses=False) if keys else ()
    recorder.record(
        StreamId("alert", alert),
        "AlertRaised",
        {
            "alert": alert,
            "about": message.about,
            "platform": platform,
            "level": str(level),
            "reason": reason,
            "title": message.title,
            "body": message.body,
            "decisions": sorted(keys),
            "as_told": {each.key: facts_to_json(each) for each in known if each.key in keys},
            "rectifies": sorted(set(rectifies)),
            "deliveries": [{"route": route, "target": target} for route, target in deliveries],
        },
        alert,
    )
