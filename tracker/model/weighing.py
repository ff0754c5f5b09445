"""What one act is, from all that its witnesses tell: each field from the best source that gives it.

Pure.  Disagreement is kept: the fields on which two witnesses cannot both be right are named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import TypeVar

from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment, Voice, Witness
from tracker.model.likeness import OTHER, is_undated, looks_of, same_reference
from tracker.model.notes import Notes
from tracker.model.voices import count_voices

_T = TypeVar("_T")

_DAYS_OUT = timedelta(days=3)
"""How far papers that mean one act may be out in its day: « jeudi » for « mercredi »."""

_A_YEAR = timedelta(days=300)


def weigh(members: Sequence[Witness], notes: Notes) -> Decision:
    """Return the one act that *members* tell; it has no name yet."""
    ranked = sorted(members, key=lambda witness: notes.of(_best_source_first, witness))
    best = _one_of_each_look(ranked, notes)
    platform, kind = best[0].claim.platform, best[0].claim.kind
    authors = [m.claim.authority for m in best if m.claim.authority not in (None, OTHER)]
    decided = _decided_on(best, members)
    return Decision(
        id="",
        platform=platform,
        kind=kind,
        authority=authors[0] if authors else _first(best, lambda witness: witness.claim.authority),
        provider=_first(best, lambda witness: witness.claim.provider),
        decided_on=decided,
        published_on=_first(best, lambda witness: _published_on(witness, decided)),
        term=_first(best, lambda witness: witness.claim.term),
        reference=_first(best, lambda witness: witness.claim.reference),
        joined=_joined(best),
        target_date=_first(best, lambda witness: witness.claim.target_date),
        closes=tuple(sorted({closed for member in members for closed in member.closes})),
        establishment=_establishment(members, decided, notes),
        known_by=min(member.told_on for member in members),
        recalled=all(each.claim.background or _is_a_year_late(each) for each in members),
        disputed=_disputed(best),
        witnesses=tuple(sorted(members, key=lambda witness: witness.key)),
    )


def _is_a_year_late(witness: Witness) -> bool:
    """Say whether a paper tells as its news an act of a year ago: a recall, or a slip.

    Of a text without a day nobody knows how late it is.
    """
    claim = witness.claim
    if witness.voice is not Voice.PRESS or witness.establishment is not None:
        return False
    if claim.decided_on is None or witness.published is None:
        return False
    days = [each.last_day() for each in (claim.decided_on, claim.published_on) if each is not None]
    return claim.decided_on.is_day and witness.told_on - max(days) >= _A_YEAR


def _one_of_each_look(ranked: Iterable[Witness], notes: Notes) -> list[Witness]:
    """Return the first witness of each look: those that look alike tell the same of the act."""
    first: dict[str, Witness] = {}
    for witness in ranked:
        first.setdefault(notes.of(looks_of, witness), witness)
    return list(first.values())


def _best_source_first(witness: Witness) -> tuple[object, ...]:
    claim = witness.claim
    rank = list(Establishment)
    level = Establishment.OFFICIAL if witness.voice is Voice.OFFICIAL else Establishment.REPORTED
    if witness.establishment is not None:
        # Who vouches for a whole decision has weighed its sources.
        weighed = witness.establishment.reaches(Establishment.CORROBORATED)
        level = Establishment.OFFICIAL if weighed else witness.establishment
    return (
        is_undated(witness) and claim.background,  # a mere recall: it adds nothing to what others tell
        rank.index(level),
        witness.establishment is None,
        claim.reference is None,
        -(claim.decided_on.precision if claim.decided_on else 0),
        claim.background,
        -claim.confidence,
        witness.told_on,
        witness.key,
    )


def _first(witnesses: Sequence[Witness], value: Callable[[Witness], _T | None]) -> _T | None:
    return next((found for witness in witnesses if (found := value(witness)) is not None), None)


def _published_on(witness: Witness, decided: PartialDate | None) -> PartialDate | None:
    """Return the publication that a witness tells; before the act, it is that of another."""
    published = witness.claim.published_on
    if published is None or decided is None or published.last_day() >= decided.first_day():
        return published
    return None


def _decided_on(best: Sequence[Witness], members: Sequence[Witness]) -> PartialDate | None:
    """Return the best source's date; a host is chosen when the first of its kind says so.

    Texts date a choice by its announcement, its award or its contract, which carries it out.  Of the days
    that papers give, the one that most of them tell counts.
    """
    if best[0].claim.kind is ClaimKind.HOST_SELECTED and best[0].decision is None:
        official = [witness for witness in best if witness.voice is Voice.OFFICIAL]
        dates = [each.claim.decided_on for each in official or best if each.claim.decided_on is not None]
        exact = [one for one in dates if not any(one != other and one.covers(other) for other in dates)]
        if exact:
            return min(exact, key=PartialDate.first_day)
    first = next((witness for witness in best if witness.claim.decided_on is not None), None)
    if first is None or first.claim.decided_on is None or not first.claim.decided_on.is_day:
        return first.claim.decided_on if first else None
    of_its_rank = (each.claim.decided_on for each in best if _rank_of_date(each) == _rank_of_date(first))
    days = {day for day in of_its_rank if day is not None and day.is_day}
    if len(days) < 2 or first.voice is Voice.OFFICIAL or first.establishment is not None:
        return first.claim.decided_on
    return _most_told(days, members)


def _rank_of_date(witness: Witness) -> tuple[object, ...]:
    return (witness.voice, witness.establishment, witness.claim.background)


def _most_told(days: Iterable[PartialDate], members: Sequence[Witness]) -> PartialDate:
    """Return the day that most voices of the press tell, else the nearest before they told it.

    The day of a publication is the less likely one.
    """
    press = [each for each in members if each.voice is Voice.PRESS and each.establishment is None]
    published = {each.claim.published_on for each in members}
    known_by = min(each.told_on for each in members)

    def credit(day: PartialDate) -> tuple[object, ...]:
        dated = [(each, each.claim.decided_on) for each in press if each.claim.decided_on is not None]
        givers = [each for each, told in dated if told.agrees_with(day)]
        near_it = [each for each, told in dated if told.agrees_with(day) or _is_near(told, day)]
        after = day.first_day() > known_by
        near = day.first_day().toordinal()
        return (
            count_voices(near_it),
            count_voices(givers),
            day not in published,
            not after,
            -near if after else near,
        )

    return max(days, key=credit)


def _joined(best: Sequence[Witness]) -> tuple[str, ...]:
    """Return the further numbers of an act: those of the cases that were judged with the first."""
    kept = _first(best, lambda witness: witness.claim.reference)
    numbers = {number for witness in best for number in witness.joined}
    return tuple(sorted(number for number in numbers if kept is None or not same_reference(number, kept)))


def _establishment(members: Sequence[Witness], decided: PartialDate | None, notes: Notes) -> Establishment:
    """Weigh the voices; a recall that gives no date is none, unless there is nothing else.

    Papers that give days far apart prove nothing of each other: only those count that can mean the day kept.
    """
    members = [each for each in members if not (is_undated(each) and each.claim.background)] or members
    vouched = [member.establishment for member in members if member.establishment is not None]
    if Establishment.OFFICIAL in vouched or any(member.voice is Voice.OFFICIAL for member in members):
        return Establishment.OFFICIAL
    # A page that the baseline names may be the very one that a feed shows again: no second voice.
    press = [each for each in members if each.establishment is None]
    if (
        decided is not None
        and decided.is_day
        and press
        and press[0].claim.kind is not ClaimKind.HOST_SELECTED
    ):
        published = {each.claim.published_on for each in members} - {None}
        press = [each for each in press if _can_mean(each.claim.decided_on, decided, published)]
    if Establishment.CORROBORATED in vouched or notes.are_several_voices(press):
        return Establishment.CORROBORATED
    return Establishment.REPORTED


def _can_mean(
    told: PartialDate | None, kept: PartialDate, published: AbstractSet[PartialDate | None]
) -> bool:
    """Say whether who gives one date can mean *kept*: days out, in another year, or as published."""
    if told is None or not told.is_day or told in published or kept in published:
        return True
    other_year = (told.month, told.day) == (kept.month, kept.day) and abs(told.year - kept.year) == 1
    return other_year or _is_near(told, kept)


def _is_near(told: PartialDate, kept: PartialDate) -> bool:
    return told.is_day and abs(told.first_day() - kept.first_day()) <= _DAYS_OUT


def _disputed(members: Sequence[Witness]) -> tuple[str, ...]:
    """Name the fields that two witnesses give and that cannot both be right."""
    found = []
    for name in ("decided_on", "published_on", "target_date"):
        dates: set[PartialDate] = {getattr(member.claim, name) for member in members} - {None}
        if any(not a.agrees_with(b) for a in dates for b in dates):
            found.append(name)
    authors = {m.claim.authority for m in members} - {None, OTHER}
    if len(authors) > 1:
        found.append("authority")
    ends = {(m.claim.term.months, m.claim.term.days) for m in members if m.claim.term is not None}
    if len(ends) > 1:
        found.append("term")
    return tuple(sorted(found))
