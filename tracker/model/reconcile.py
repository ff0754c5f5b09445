"""From the claims about one platform and kind to the decisions that they report.

Pure, and a function of the *set* of witnesses: whatever the order in which documents
arrived, the same witnesses give the same decisions.  The witnesses are taken in an order
of their own (the most telling first), and each joins the decision that it agrees with,
or tells one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.model.bonds import NO_BONDS, Bonds, Key
from tracker.model.claim import DOUBTFUL_BELOW, ClaimKind
from tracker.model.decision import Decision, Establishment, Voice, Witness
from tracker.model.likeness import (
    ONE_AUTHOR_UNDISPUTED,
    OTHER,
    alike,
    answer_different_requests,
    bare_reference,
    distance,
    is_undated,
    looks_of,
    same_day,
    same_number,
    span,
)
from tracker.model.notes import Notes
from tracker.model.slips import as_meant
from tracker.model.tally import Tally
from tracker.model.weighing import weigh


def reconcile(
    witnesses: Iterable[Witness],
    bonds: Bonds = NO_BONDS,
    *,
    requested: Iterable[date] = (),
    judged: Mapping[str, date] | None = None,
    notes: Notes | None = None,
) -> tuple[Decision, ...]:
    """Return the decisions that *witnesses* report, by id; *bonds* are what people said of them.

    All witnesses are of one platform and one kind; *requested* are the days on which an
    authorisation of that platform was asked for, *judged* those on which its cases were judged,
    by number.  Doubtful claims tell nothing here: they wait for a person, and so does an undated
    report that could mean an act of long ago as well as a new one: « la Cnil a autorisé EMC2 », in
    passing, is no renewal.  An undated recall means the last act that it fits.  *notes* spare what
    was worked out before of the same witnesses.
    """
    asked, notes = tuple(requested), notes or Notes()

    def group_of(members: Iterable[Witness], others: frozenset[Key] = frozenset()) -> _Group:
        return _Group(Tally.of(members, notes, asked), others, judged or {})

    def telling(witness: Witness) -> tuple[object, ...]:
        return notes.of(_most_telling_first, witness)

    told = {each.key: each for each in witnesses if each.claim.confidence >= DOUBTFUL_BELOW}
    slips = as_meant(told.values())
    firm = told | slips
    seeds = bonds.seeds(firm)
    groups = [
        group_of(sorted((firm[key] for key in seed.claims), key=telling), seed.others) for seed in seeds
    ]
    seeded = frozenset(key for seed in seeds for key in seed.claims)
    joined: tuple[str, _Group] | None = None
    for witness in sorted(firm.values(), key=telling):
        if witness.key in seeded:
            continue
        looks = notes.of(looks_of, witness)
        if joined is not None and joined[0] == looks:
            joined[1].told.add(witness)  # dated, and like the one before it: it tells what that one tells
            continue
        group = _meant(groups, witness)
        if group is not None:
            group.told.add(witness)
        elif witness.key in bonds.sure or not any(group.could_be_meant(witness) for group in groups):
            group = group_of([witness])
            groups.append(group)
        joined = (looks, group) if group is not None and not seeds and not is_undated(witness) else None
    groups = [left for group in _bound(groups, bonds.joined) if (left := group.but_for(bonds))]
    wrote = {key: told[key] for key in slips}
    decisions = [group.decision(bonds, wrote) for group in groups]
    return tuple(sorted(_with_distinct_ids(decisions), key=lambda decision: decision.id))


def _meant(groups: Iterable[_Group], witness: Witness) -> _Group | None:
    """Return the group that *witness* joins: of those that admit it, the closest."""
    fitting = [group for group in groups if group.admits(witness)]
    if len(fitting) < 2:
        return next(iter(fitting), None)
    return max(fitting, key=lambda group: group.closeness(witness))


def _bound(groups: list[_Group], bonds: Iterable[frozenset[Key]]) -> list[_Group]:
    """Make one of the groups that hold claims of which a person said that they tell one act."""
    for bond in bonds:
        held = [group for group in groups if bond & group.keys]
        if len(held) > 1:
            members = [member for group in held for member in group.told.members]
            one = _Group(Tally.of(members, held[0].told.notes))
            groups = [*(group for group in groups if group not in held), one]
    return groups


def _most_telling_first(witness: Witness) -> tuple[object, ...]:
    claim = witness.claim
    return (
        witness.decision is None,
        witness.decision or "",
        is_undated(witness),
        claim.reference is None,
        witness.voice is not Voice.OFFICIAL,
        -(claim.decided_on.precision if claim.decided_on else 0),
        claim.background,
        witness.told_on,
        witness.publisher,
        witness.key,
    )


@dataclass(slots=True)
class _Group:
    """The witnesses of one decision, while the decisions are being told apart."""

    told: Tally
    others: frozenset[Key] = frozenset()
    judged: Mapping[str, date] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[Key]:
        return self.told.keys

    def but_for(self, bonds: Bonds) -> _Group | None:
        """Return what is left of an act that a person denied: what an official voice or a person tells."""
        if not bonds.denied & self.keys:
            return self
        left = [member for member in self.told.members if member.key not in bonds.denied]
        told = any(_is_official(member) or member.key in bonds.sure for member in left)
        return _Group(Tally.of(left, self.told.notes)) if told else None

    def admits(self, witness: Witness) -> bool:
        if witness.key in self.others:
            return False
        if is_undated(witness) and witness.claim.background and not self._can_be_recalled_by(witness):
            return False
        return self.told.agrees(witness)

    def _can_be_recalled_by(self, witness: Witness) -> bool:
        """Say whether a recall without a date can mean this act.

        Not where its document tells this act by another sentence already, nor where it gives another
        date for the move, nor where it names an author and nobody else does: those who complain to a
        prosecutor saw no court.
        """
        if not self._moves_by_the_day_of(witness):
            return False
        author = witness.claim.authority
        named = author in (None, OTHER) or witness.claim.kind in ONE_AUTHOR_UNDISPUTED
        return witness.key[0] not in self.told.documents and (
            named or any(member.claim.authority in (None, author) for member in self.told.examples)
        )

    def could_be_meant(self, witness: Witness) -> bool:
        """Say whether an undated report could mean this act, too long ago to be its news."""
        if not is_undated(witness) or witness.key in self.others:
            return False
        if not self._moves_by_the_day_of(witness):
            return False  # another date for the move is another announcement
        if not witness.claim.background and any(
            answer_different_requests(member, witness, self.told.requested) for member in self.told.examples
        ):
            return False  # asked for again since, and answered
        if self.told.told_since > witness.told_on:
            return False  # nobody had told it yet
        if not witness.claim.background and self._has_ended(witness.told_on):
            return False  # what is reported after the end of a term, or after the ruling, is a new one
        return span(self.told.members[0])[0] <= witness.told_on and all(
            alike(member, witness) for member in self.told.examples
        )

    def _moves_by_the_day_of(self, witness: Witness) -> bool:
        """Say whether this act can set the date for the move that *witness* gives, if it gives one."""
        target = witness.claim.target_date
        targets = (each.claim.target_date for each in self.told.examples)
        return target is None or any(each is not None and target.agrees_with(each) for each in targets)

    def _has_ended(self, day: date) -> bool:
        """Say whether the term that a member tells was over on *day*, or the case that it tells judged."""
        ends = [
            judged
            for member in self.told.examples
            for number in member.numbers
            if (judged := self.judged.get(bare_reference(number))) is not None
        ]
        ends += [
            claim.term.end(claim.decided_on.first_day())
            for claim in (member.claim for member in self.told.examples)
            if claim.term is not None and claim.decided_on is not None and claim.decided_on.is_day
        ]
        return bool(ends) and max(ends) < day

    def closeness(self, witness: Witness) -> tuple[object, ...]:
        """Rank the groups that admit a witness: same number, same day, nearest, then the most told.

        A report without a date means the act that lies nearest to the day on which it is told; of
        two of one day, the one that was told about then.
        """
        first = self.told.members[0]
        dated = witness.claim.decided_on is not None
        return (
            any(same_number(member, witness) for member in self.told.examples),
            any(same_day(member, witness) for member in self.told.examples),
            -distance(first, witness).days if dated else -abs((span(first)[1] - span(witness)[1]).days),
            len(self.told.members) if dated else 0,
            -span(first)[0].toordinal(),
            -abs((first.told_on - witness.told_on).days),
            first.key,
        )

    def decision(self, bonds: Bonds, wrote: Mapping[Key, Witness]) -> Decision:
        """Return what the members tell, as they *wrote* it where they mean another year."""
        decision = weigh([wrote.get(each.key, each) for each in self.told.members], self.told.notes)
        decision = replace(decision, vouched=bool(bonds.sure & self.keys))
        for ruling in bonds.rulings:
            if ruling.claims & self.keys:
                disputed = tuple(name for name in decision.disputed if name not in ruling.values)
                decision = replace(decision, disputed=disputed, **ruling.values)
        named = sorted(member.decision for member in self.told.examples if member.decision is not None)
        return replace(decision, id=named[0] if named else _name(decision))


def _is_official(witness: Witness) -> bool:
    return Establishment.OFFICIAL is witness.establishment or witness.voice is Voice.OFFICIAL


def _name(decision: Decision) -> str:
    """Name a decision by what it is: ``emc2/hosting-authorised/2023-146``."""
    kind = decision.kind
    parts: list[str] = [decision.platform, str(kind)]
    if kind in (ClaimKind.PROVIDER_REJECTED, ClaimKind.PROVIDER_QUALIFIED, ClaimKind.HOST_SELECTED):
        parts.append(decision.provider or "unnamed")
    if decision.reference is not None:
        parts.append(
            re.sub(r"[^0-9A-Za-z.-]+", "-", bare_reference(decision.reference)).strip("-") or "numbered"
        )
    elif decision.decided_on is not None:
        parts.append(str(decision.decided_on))
    else:
        parts.append(f"by-{decision.known_by:%Y-%m}")
    return "/".join(parts)


def _with_distinct_ids(decisions: list[Decision]) -> list[Decision]:
    """Tell apart decisions that would bear one name (two challenges filed on one day)."""
    taken: dict[str, int] = {}
    distinct = []
    for decision in sorted(
        decisions, key=lambda decision: (decision.id, decision.day, decision.witnesses[0].key)
    ):
        taken[decision.id] = taken.get(decision.id, 0) + 1
        count = taken[decision.id]
        distinct.append(decision if count == 1 else replace(decision, id=f"{decision.id}~{count}"))
    return distinct
