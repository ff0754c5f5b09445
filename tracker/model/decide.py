"""What a new set of witnesses changes in the decisions that the log holds.

Pure: the decisions before and after go in, what happened to each comes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from tracker.model.dates import PartialDate
from tracker.model.decision import FACTS, Decision
from tracker.model.likeness import OTHER, same_reference

_CONFIRMED = frozenset({"establishment", "known_by", "recalled", "vouched"})
"""What a further witness moves without amending the decision itself."""


_TOLD = ("authority", "provider", "reference", "decided_on", "published_on", "target_date", "expires_on")
"""What people are told of a decision."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision that the log did not hold."""

    decision: Decision


@dataclass(frozen=True, slots=True)
class Changed:
    """A decision with other witnesses, and perhaps other facts, than before."""

    before: Decision
    after: Decision

    @property
    def facts(self) -> tuple[str, ...]:
        """Name the fields whose value is another one now."""
        return tuple(name for name in FACTS if getattr(self.before, name) != getattr(self.after, name))

    @property
    def amends(self) -> bool:
        """Say whether the decision reads differently, or is only confirmed by more voices."""
        lost = set(_keys(self.before)) - set(_keys(self.after))
        return bool(lost) or not _CONFIRMED.issuperset(self.facts)


@dataclass(frozen=True, slots=True)
class Retracted:
    """A decision that no witness tells any more, or that proved to be another one."""

    decision: Decision
    merged_into: str | None


Happening = Recorded | Changed | Retracted


def decide(
    before: tuple[Decision, ...],
    after: tuple[Decision, ...],
    told: Callable[[Decision], Decision | None] = lambda _: None,
) -> tuple[Happening, ...]:
    """Return what happened between two sets of decisions of one platform and kind.

    A decision is the same as before when it keeps a witness, or its id where a text was read
    anew.  Where it was split, its heir is the one that is as people were *told* of it, if one is;
    else the one that keeps the most.
    """
    heirs: dict[str, Decision] = {}
    forebears: dict[str, Decision] = {}
    akin = _akin(before, after)
    split = {key for key, count in Counter(old.key for _, _, old, _ in akin).items() if count > 1}
    as_told = {old.key: told(old) for old in before if old.key in split}
    pairs = sorted(
        akin,
        key=lambda pair: (
            not pair[0] or _is_otherwise(as_told.get(pair[2].key), pair[3]),
            -pair[0],
            not pair[1],
            pair[2].key,
            pair[3].id,
        ),
    )
    for _, _, old, new in pairs:
        if old.key not in heirs and new.id not in forebears:
            heirs[old.key], forebears[new.id] = new, old

    absorbed: dict[str, set[str]] = {}
    happened: list[Happening] = []
    for old in before:
        if old.key not in heirs:
            absorber = next((new.id for _, _, lost, new in pairs if lost.key == old.key), None)
            happened.append(Retracted(old, absorber))
            if absorber is not None:
                absorbed.setdefault(absorber, set()).update(old.names)
    for new in after:
        names = absorbed.get(new.id, set())
        forebear = forebears.get(new.id)
        if forebear is None:
            happened.append(Recorded(replace(new, formerly=_without(names, new.id))))
            continue
        names = names | forebear.names
        heir = replace(new, key=forebear.key, formerly=_without(names, new.id, forebear.key))
        change = Changed(forebear, heir)
        if change.facts or _keys(forebear) != _keys(heir):
            happened.append(change)
    return tuple(happened)


def _akin(
    before: tuple[Decision, ...], after: tuple[Decision, ...]
) -> list[tuple[int, bool, Decision, Decision]]:
    """Return each decision before with each one after that shares witnesses or its id, and how many."""
    news: dict[object, list[int]] = {}
    for at, new in enumerate(after):
        for name in (new.id, *_keys(new)):
            news.setdefault(name, []).append(at)
    shared = [(old, Counter(at for key in _keys(old) for at in news.get(key, ()))) for old in before]
    return [
        (count[at], after[at].id == old.id, old, after[at])
        for old, count in shared
        for at in count.keys() | {*news.get(old.id, ())}
    ]


def contradicts(before: Decision, after: Decision, *, forgets: bool = False) -> bool:
    """Say whether who was told *before* was told wrong: a date more precise, a source more is no wrong.

    With *forgets*, what was told and is not known any more was wrong too.
    """
    for name in (
        "authority",
        "provider",
        "reference",
        "decided_on",
        "published_on",
        "target_date",
        "expires_on",
    ):
        told, now = getattr(before, name), getattr(after, name)
        if told is None or OTHER in (told, now):
            continue
        if now is None:
            if forgets:
                return True
        elif name == "reference":
            if not same_reference(told, now):
                return True
        elif not (told.agrees_with(now) if isinstance(told, PartialDate) else told == now):
            return True
    return False


def _is_otherwise(told: Decision | None, now: Decision) -> bool:
    return told is not None and contradicts(told, now)


def _without(names: set[str] | frozenset[str], *own: str) -> tuple[str, ...]:
    return tuple(sorted(names - {*own}))


def _keys(decision: Decision) -> tuple[tuple[str, int], ...]:
    return tuple(witness.key for witness in decision.witnesses)
