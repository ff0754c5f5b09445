"""The views of alerts: what was raised, how each delivery went, and what is still to be delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.records import RecordedEvent

if TYPE_CHECKING:
    from tracker.projection.views import Kept


def raised(view: Kept, event: RecordedEvent) -> None:
    """Keep what was raised, with each delivery still to come."""
    payload = event.payload
    deliveries = {
        f"{delivery['route']}|{delivery['target']}": {
            **delivery,
            "state": "pending",
            "attempts": 0,
            "why": None,
            "at": None,
        }
        for delivery in payload["deliveries"]
    }
    raised = {name: value for name, value in payload.items() if name != "deliveries"}
    at = event.recorded_at.isoformat()
    view.put(
        payload["alert"], {**raised, "position": event.position, "raised_at": at, "deliveries": deliveries}
    )


STATES = {
    "AlertDelivered": "delivered",
    "AlertDeliveryFailed": "retrying",
    "AlertDeadLettered": "dead",
    "AlertRetried": "pending",
}


def moved(view: Kept, event: RecordedEvent) -> None:
    """Note how one delivery went."""
    payload = event.payload
    alert = view.get(payload["alert"]) or {}
    name = f"{payload['route']}|{payload['target']}"
    moved = {
        **alert["deliveries"][name],
        "state": STATES[event.type],
        "attempts": payload["attempts"],
        "why": payload["why"],
        "at": event.recorded_at.isoformat(),
    }
    view.put(payload["alert"], {**alert, "deliveries": {**alert["deliveries"], name: moved}})


def posted(view: Kept, event: RecordedEvent) -> None:
    """Keep each delivery that is still to be made."""
    payload = event.payload
    for delivery in payload["deliveries"]:
        view.put(
            f"{payload['alert']}|{delivery['route']}|{delivery['target']}",
            {
                "alert": payload["alert"],
                "route": delivery["route"],
                "target": delivery["target"],
                "raised": event.position,
                "attempts": 0,
                "not_before": None,
            },
        )


def reposted(view: Kept, event: RecordedEvent) -> None:
    """Keep when a delivery that failed is due again."""
    payload = event.payload
    names = ("alert", "route", "target", "raised", "attempts", "not_before")
    key = f"{payload['alert']}|{payload['route']}|{payload['target']}"
    view.put(key, {name: payload[name] for name in names})


def ended(view: Kept, event: RecordedEvent) -> None:
    """Forget a delivery that arrived or is given up."""
    payload = event.payload
    view.drop(f"{payload['alert']}|{payload['route']}|{payload['target']}")
