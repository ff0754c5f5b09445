"""What a unit of work did to the decisions, sorted by platform."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.ingest import Taken
from tracker.model.claim import PlatformId
from tracker.model.decide import Changed, Recorded, Retracted
from tracker.model.decision import Decision
from tracker.model.told import AtHand


def at_hand_of(taken: Sequence[Taken]) -> dict[PlatformId, AtHand]:
    """Sort what documents did by platform."""
    touched: dict[PlatformId, dict[str, Decision]] = {}
    lost: dict[PlatformId, list[Decision]] = {}
    loud: set[str] = set()
    recorded: set[str] = set()
    for each in taken:
        if each.settled is not None:
            touched.setdefault(each.settled, {})
        for happening in each.happenings:
            decision = happening.after if isinstance(happening, Changed) else happening.decision
            mine = touched.setdefault(decision.platform, {})
            if isinstance(happening, Recorded):
                recorded.add(decision.key)
            if not isinstance(happening, Retracted):
                mine[decision.key] = decision
                loud.update(() if each.quiet else (decision.key,))
            elif happening.merged_into is None and not each.quiet:
                lost.setdefault(decision.platform, []).append(decision)
    documents = frozenset(each.document for each in taken)
    unsaid = _unsaid(taken)
    by_person = any(each.by_person for each in taken)
    why = "; ".join(dict.fromkeys(each.why for each in taken if each.why))
    by = ", ".join(dict.fromkeys(each.by for each in taken if each.by))
    return {
        platform: AtHand(
            unsaid=tuple(each for each in unsaid if each[0].platform == platform),
            by_person=by_person,
            by=by,
            why=why,
            settled=any(each.settled == platform for each in taken),
            documents=documents,
            touched=tuple(mine.values()),
            recorded=frozenset(mine) & recorded,
            lost=tuple(each for each in lost.get(platform, ()) if each.key not in mine),
            quiet=frozenset(mine) - loud,
        )
        for platform, mine in touched.items()
    }


def _unsaid(taken: Sequence[Taken]) -> list[tuple[Decision, Decision | None]]:
    """Return the decisions that rewritten texts and people changed or took back: before, and now."""
    first: dict[str, Decision] = {}
    now: dict[str, Decision | None] = {}
    merged: dict[str, str] = {}
    for each in taken:
        for happening in each.happenings:
            before = happening.before if isinstance(happening, Changed) else happening.decision
            if each.corrects and not isinstance(happening, Recorded):
                first.setdefault(before.key, before)
            now[before.key] = None if isinstance(happening, Retracted) else _after(happening)
            if isinstance(happening, Retracted) and happening.merged_into is not None:
                merged[before.key] = happening.merged_into
    by_id = {decision.id: decision for decision in now.values() if decision is not None}
    return [(before, now[key] or by_id.get(merged.get(key, ""))) for key, before in first.items()]


def _after(happening: Changed | Recorded) -> Decision:
    return happening.after if isinstance(happening, Changed) else happening.decision
