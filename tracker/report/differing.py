"""What changed between two days, as an answer: each platform before and after, and the acts between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tracker.catalogue import Catalogue
from tracker.codec import plain
from tracker.model.claim import EVERY_PLATFORM, PlatformId
from tracker.model.decision import Decision
from tracker.model.standing import in_order
from tracker.model.status import Status
from tracker.projection.query import decisions_of, status_of
from tracker.projection.views import ViewReader
from tracker.report.answers import decision_answer, status_answer
from tracker.report.citing import citation_line
from tracker.report.explain import name_of

COMPARED = (
    "host",
    "standing",
    "since",
    "in_force",
    "next_host",
    "target_date",
    "pending",
    "establishment",
)
"""The keys of a status that are compared; ``context`` is in ``general``."""


def diff_answer(
    views: ViewReader,
    catalogue: Catalogue,
    platforms: Iterable[PlatformId],
    *,
    since: date,
    until: date,
) -> dict[str, Any]:
    """Return what held on *since*, what on *until*, and the acts from the day after the one to the other."""

    def told(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
        between = [each for each in in_order(decisions) if since < each.day <= until]
        return [{**decision_answer(each), "citation": citation_line(each)} for each in between]

    return {
        "from": since.isoformat(),
        "to": until.isoformat(),
        "platforms": [
            _platform(
                status_of(views, platform, as_of=since),
                status_of(views, platform, as_of=until),
                name=name_of(platform, catalogue),
                decisions=told(decisions_of(views, platform, witnesses=False)),
            )
            for platform in platforms
        ],
        "general": told(decisions_of(views, EVERY_PLATFORM, witnesses=False)),
    }


def _platform(before: Status, after: Status, *, name: str, decisions: list[dict[str, Any]]) -> dict[str, Any]:
    was, now = _compared(before, name), _compared(after, name)
    return {
        "platform": after.platform,
        "name": name,
        "changed": [key for key in COMPARED if was[key] != now[key]],
        "before": was,
        "after": now,
        "decisions": decisions,
    }


def _compared(status: Status, name: str) -> dict[str, Any]:
    answer = status_answer(status, name=name)
    return {key: plain(answer[key]) for key in COMPARED}


def has_changed(row: Mapping[str, Any]) -> bool:
    """Say whether there is anything to tell of a platform."""
    return bool(row["changed"] or row["decisions"])
