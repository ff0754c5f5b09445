"""What a change of the claims changes in the decisions, as events of the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from store.records import StreamId
from tracker import codec
from tracker.model.claim import PlatformId
from tracker.model.decide import Changed, Happening, Recorded, Retracted, decide
from tracker.model.decision import Decision
from tracker.projection.corrected import depending_on, reconciled
from tracker.projection.query import as_told, decisions_of
from tracker.projection.views import ViewReader
from tracker.recording import Recorder, derived_id

Before = Mapping[str, tuple[Decision, ...]]


def decisions_before(views: ViewReader, groups: Iterable[str]) -> Before:
    """Return the decisions of each group as they are, before its claims change.

    With a group come those to which people moved claims of it.
    """
    return {group: _decisions(views, group) for group in sorted(depending_on(views, groups))}


def settle(recorder: Recorder, before: Before, cause: UUID) -> tuple[Happening, ...]:
    """Reconcile each group anew and record what that changes; *cause* is the event behind it."""
    return tuple(
        happened for group, known in before.items() for happened in _settle(recorder, group, known, cause)
    )


def _decisions(views: ViewReader, group: str) -> tuple[Decision, ...]:
    platform, _, kind = group.rpartition("|")
    return tuple(each for each in decisions_of(views, PlatformId(platform)) if each.kind == kind)


def _settle(recorder: Recorder, group: str, before: tuple[Decision, ...], cause: UUID) -> list[Happening]:
    platform = group.rpartition("|")[0]
    after = reconciled(recorder, group)
    stream = StreamId("platform", platform)
    settled: list[Happening] = []
    for happening in decide(before, after, lambda decision: as_told(recorder, decision)):
        match happening:
            case Recorded(decision):
                recorded = replace(decision, key=_key(decision, before))
                recorder.record(stream, "DecisionRecorded", _recorded(recorded), recorded.key, cause)
                settled.append(Recorded(recorded))
            case Changed(earlier, later):
                name = "DecisionAmended" if happening.amends else "DecisionCorroborated"
                recorder.record(stream, name, _changed(happening), earlier.key, cause)
                settled.append(Changed(earlier, later))
            case Retracted(decision, heir):
                payload = {
                    "platform": platform,
                    "key": decision.key,
                    "decision": decision.id,
                    "merged_into": heir,
                    "why": "told to be the same act as another" if heir else "no document tells it any more",
                }
                recorder.record(stream, "DecisionRetracted", payload, decision.key, cause)
                settled.append(happening)
    return settled


def _key(decision: Decision, known: Iterable[Decision]) -> str:
    """Name a decision for the log: told again after it was taken back, it has its old name."""
    taken = {each.key for each in known}
    for number in range(len(taken) + 1):
        key = derived_id("decision", decision.platform, decision.kind, decision.id, number).hex[:16]
        if key not in taken:
            return key
    raise AssertionError("more names than decisions")  # pragma: no cover - a name is always left


def _keys(decision: Decision) -> list[list[object]]:
    return [list(witness.key) for witness in decision.witnesses]


def _recorded(decision: Decision) -> dict[str, Any]:
    return {
        "key": decision.key,
        "decision": codec.facts_to_json(decision),
        "formerly": list(decision.formerly),
        "witnesses": _keys(decision),
    }


def _changed(change: Changed) -> dict[str, Any]:
    before, after = codec.facts_to_json(change.before), codec.facts_to_json(change.after)
    return {
        "platform": change.after.platform,
        "key": change.after.key,
        "decision": change.after.id,
        "changes": {name: [before[name], after[name]] for name in change.facts},
        "formerly": list(change.after.formerly),
        "told_by": _told_by(change),
    }


def _told_by(change: Changed) -> dict[str, list[list[object]]]:
    """Return the claims that tell the decision now and did not before, and those that do no more."""
    before = {witness.key for witness in change.before.witnesses}
    after = {witness.key for witness in change.after.witnesses}
    told = {"more": sorted(after - before), "no_more": sorted(before - after)}
    return {name: [list(key) for key in keys] for name, keys in told.items()}
