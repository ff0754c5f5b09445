"""Thousands of claims about one act: counted by what they look like, and the answers of the plain way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from store import MemoryStore
from tests.tracker.builders import TODAY, a_claim, a_reading, a_witness
from tests.tracker.test_announce import announcer
from tracker.intake import take_in_all
from tracker.model.claim import PlatformId
from tracker.model.decision import Witness
from tracker.model.likeness import Relation, relate
from tracker.model.notes import Notes
from tracker.model.reconcile import reconcile
from tracker.model.tally import Tally
from tracker.model.voices import Voices, is_copy, sketch_of
from tracker.projection.query import decisions_of
from tracker.recording import recording

WORDS = [f"mot{number}" for number in range(24)]
COMMON = " ".join(f"phrase{number}" for number in range(20))

days = st.dates(date(2023, 1, 1), date(2024, 12, 1))


@st.composite
def witnesses(draw: st.DrawFn, kind: str = "hosting-authorised") -> list[Witness]:
    """Draw reports of a few acts, many of which look like one another, dated in every way."""
    found = []
    for number in range(draw(st.integers(1, 14))):
        told = draw(days)
        decided = told - timedelta(days=draw(st.sampled_from([0, 3, 40, 200])))
        text = f"{COMMON if draw(st.booleans()) else ''} " + " ".join(draw(st.permutations(WORDS)))
        witness = a_witness(
            kind,
            document=f"d{number}",
            voice=draw(st.sampled_from(["press", "press", "press", "official"])),
            publisher=draw(st.sampled_from("abcd")),
            published=draw(st.sampled_from([told.isoformat(), "2024-02-01", None])),
            seen_on=draw(st.sampled_from([told, TODAY])),
            decided_on=draw(st.sampled_from([None, "2023-12-21", "2024-01", "2024", decided.isoformat()])),
            published_on=draw(st.sampled_from([None, None, "2024-01-31"])),
            reference=draw(st.sampled_from([None, None, None, "2023-146", "491644"])),
            provider=draw(st.sampled_from(["microsoft-azure", None, "scaleway"])),
            authority=draw(st.sampled_from(["cnil", "other", None])),
            background=draw(st.booleans()),
            term=draw(st.sampled_from([None, "P3Y", "P1Y"])),
        )
        agency = draw(st.sampled_from(["", "", "", "afp"]))
        joined = draw(st.sampled_from([(), (), ("491644",)]))
        found.append(replace(witness, sketch=sketch_of(text), agency=agency, joined=joined))
    return found


def plainly_agree(members: Sequence[Witness], witness: Witness, requested: tuple[date, ...]) -> bool:
    """Compare *witness* with each member."""
    met = [relate(member, witness, requested=requested) for member in members]
    numbered = [each for each in met if each in (Relation.ONE_NUMBER, Relation.TWO_NUMBERS)]
    if numbered:
        return all(each is Relation.ONE_NUMBER for each in numbered)
    if Relation.UNLIKE in met:
        return False
    first = members[0].claim.decided_on
    votes = [met[0], *met] if first is not None and first.is_day else met
    return 2 * votes.count(Relation.CLOSE) > len(votes)


def plainly_several(press: Sequence[Witness]) -> bool:
    """Compare each with each."""
    voices: list[list[Witness]] = []
    for one in press:
        near = [
            voice
            for voice in voices
            if any(
                each.publisher == one.publisher
                or (each.agency and each.agency == one.agency)
                or is_copy(each.sketch, one.sketch)
                for each in voice
            )
        ]
        voices = [voice for voice in voices if voice not in near]
        voices.append([one, *(each for voice in near for each in voice)])
    return len(voices) > 1


@settings(deadline=None)
@given(witnesses(), witnesses(), st.lists(days, max_size=2))
def test_counted_looks_answer_as_each_member_would(
    members: list[Witness], asking: list[Witness], requested: list[date]
) -> None:
    asked = tuple(requested)
    tally = Tally.of(members, Notes(), asked)

    for witness in asking:
        assert tally.agrees(witness) == plainly_agree(members, witness, asked)
    for member in members:
        others = [each for each in members if each is not member]
        if others and len(members) > 1:
            assert tally.agrees(member, but_for_itself=True) == plainly_agree(others, member, asked)


@settings(deadline=None)
@given(witnesses(), st.data())
def test_voices_heard_one_by_one_are_those_compared_each_with_each(
    press: list[Witness], data: st.DataObject
) -> None:
    voices = Voices()
    for number in range(len(press)):
        heard = data.draw(st.permutations(press[: number + 1]))
        voices.hear(heard)

        assert voices.are_several == plainly_several(heard)


@settings(deadline=None)
@given(st.sampled_from(["hosting-authorised", "challenge-filed", "migration-announced"]), st.data())
def test_notes_change_no_decision(kind: str, data: st.DataObject) -> None:
    """What was worked out of the documents before must not count when one more arrives."""
    told = data.draw(witnesses(kind))
    notes = Notes()

    for number in range(len(told)):
        shown = data.draw(st.permutations(told[: number + 1]))
        assert reconcile(shown, notes=notes) == reconcile(shown)


def test_one_unit_of_work_records_what_many_record() -> None:
    """What a unit of work remembers of the claims is never what the log does not say."""
    readings = [
        a_reading(
            a_claim(document=f"d{number}", decided_on="2023-12-21" if number % 2 else "2024-01"),
            document=f"d{number}",
            text=f"texte {number}",
            publisher=f"p{number % 3}",
            published=f"2024-02-{1 + number:02d}",
        )
        for number in range(12)
    ]
    told = []
    for size in (1, 12):
        store = MemoryStore()
        for first in range(0, len(readings), size):
            with recording(store, recorded_by="test") as recorder:
                take_in_all(recorder, announcer(), readings[first : first + size], today=TODAY)
        told.append(decisions_of(store, PlatformId("emc2")))

    assert told[0] == told[1]
