"""What people correct, as input of the function from claims to decisions.

Pure.  A correction names the claims that it is about as they read when it was made; it finds
them again in another reading of the same document by document, kind, platform and place, never
by their number.  So neither the order of arrival, nor a rebuild, nor a better extractor loses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from tracker.model.bonds import Apart, Bonds, Key, Ruling
from tracker.model.claim import Claim, Evidence
from tracker.model.decision import Witness


class Deed(StrEnum):
    """What a person did."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EDITED = "edited"
    RECORDED = "recorded"
    RETRACTED = "retracted"
    MERGED = "merged"
    SPLIT = "split"
    RULED = "ruled"


ON_A_CLAIM = frozenset({Deed.ACCEPTED, Deed.REJECTED, Deed.EDITED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction of one person.

    ``order`` is its place in the log, ``claims`` are those that it is about, ``others`` those
    that a split leaves behind, ``values`` the fields that the person gave.  ``witness`` is the
    claim as the document made it, or the person's own; where no reading makes it any more it
    counts still, as long as the document has the text (``digest``) that the person read.
    """

    id: str
    deed: Deed
    order: int
    claims: tuple[Claim, ...] = ()
    others: tuple[Claim, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    witness: Witness | None = None
    digest: str | None = None


def correct(
    witnesses: Iterable[Witness], corrections: Iterable[Correction], digests: Mapping[str, str]
) -> tuple[tuple[Witness, ...], Bonds]:
    """Return the claims as people corrected them, and what binds their grouping.

    *digests* tell the texts of the documents as they are now.  Of two corrections of one
    claim the later counts.
    """
    read = sorted(witnesses, key=lambda each: each.key)
    ordered = sorted(corrections, key=lambda each: (each.order, each.id))
    met, lost = _meet(read, [each for each in ordered if each.deed in ON_A_CLAIM])
    now = {
        witness.key: corrected
        for witness in read
        if (corrected := _applied(met.get(witness.key), witness)) is not None
    }
    for each in lost:
        if each.witness is not None and digests.get(each.witness.key[0]) == each.digest:
            vouched = _applied(each, replace(each.witness, number=-each.order))
            now.update({vouched.key: vouched} if vouched else {})
    own = [each for each in ordered if each.deed is Deed.RECORDED and each.witness is not None]
    now.update({each.witness.key: each.witness for each in own if each.witness is not None})
    sure = {key for key in met if key in now} | {key for key in now if key[1] < 0}
    sure |= {each.witness.key for each in own if each.witness is not None}
    bonds = _bonds(ordered, (*read, *now.values()), frozenset(sure))
    return tuple(now[key] for key in sorted(now)), bonds


def find(claim: Claim, witnesses: Iterable[Witness], *, also: Claim | None = None) -> Witness | None:
    """Return the witness that makes *claim*, or what a person made *also* of it; None where none does.

    One sentence may make several claims of a kind: the one that agrees in the most fields is meant.
    """
    wanted = (claim,) if also is None else (claim, also)
    fitting = [each for each in witnesses if any(is_same(one, each.claim) for one in wanted)]
    return max(fitting, key=lambda each: (_closeness(claim, each.claim), _backwards(each)), default=None)


def is_same(one: Claim, other: Claim) -> bool:
    """Say whether two readings of one document make the same claim: kind, platform, host and place.

    A platform that is listed now is the one that was read as ``other:<name>``.
    """
    a, b = one.evidence, other.evidence
    names = {one.platform.removeprefix("other:"), other.platform.removeprefix("other:")}
    return (
        (a.document, one.kind) == (b.document, other.kind)
        and len(names) == 1
        and (one.provider == other.provider or None in (one.provider, other.provider))
        and (_overlap(a, b) or _reads_alike(a.quote, b.quote))
    )


def edited(claim: Claim, values: Mapping[str, Any]) -> Claim:
    """Return *claim* as a person vouches for it, with the fields that they gave."""
    return replace(claim, confidence=1.0, **values)


def _meet(
    read: Sequence[Witness], corrections: Sequence[Correction]
) -> tuple[dict[Key, Correction], list[Correction]]:
    """Return the correction of each claim that has one, and those that found no claim."""
    met: dict[Key, Correction] = {}
    lost = []
    for each in corrections:
        claim = each.claims[0]
        found = find(claim, read, also=replace(claim, **each.values) if each.values else None)
        if found is not None:
            met[found.key] = each
        else:
            lost.append(each)
    return met, _last_of_each(lost)


def _last_of_each(lost: Sequence[Correction]) -> list[Correction]:
    """Return, of the corrections whose claim is gone, the last about each."""
    kept: list[Correction] = []
    for each in lost:
        kept = [before for before in kept if not is_same(before.claims[0], each.claims[0])]
        kept.append(each)
    return kept


def _applied(correction: Correction | None, witness: Witness) -> Witness | None:
    if correction is None:
        return witness
    if correction.deed is Deed.REJECTED:
        return None
    return replace(witness, claim=edited(witness.claim, correction.values))


def _bonds(ordered: Sequence[Correction], made: Sequence[Witness], sure: frozenset[Key]) -> Bonds:
    """Return what the corrections of whole acts bind, among the claims as read and as corrected."""

    def keys(claims: Iterable[Claim]) -> frozenset[Key]:
        return frozenset(found.key for claim in claims if (found := find(claim, made)) is not None)

    splits = [
        (each.order, Apart(keys(each.claims), keys(each.others)))
        for each in ordered
        if each.deed is Deed.SPLIT
    ]
    joined = []
    for each in ordered:
        if each.deed is Deed.MERGED:
            # What was taken apart after it was joined stays apart.
            since = [apart.claims for order, apart in splits if order > each.order]
            joined.append(keys(each.claims).difference(*since))
    return Bonds(
        apart=tuple(apart for _, apart in splits),
        joined=tuple(joined),
        sure=sure,
        denied=frozenset(key for each in ordered if each.deed is Deed.RETRACTED for key in keys(each.claims)),
        rulings=tuple(Ruling(keys(each.claims), each.values) for each in ordered if each.deed is Deed.RULED),
    )


def _overlap(one: Evidence, other: Evidence) -> bool:
    """Say whether two quotes share a place, and the words that stand there."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    if one.field is not other.field or start >= end:
        return False
    return (
        one.quote[start - one.start : end - one.start] == other.quote[start - other.start : end - other.start]
    )


_WORDS = re.compile(r"\w+")
_NUMBERS = re.compile(r"\d+")
_ALIKE = 0.75


def _reads_alike(one: str, other: str) -> bool:
    """Say whether two sentences are one with a slip mended: the numbers are the same, and most words."""
    a, b = one.casefold(), other.casefold()
    if _NUMBERS.findall(a) != _NUMBERS.findall(b):
        return False
    return SequenceMatcher(None, _WORDS.findall(a), _WORDS.findall(b), autojunk=False).ratio() >= _ALIKE


def _closeness(wanted: Claim, found: Claim) -> tuple[object, ...]:
    a, b = wanted.evidence, found.evidence
    return (
        wanted.provider == found.provider,
        wanted.reference == found.reference,
        wanted.decided_on == found.decided_on,
        (a.field, a.start, a.end) == (b.field, b.start, b.end),
        min(a.end, b.end) - max(a.start, b.start) if a.field is b.field else -1,
    )


def _backwards(witness: Witness) -> int:
    """Prefer the first among equals."""
    return -witness.number
