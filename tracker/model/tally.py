"""The witnesses of one act, counted by what they look like: thousands that tell the same are one look.

Pure.  Whether a further witness can tell the same act depends on looks and on their numbers alone, so
each look is compared once, however many witnesses bear it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from tracker.model.bonds import Key
from tracker.model.decision import Witness
from tracker.model.likeness import Relation, looks_of
from tracker.model.notes import Notes


@dataclass(slots=True)
class _Meeting:
    """How one look meets those of a tally, as far as they were compared."""

    by_look: dict[str, Relation] = field(default_factory=dict)
    found: Counter[Relation] = field(default_factory=Counter)
    sure: bool | None = None
    """Whether it agrees, where no vote is needed, with as many looks as were compared."""


@dataclass(slots=True)
class Tally:
    """Witnesses that tell one act, in the order in which they joined it."""

    notes: Notes
    requested: tuple[date, ...] = ()
    members: list[Witness] = field(default_factory=list)
    examples: list[Witness] = field(default_factory=list)
    """One witness of each look."""
    documents: set[str] = field(default_factory=set)
    told_since: date = date.max
    _counts: dict[str, int] = field(default_factory=dict)
    _meetings: dict[str, _Meeting] = field(default_factory=dict)

    @classmethod
    def of(cls, members: Iterable[Witness], notes: Notes, requested: tuple[date, ...] = ()) -> Tally:
        """Count *members*."""
        tally = cls(notes, requested)
        for member in members:
            tally.add(member)
        return tally

    @property
    def keys(self) -> frozenset[Key]:
        """Return the names of the members."""
        return frozenset(member.key for member in self.members)

    def add(self, witness: Witness) -> None:
        """Count one more."""
        looks = self.notes.of(looks_of, witness)
        if looks not in self._counts:
            self._counts[looks] = 0
            self.examples.append(witness)
        self._counts[looks] += 1
        self.members.append(witness)
        self.documents.add(witness.key[0])
        self.told_since = min(self.told_since, witness.told_on)

    def agrees(self, witness: Witness, *, but_for_itself: bool = False) -> bool:
        """Say whether *witness* can tell the act that the members tell; without any, it can.

        A number decides.  Else all agree on who and for which host, and most on when, the first
        counting twice where it gives the day: one article that gives another month takes no report
        away from the act that the others date.  With *but_for_itself*, a member is asked about the rest.
        """
        looks = self.notes.of(looks_of, witness)
        meeting = self._meet(looks, witness)
        if meeting.sure is not None and not but_for_itself:
            return meeting.sure
        found: AbstractSet[Relation] = meeting.found.keys()
        if but_for_itself and self._counts[looks] == 1 and meeting.found[meeting.by_look[looks]] == 1:
            found = found - {meeting.by_look[looks]}
        sure = _without_a_vote(found)
        if not but_for_itself:
            meeting.sure = sure
        return self._most_agree(meeting, witness if but_for_itself else None) if sure is None else sure

    def _most_agree(self, meeting: _Meeting, itself: Witness | None) -> bool:
        """Say whether those that agree on when have more than half of the votes."""
        votes = [(self._counts[look], relation) for look, relation in meeting.by_look.items()]
        first = self.members[0]
        if itself is not None:
            votes.append((-1, meeting.by_look[self.notes.of(looks_of, itself)]))
            first = self.members[self.members[0].key == itself.key]
        if first.claim.decided_on is not None and first.claim.decided_on.is_day:
            votes.append((1, meeting.by_look[self.notes.of(looks_of, first)]))
        agreeing = sum(count for count, relation in votes if relation is Relation.CLOSE)
        return 2 * agreeing > sum(count for count, _ in votes)

    def _meet(self, looks: str, witness: Witness) -> _Meeting:
        meeting = self._meetings.get(looks) or self._meetings.setdefault(looks, _Meeting())
        if len(meeting.by_look) == len(self.examples):
            return meeting
        for example in self.examples[len(meeting.by_look) :]:
            relation = self.notes.relation(example, witness, self.requested)
            meeting.by_look[self.notes.of(looks_of, example)] = relation
            meeting.found[relation] += 1
        meeting.sure = None
        return meeting


def _without_a_vote(found: AbstractSet[Relation]) -> bool | None:
    """Say whether who meets others so agrees with them; None where those who agree on when are counted."""
    if Relation.ONE_NUMBER in found or Relation.TWO_NUMBERS in found:
        return Relation.TWO_NUMBERS not in found
    if Relation.UNLIKE in found:
        return False
    return True if Relation.FAR not in found else None
