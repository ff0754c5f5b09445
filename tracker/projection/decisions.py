"""The view of the decisions about a platform, each with the keys of its witnesses."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from store.records import RecordedEvent

if TYPE_CHECKING:
    from tracker.projection.views import Kept


def _decisions(view: Kept, platform: str) -> dict[str, Mapping[str, Any]]:
    kept = view.get(platform) or {"decisions": []}
    return {decision["key"]: decision for decision in kept["decisions"]}


def _keep(view: Kept, platform: str, decisions: Mapping[str, Mapping[str, Any]]) -> None:
    ordered = sorted(decisions.values(), key=lambda decision: (decision["id"], decision["key"]))
    if ordered:
        view.put(platform, {"decisions": ordered})
    else:
        view.drop(platform)


def recorded(view: Kept, event: RecordedEvent) -> None:
    """Keep a decision that the log did not hold."""
    payload = event.payload
    platform = payload["decision"]["platform"]
    decisions = _decisions(view, platform)
    decisions[payload["key"]] = {
        **payload["decision"],
        "key": payload["key"],
        "formerly": payload["formerly"],
        "witnesses": payload["witnesses"],
    }
    _keep(view, platform, decisions)


def changed(view: Kept, event: RecordedEvent) -> None:
    """Keep what is otherwise of a decision: its facts, and the claims that tell it."""
    payload = event.payload
    decisions = _decisions(view, payload["platform"])
    before = decisions[payload["key"]]
    decisions[payload["key"]] = {
        **before,
        **{name: now for name, (_, now) in payload["changes"].items()},
        "formerly": payload["formerly"],
        "witnesses": _told_by(before["witnesses"], payload),
    }
    _keep(view, payload["platform"], decisions)


def _told_by(before: list[list[Any]], payload: Mapping[str, Any]) -> list[list[Any]]:
    """Return the keys of the claims that tell a decision; earlier versions recorded all of them."""
    if "told_by" not in payload:
        whole: list[list[Any]] = payload["witnesses"]
        return whole
    told = payload["told_by"]
    left = [key for key in before if key not in told["no_more"]] if told["no_more"] else list(before)
    for key in told["more"]:
        insort(left, key)
    return left


def retracted(view: Kept, event: RecordedEvent) -> None:
    """Forget a decision that no claim tells any more."""
    payload = event.payload
    decisions = _decisions(view, payload["platform"])
    del decisions[payload["key"]]
    _keep(view, payload["platform"], decisions)
