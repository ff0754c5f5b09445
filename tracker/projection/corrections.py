"""The views of what people corrected: each correction by its id, and those that concern a group.

Both are kept: one answers who, when and why, the other is what claims are reconciled with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from store.records import RecordedEvent

if TYPE_CHECKING:
    from tracker.projection.views import Kept

DEEDS = {
    "accepted": "ClaimAccepted",
    "rejected": "ClaimRejected",
    "edited": "ClaimEdited",
    "recorded": "ClaimRecorded",
    "retracted": "DecisionRejected",
    "merged": "DecisionsMerged",
    "split": "DecisionSplit",
    "ruled": "DisputeSettled",
}
"""The event that each deed is recorded as."""

SETTLED = "StatusSettled"
WITHDRAWN = "CorrectionWithdrawn"


def _with_place(event: RecordedEvent) -> dict[str, Any]:
    return {
        **event.payload,
        "event": event.type,
        "position": event.position,
        "recorded_at": event.recorded_at.isoformat(),
    }


def kept(view: Kept, event: RecordedEvent) -> None:
    """Keep a correction with who made it, when and why."""
    view.put(event.payload["correction"], {**_with_place(event), "withdrawn": None})


def withdrawn(view: Kept, event: RecordedEvent) -> None:
    """Note who took a correction back, when and why."""
    held = view.get(event.payload["correction"]) or {}
    told = {name: event.payload[name] for name in ("by", "why")}
    view.put(
        event.payload["correction"],
        {**held, "withdrawn": {**told, "recorded_at": event.recorded_at.isoformat()}},
    )


def concerned(view: Kept, event: RecordedEvent) -> None:
    """Add a correction to every group that it concerns."""
    for group in event.payload["groups"]:
        _keep(view, group, [*_of(view, group), _with_place(event)])


def freed(view: Kept, event: RecordedEvent) -> None:
    """Take a withdrawn correction out of the groups that it concerned."""
    for group in event.payload["groups"]:
        left = [each for each in _of(view, group) if each["correction"] != event.payload["correction"]]
        _keep(view, group, left)


def _of(view: Kept, group: str) -> list[Mapping[str, Any]]:
    return list((view.get(group) or {"corrections": []})["corrections"])


def _keep(view: Kept, group: str, corrections: list[Mapping[str, Any]]) -> None:
    if corrections:
        view.put(group, {"corrections": corrections})
    else:
        view.drop(group)


BY_ID = {**dict.fromkeys(DEEDS.values(), kept), SETTLED: kept, WITHDRAWN: withdrawn}
BY_GROUP = {**dict.fromkeys(DEEDS.values(), concerned), WITHDRAWN: freed}
