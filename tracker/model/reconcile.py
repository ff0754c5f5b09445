"""From the claims about one platform and kind to the decisions that they report.

Pure, and a function of the *set* of witnesses: whatever the order in which documents
arrived, the same witnesses give the same decisions.  The witnesses are taken in an order
of their own (the most telling first), and each joins the decision that it agrees with,
or tells one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from tracker.model.bonds import NO_BONDS, Bonds, Key
from tracker.model.claim import DOUBTFUL_BELOW, AuthorityId, ClaimKind
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment, Voice, Witness

OTHER = AuthorityId("other")
_FRESH = timedelta(days=45)
_EVER = date.min
_T = TypeVar("_T")

_ONE_AUTHOR_UNDISPUTED = frozenset(
    {
        ClaimKind.HOST_SELECTED,
        ClaimKind.AUTHORISATION_REQUESTED,
        ClaimKind.REQUEST_WITHDRAWN,
        ClaimKind.MIGRATION_ANNOUNCED,
        ClaimKind.MIGRATION_COMPLETED,
        ClaimKind.PROVIDER_QUALIFIED,
        ClaimKind.PROVIDER_REJECTED,
    }
)
"""Kinds whose author texts credit differently (the Hub, its ministry, « l'État »): the
platform, the provider and the date tell the act, the author does not."""

_SLACK = {
    # One authority does not authorise, refuse or annul the same thing twice in two months: two
    # dates that close are one act, once by its decision and once by its publication or a slip.
    ClaimKind.HOSTING_AUTHORISED: timedelta(days=60),
    ClaimKind.HOSTING_REFUSED: timedelta(days=60),
    ClaimKind.HOSTING_SUSPENDED: timedelta(days=30),
    ClaimKind.AUTHORISATION_ANNULLED: timedelta(days=60),
    ClaimKind.MIGRATION_COMPLETED: timedelta(days=120),
    ClaimKind.REQUEST_WITHDRAWN: timedelta(days=60),
    # The choice of a host is told by its announcement, its award or its contract, a year apart.
    ClaimKind.HOST_SELECTED: timedelta(days=500),
    ClaimKind.PROVIDER_REJECTED: timedelta(days=120),
    ClaimKind.CHANGE_REQUESTED: timedelta(days=14),
    ClaimKind.MIGRATION_ANNOUNCED: timedelta(days=5),
}
_SLACK_ELSE = timedelta(days=7)


def reconcile(witnesses: Iterable[Witness], bonds: Bonds = NO_BONDS) -> tuple[Decision, ...]:
    """Return the decisions that *witnesses* report, by id; *bonds* are what people said of them.

    All witnesses are of one platform and one kind.  Doubtful claims tell nothing here: they
    wait for a person, and so does an undated report that could mean an act of long ago as well
    as a new one: « la Cnil a autorisé EMC2 », in passing, is no renewal.  An undated recall
    means the last act that it fits.
    """
    firm = {each.key: each for each in witnesses if each.claim.confidence >= DOUBTFUL_BELOW}
    seeds = bonds.seeds(firm)
    groups = [
        _Group(sorted((firm[key] for key in seed.claims), key=_most_telling_first), seed.others)
        for seed in seeds
    ]
    seeded = frozenset(key for seed in seeds for key in seed.claims)
    for witness in sorted(firm.values(), key=_most_telling_first):
        if witness.key in seeded:
            continue
        fitting = [group for group in groups if group.admits(witness)]
        if fitting:
            max(fitting, key=lambda group: group.closeness(witness)).members.append(witness)
        elif not any(group.could_be_meant(witness) for group in groups):
            groups.append(_Group([witness]))
    groups = [left for group in _joined(groups, bonds.joined) if (left := group.without(bonds.denied))]
    decisions = [group.decision(bonds) for group in groups]
    return tuple(sorted(_with_distinct_ids(decisions), key=lambda decision: decision.id))


def _joined(groups: list[_Group], bonds: Iterable[frozenset[Key]]) -> list[_Group]:
    """Make one of the groups that hold claims of which a person said that they tell one act."""
    for bond in bonds:
        held = [group for group in groups if bond & group.keys]
        if len(held) > 1:
            one = _Group([member for group in held for member in group.members])
            groups = [*(group for group in groups if group not in held), one]
    return groups


def same_reference(one: str, other: str) -> bool:
    """Say whether two references are one number: ``n° 2023-146`` is ``2023-146``."""
    return _bare(one) == _bare(other)


def _bare(reference: str) -> str:
    text = re.sub(r"[‐-―−]", "-", reference).lower()
    text = re.sub(r"\((?:ue|eu)\)|n\s*[°ºo]s?(?=[\s  \d])", "", text)
    return re.sub(r"[\s  .]", "", text)


def _is_undated(witness: Witness) -> bool:
    claim = witness.claim
    return claim.decided_on is None and claim.published_on is None and claim.reference is None


def _most_telling_first(witness: Witness) -> tuple[object, ...]:
    claim = witness.claim
    return (
        witness.decision is None,
        witness.decision or "",
        _is_undated(witness),
        claim.reference is None,
        witness.voice is not Voice.OFFICIAL,
        -(claim.decided_on.precision if claim.decided_on else 0),
        claim.background,
        witness.told_on,
        witness.publisher,
        witness.key,
    )


def _span(witness: Witness) -> tuple[date, date]:
    """Return the first and last day on which the act can have happened, as this witness tells it."""
    claim = witness.claim
    if claim.decided_on is not None:
        return claim.decided_on.first_day(), claim.decided_on.last_day()
    if claim.published_on is not None and not claim.background:
        return claim.published_on.first_day() - _FRESH, claim.published_on.last_day()
    if claim.background:
        return _EVER, witness.told_on
    first = witness.published.first_day() if witness.published else witness.told_on
    return min(first, witness.told_on) - _FRESH, witness.told_on


@dataclass(slots=True)
class _Group:
    """The witnesses of one decision, while the decisions are being told apart."""

    members: list[Witness] = field(default_factory=list)
    others: frozenset[Key] = frozenset()

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset(member.key for member in self.members)

    def without(self, denied: frozenset[Key]) -> _Group | None:
        """Return what is left of an act that a person denied: what an official voice tells since."""
        if not denied & self.keys:
            return self
        left = [member for member in self.members if member.key not in denied]
        return _Group(left) if any(_is_official(member) for member in left) else None

    def admits(self, witness: Witness) -> bool:
        return witness.key not in self.others and all(self._agree(member, witness) for member in self.members)

    def could_be_meant(self, witness: Witness) -> bool:
        """Say whether an undated report could mean this act, too long ago to be its news."""
        if not _is_undated(witness) or witness.key in self.others:
            return False
        target = witness.claim.target_date
        targets = [each.claim.target_date for each in self.members if each.claim.target_date]
        if target is not None and not any(target.agrees_with(each) for each in targets):
            return False  # another date for the move is another announcement
        if all(member.told_on > witness.told_on for member in self.members):
            return False  # nobody had told it yet
        if self._has_ended(witness.told_on) and not witness.claim.background:
            return False  # what is reported after the end of a term is a new one
        return _span(self.members[0])[0] <= witness.told_on and all(
            self._alike(member, witness) for member in self.members
        )

    def _has_ended(self, day: date) -> bool:
        """Say whether the term that a member tells was over on *day*."""
        ends = [
            claim.term.end(claim.decided_on.first_day())
            for claim in (member.claim for member in self.members)
            if claim.term is not None and claim.decided_on is not None and claim.decided_on.is_day
        ]
        return bool(ends) and max(ends) < day

    def closeness(self, witness: Witness) -> tuple[object, ...]:
        """Rank the groups that admit a witness: same number, same day, nearest, then the oldest."""
        first = self.members[0]
        told = _span(witness)[1]
        return (
            any(_same_number(member, witness) for member in self.members),
            any(_same_day(member, witness) for member in self.members),
            -abs((_span(first)[1] - told).days),
            -_span(first)[0].toordinal(),
            first.key,
        )

    @classmethod
    def _agree(cls, one: Witness, other: Witness) -> bool:
        if one.decision is not None and other.decision is not None:
            return one.decision == other.decision
        a, b = one.claim, other.claim
        if a.reference is not None and b.reference is not None:
            return same_reference(a.reference, b.reference)
        return cls._alike(one, other) and (_published_as_decided(one, other) or _dates_meet(one, other))

    @staticmethod
    def _alike(one: Witness, other: Witness) -> bool:
        """Say whether two claims agree on who decided, and for which host, as far as they tell."""
        a, b = one.claim, other.claim
        if a.provider is not None and b.provider is not None and a.provider != b.provider:
            return False
        return a.kind in _ONE_AUTHOR_UNDISPUTED or _authors_agree(a.authority, b.authority)

    def decision(self, bonds: Bonds = NO_BONDS) -> Decision:
        best = sorted(self.members, key=_best_source_first)
        platform, kind = best[0].claim.platform, best[0].claim.kind
        authors = [m.claim.authority for m in best if m.claim.authority not in (None, OTHER)]
        decision = Decision(
            id="",
            platform=platform,
            kind=kind,
            authority=authors[0] if authors else _first(best, lambda witness: witness.claim.authority),
            provider=_first(best, lambda witness: witness.claim.provider),
            decided_on=_first(best, lambda witness: witness.claim.decided_on),
            published_on=_first(best, lambda witness: witness.claim.published_on),
            term=_first(best, lambda witness: witness.claim.term),
            reference=_first(best, lambda witness: witness.claim.reference),
            target_date=_first(best, lambda witness: witness.claim.target_date),
            closes=tuple(sorted({closed for member in self.members for closed in member.closes})),
            establishment=_establishment(self.members),
            known_by=min(member.told_on for member in self.members),
            recalled=all(member.claim.background for member in self.members),
            disputed=_disputed(self.members),
            witnesses=tuple(sorted(self.members, key=lambda witness: witness.key)),
        )
        for ruling in bonds.rulings:
            if ruling.claims & self.keys:
                disputed = tuple(name for name in decision.disputed if name not in ruling.values)
                decision = replace(decision, disputed=disputed, **ruling.values)
        named = sorted(member.decision for member in self.members if member.decision is not None)
        return replace(decision, id=named[0] if named else _name(decision))


def _is_official(witness: Witness) -> bool:
    return Establishment.OFFICIAL is witness.establishment or witness.voice is Voice.OFFICIAL


def _authors_agree(one: AuthorityId | None, other: AuthorityId | None) -> bool:
    """« other » stands for an author that the text does not name."""
    return one == other or OTHER in (one, other) or None in (one, other)


def _same_number(one: Witness, other: Witness) -> bool:
    a, b = one.claim.reference, other.claim.reference
    return a is not None and b is not None and same_reference(a, b)


def _same_day(one: Witness, other: Witness) -> bool:
    a, b = one.claim.decided_on, other.claim.decided_on
    return a is not None and a == b


def _published_as_decided(one: Witness, other: Witness) -> bool:
    """Meet the article that takes the day of publication for the day of the act."""
    pairs = (
        (one.claim.decided_on, other.claim.published_on),
        (other.claim.decided_on, one.claim.published_on),
    )
    return any(act and printed and act.agrees_with(printed) for act, printed in pairs)


def _dates_meet(one: Witness, other: Witness) -> bool:
    slack = _SLACK.get(one.claim.kind, _SLACK_ELSE)
    (a_first, a_last), (b_first, b_last) = _span(one), _span(other)
    if (one.claim.decided_on is None and b_first > one.told_on) or (
        other.claim.decided_on is None and a_first > other.told_on
    ):
        return False  # nobody reports an act before it is done
    return max(a_first, b_first) - min(a_last, b_last) <= slack


def _best_source_first(witness: Witness) -> tuple[object, ...]:
    claim = witness.claim
    rank = list(Establishment)
    level = Establishment.OFFICIAL if witness.voice is Voice.OFFICIAL else Establishment.REPORTED
    if witness.establishment is not None:
        level = witness.establishment
    return (
        rank.index(level),
        claim.reference is None,
        -(claim.decided_on.precision if claim.decided_on else 0),
        claim.background,
        -claim.confidence,
        witness.told_on,
        witness.key,
    )


def _first(witnesses: list[Witness], value: Callable[[Witness], _T | None]) -> _T | None:
    return next((found for witness in witnesses if (found := value(witness)) is not None), None)


def _establishment(members: list[Witness]) -> Establishment:
    """Weigh the voices; a recall that gives no date is none, unless there is nothing else."""
    members = [each for each in members if not (_is_undated(each) and each.claim.background)] or members
    vouched = [member.establishment for member in members if member.establishment is not None]
    if Establishment.OFFICIAL in vouched or any(member.voice is Voice.OFFICIAL for member in members):
        return Establishment.OFFICIAL
    press = {member.publisher for member in members if member.establishment is None}
    # A page that the baseline names may be the very one that a feed shows again: no second voice.
    if Establishment.CORROBORATED in vouched or len(press) > 1:
        return Establishment.CORROBORATED
    return Establishment.REPORTED


def _disputed(members: list[Witness]) -> tuple[str, ...]:
    """Name the fields that two witnesses give and that cannot both be right."""
    found = []
    for name in ("decided_on", "published_on", "target_date"):
        dates: list[PartialDate] = [
            value for member in members if (value := getattr(member.claim, name)) is not None
        ]
        if any(not a.agrees_with(b) for a in dates for b in dates):
            found.append(name)
    authors = {m.claim.authority for m in members} - {None, OTHER}
    if len(authors) > 1:
        found.append("authority")
    ends = {(m.claim.term.months, m.claim.term.days) for m in members if m.claim.term is not None}
    if len(ends) > 1:
        found.append("term")
    return tuple(sorted(found))


def _name(decision: Decision) -> str:
    """Name a decision by what it is: ``emc2/hosting-authorised/2023-146``."""
    kind = decision.kind
    parts: list[str] = [decision.platform, str(kind)]
    if kind in (ClaimKind.PROVIDER_REJECTED, ClaimKind.PROVIDER_QUALIFIED, ClaimKind.HOST_SELECTED):
        parts.append(decision.provider or "unnamed")
    if decision.reference is not None:
        parts.append(re.sub(r"[^0-9A-Za-z.-]+", "-", _bare(decision.reference)).strip("-") or "numbered")
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
