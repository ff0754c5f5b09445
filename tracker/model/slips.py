"""Papers that give the day and the month of an act, and another year than the rest.

Pure.  Such a date is compared as it is meant, so that no slip parts what the others tell as one
act; what the paper wrote is kept, and shows as a dispute.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias

from tracker.model.bonds import Key
from tracker.model.dates import PartialDate
from tracker.model.decision import Voice, Witness
from tracker.model.likeness import alike, share_number

_Dated: TypeAlias = tuple[date, Witness]

_FRESH = timedelta(days=45)
"""A paper that tells an act so soon after the day that it gives did not mistake the year."""


def as_meant(witnesses: Iterable[Witness]) -> dict[Key, Witness]:
    """Return, by key, the witnesses whose year is a slip, each with the year that is meant.

    The year is meant that a source of the first hand tells, else the one that most papers give, else
    the one nearest to the day on which they were told.
    """
    by_day: dict[tuple[int, int], list[_Dated]] = defaultdict(list)
    for witness in witnesses:
        decided = witness.claim.decided_on
        if decided is not None and decided.is_day:
            day = decided.first_day()
            by_day[day.month, day.day].append((day, witness))
    found: dict[Key, Witness] = {}
    for told in by_day.values():
        if len({day for day, _ in told}) > 1:
            found.update(_slips_among(told))
    return found


def _slips_among(told: Iterable[_Dated]) -> Iterator[tuple[Key, Witness]]:
    """Yield the slips among those who give one day of the calendar; who reads alike means the same."""
    known: dict[tuple[object, ...], date] = {}
    for day, witness in told:
        if not _may_slip(day, witness):
            continue
        claim = witness.claim
        looks = (day, claim.provider, claim.authority, witness.numbers)
        meant = known.get(looks) or known.setdefault(looks, _meant(day, witness, told))
        if meant != day:
            yield witness.key, replace(witness, claim=replace(claim, decided_on=PartialDate.of(meant)))


def _meant(day: date, witness: Witness, told: Iterable[_Dated]) -> date:
    """Return the day that *witness* means, of those a year around the one that it gives."""
    near = [each for each in told if abs(each[0].year - day.year) <= 1 and _can_mean_one(each[1], witness)]
    known_by = min(each.told_on for _, each in near)

    def credit(rival: date) -> tuple[object, ...]:
        givers = [each for given, each in near if given == rival]
        publishers = {each.publisher for each in givers}
        of_first_hand = not all(map(_is_a_papers, givers))
        return (of_first_hand, len(publishers), rival <= known_by, rival)

    return max({given for given, _ in near}, key=credit)


def _may_slip(day: date, witness: Witness) -> bool:
    return _is_a_papers(witness) and (witness.claim.background or witness.told_on - day > _FRESH)


def _is_a_papers(witness: Witness) -> bool:
    return witness.voice is Voice.PRESS and witness.decision is None


def _can_mean_one(one: Witness, other: Witness) -> bool:
    apart = one.numbers and other.numbers and not share_number(one.numbers, other.numbers)
    return alike(one, other) and not apart
