"""What accepting would change, before anybody does: the same function on one correction more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.codec import correction_to_json
from tracker.model.claim import EVERY_PLATFORM, PlatformId
from tracker.model.correction import Correction
from tracker.model.decision import Decision
from tracker.model.standing import fold
from tracker.model.status import Status
from tracker.projection.corrected import depending_on, groups_of, reconciled
from tracker.projection.query import decisions_of, host_seen, status_of
from tracker.projection.views import ViewReader

_LAST = 2**62


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The status of the platform before and after, and the decisions that would be new or other ones.

    ``recorded`` are the ids of those that are new.
    """

    before: Status
    after: Status
    new: tuple[Decision, ...]
    recorded: frozenset[str]


@dataclass(frozen=True, slots=True)
class _With:
    """Views with one correction more."""

    views: ViewReader
    correction: Correction

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        kept = self.views.state(view, key)
        if view != "corrected" or key not in groups_of(self.correction):
            return kept
        more = {**correction_to_json(self.correction), "position": _LAST}
        return {"corrections": [*(kept["corrections"] if kept else ()), more]}

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return self.views.states(view)


def foresee(views: ViewReader, correction: Correction, platform: PlatformId, *, today: date) -> Foreseen:
    """Return what *correction* would change in what holds for *platform*."""
    changed = _With(views, correction)
    groups = depending_on(changed, groups_of(correction))
    now = [each for group in sorted(groups) for each in reconciled(changed, group)]
    held = [*decisions_of(views, platform), *decisions_of(views, EVERY_PLATFORM)]
    kept = [each for each in held if f"{each.platform}|{each.kind}" not in groups]
    after = fold(platform, [*kept, *now], as_of=today, seen=host_seen(views, platform))
    known = {_seen(each) for each in held}
    new = tuple(each for each in now if _seen(each) not in known)
    recorded = frozenset(each.id for each in new) - frozenset(each.id for each in held)
    return Foreseen(status_of(views, platform, as_of=today), after, new, recorded)


def _seen(decision: Decision) -> Decision:
    """Return a decision without its names in the log, which a foreseen one has not."""
    return replace(decision, key="", formerly=())
