"""The views of what people were told: of which decisions, by which alerts, and what is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.records import RecordedEvent

if TYPE_CHECKING:
    from tracker.projection.views import Kept


def told_of(view: Kept, event: RecordedEvent) -> None:
    """Note which decisions an alert told of; a rectification ends what it rectifies."""
    payload = event.payload
    key = f"{payload['platform']}|{payload.get('level')}"
    told: dict[str, Any] = dict((view.get(key) or {"decisions": {}})["decisions"])
    for decision in payload.get("rectifies", ()):
        told.pop(decision, None)
    for decision in payload.get("decisions", ()):
        told[decision] = [*told.get(decision, ()), payload["alert"]]
    if told:
        view.put(key, {"decisions": told})
    else:
        view.drop(key)


def held_back(view: Kept, event: RecordedEvent) -> None:
    """Keep what people were last told of a status that says and unsays one thing, until they are told."""
    payload = event.payload
    key = f"{payload['platform']}|{payload['level']}"
    if payload["reason"] == "flapping":
        first = {"told": payload["before"], "since": event.recorded_at.isoformat()}
        view.put(key, view.get(key) or first)
    elif payload["alert"] is not None or payload.get("settled"):
        view.drop(key)
