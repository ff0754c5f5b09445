"""Laws of correcting: any order of documents, re-readings and corrections ends in the same decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from store import MemoryStore
from store.records import StreamId
from tests.tracker.builders import TODAY
from tests.tracker.test_announce import announcer
from tests.tracker.test_pipeline_laws import readings, truth
from tracker.correcting import Desk
from tracker.errors import CorrectionError
from tracker.ingest import Reading, read_again, take_in
from tracker.keeping import first_undecided
from tracker.model.claim import Claim, PlatformId
from tracker.model.dates import PartialDate
from tracker.model.waiting import claim_ids
from tracker.projection.corrected import witnesses_of
from tracker.projection.memory import MemoryViews
from tracker.projection.query import decisions_of
from tracker.projection.views import PROJECTIONS
from tracker.recording import recording
from tracker.settling import decisions_before, settle

EMC2 = PlatformId("emc2")


@dataclass(frozen=True)
class Step:
    """One thing that happens: a document, another reading of it, or a correction of some documents."""

    documents: frozenset[str]
    reading: Reading | None = None
    again: bool = False
    event: tuple[str, Mapping[str, Any]] | None = None


def take(store: MemoryStore, step: Step) -> None:
    with recording(store, recorded_by="test") as recorder:
        if step.event is not None:
            name, payload = step.event
            before = decisions_before(recorder, payload["groups"])
            stream = StreamId("correction", payload["correction"])
            settle(recorder, before, recorder.record(stream, name, payload, payload["correction"]))
        elif step.reading is not None and step.again:
            read_again(recorder, step.reading, revised_on=TODAY)
        elif step.reading is not None:
            take_in(recorder, step.reading, today=TODAY)


def shifted(claim: Claim) -> Claim:
    """Return a claim as a better extractor reads it: with some words more around it."""
    evidence = claim.evidence
    quote = f"Oui. {evidence.quote}"
    moved = replace(evidence, quote=quote, start=evidence.start, end=evidence.start + len(quote))
    return replace(claim, evidence=moved)


@st.composite
def rereadings(draw: st.DrawFn, reading: Reading) -> Reading:
    """Draw another reading of the same text: claims missed, in doubt, or quoted with more words."""
    claims = []
    for claim in reading.claims:
        match draw(st.sampled_from(["same", "same", "missed", "doubt", "wider"])):
            case "same":
                claims.append(claim)
            case "doubt":
                claims.append(replace(claim, confidence=0.5))
            case "wider":
                claims.append(shifted(claim))
    return replace(reading, claims=tuple(claims), extractor="newer")


def correct_something(data: st.DataObject, desk: Desk, store: MemoryStore) -> None:
    """Let a person do one drawn deed to a drawn claim or decision."""
    held = decisions_of(store, EMC2)
    claims = sorted(
        short
        for group, _ in store.states("witnesses")
        for short in claim_ids(witnesses_of(store, group)).values()
    )
    deed = data.draw(st.sampled_from(["reject", "edit", "move", "retract", "merge", "split", "accept"]))
    if deed in ("reject", "edit", "move", "accept") and claims:
        name = data.draw(st.sampled_from(claims))
        values: dict[str, Any] = {"decided_on": PartialDate(2024, 5, 6), "provider": "ovhcloud"}
        if deed == "reject":
            desk.reject(name)
        elif deed == "accept":
            desk.accept(name)
        else:
            desk.edit(name, {"kind": "hosting-refused"} if deed == "move" else values)
    elif deed in ("retract", "merge", "split") and held:
        decision = data.draw(st.sampled_from(held))
        if deed == "retract":
            desk.retract(decision)
        elif deed == "merge":
            desk.merge([decision, data.draw(st.sampled_from(held))])
        else:
            ids = claim_ids(witnesses_of(store, f"{EMC2}|{decision.kind}"))
            desk.split(decision, [ids[decision.witnesses[0].key]])


def corrections_drawn(data: st.DataObject, store: MemoryStore) -> list[Step]:
    """Correct the store as people would, and return the events of that as steps."""
    for _ in range(data.draw(st.integers(1, 3))):
        try:
            with recording(store, recorded_by="person:anne") as recorder:
                desk = Desk(recorder=recorder, announcer=announcer(), today=TODAY, by="anne", why="lu")
                correct_something(data, desk, store)
        except CorrectionError:
            continue  # nothing to split, one decision to merge: refused, as it should be
    return [
        Step(frozenset(event.payload["documents"]), event=(event.type, event.payload))
        for event in store.read_all()
        if event.stream.category == "correction"
    ]


def in_another_order(data: st.DataObject, steps: list[Step], corrections: list[Step]) -> list[Step]:
    """Mix the steps: a document first, its re-reading and its corrections later, corrections in order."""
    order: list[Step] = []
    left, corrections = list(steps), list(corrections)
    while left or corrections:
        known = {name for each in order for name in each.documents if each.reading and not each.again}
        ready = [each for each in left if not each.again or each.documents <= known]
        ready += [each for each in corrections[:1] if each.documents <= known]
        step = data.draw(st.sampled_from(ready))
        order.append(step)
        (left if step in left else corrections).remove(step)
    return order


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_order_of_documents_readings_and_corrections_ends_in_the_same_decisions(
    data: st.DataObject,
) -> None:
    documents = [data.draw(readings(number)) for number in range(data.draw(st.integers(1, 5)))]
    steps = [Step(frozenset({each.document.id}), reading=each) for each in documents]
    again = [
        Step(each.documents, reading=data.draw(rereadings(each.reading)), again=True)
        for each in steps
        if each.reading is not None and data.draw(st.booleans())
    ]
    one = MemoryStore()
    for step in steps:
        take(one, step)
    corrections = corrections_drawn(data, one)
    for step in again:
        take(one, step)

    other = MemoryStore()
    for step in in_another_order(data, [*steps, *again], corrections):
        take(other, step)

    assert truth(one) == truth(other)
    rebuilt = MemoryViews()
    for event in one.read_all():
        rebuilt.take(event)
    for view in (rules.name for rules in PROJECTIONS):
        assert list(rebuilt.states(view)) == list(one.states(view)), view
    assert first_undecided(rebuilt) is None
