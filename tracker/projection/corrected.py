"""The claims about a platform and kind, as the documents were read and as people corrected them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from tracker import codec
from tracker.model.bonds import NO_BONDS, Bonds
from tracker.model.claim import Claim, ClaimKind
from tracker.model.correction import ON_A_CLAIM, Correction, correct
from tracker.model.decision import Decision, Witness
from tracker.model.likeness import ANSWERS, bare_reference
from tracker.model.reconcile import reconcile
from tracker.projection.groups import group_key
from tracker.projection.once import once
from tracker.projection.views import ViewReader


def claims_of(views: ViewReader, group: str) -> tuple[Witness, ...]:
    """Return every claim about a platform and kind as the documents were read."""
    kept = views.state("witnesses", group)
    return once(views).claims(group, kept) if kept else ()


def made_by(views: ViewReader, document: str) -> list[Witness]:
    """Return the claims that a document makes, as it was read last."""
    held, known = views.state("document", document), once(views)
    kept = [
        views.state("witnesses", group) or {"witnesses": ()} for group in (held["groups"] if held else ())
    ]
    mine = (each for group in kept for each in group["witnesses"] if each["document"] == document)
    return [known.witness(each) for each in mine]


def corrections_of(views: ViewReader, group: str) -> tuple[Correction, ...]:
    """Return the corrections that concern a platform and kind, without those withdrawn."""
    kept = views.state("corrected", group)
    return tuple(codec.correction_from_json(each) for each in kept["corrections"]) if kept else ()


def linked(views: ViewReader, groups: Iterable[str]) -> tuple[frozenset[str], tuple[Correction, ...]]:
    """Return *groups* with those to and from which corrections move claims, and the corrections.

    What a person said of a platform that was unlisted then holds under its name of today.
    """
    found = set(groups)
    found |= {unlisted for group in sorted(found) if corrections_of(views, unlisted := f"other:{group}")}
    left = sorted(found)
    corrections: dict[str, Correction] = {}
    while left:
        for each in corrections_of(views, left.pop()):
            corrections[each.id] = each
            left += sorted(groups_of(each) - found)
            found |= groups_of(each)
    return frozenset(found), tuple(corrections.values())


def groups_of(correction: Correction) -> frozenset[str]:
    """Return the groups whose claims a correction concerns, before it and after."""
    claims = [*correction.claims, *correction.others]
    if correction.deed in ON_A_CLAIM:
        claims += [replace(claim, **correction.values) for claim in correction.claims]
    if correction.witness is not None:
        claims.append(correction.witness.claim)
    return frozenset(group_of(claim) for claim in claims)


def group_of(claim: Claim) -> str:
    """Return the group within which *claim* is reconciled."""
    return group_key(claim.platform, claim.kind)


def corrected_of(views: ViewReader, group: str) -> tuple[tuple[Witness, ...], Bonds]:
    """Return every claim about a platform and kind as people corrected them, and what binds them."""
    groups, corrections = linked(views, [group])
    if not corrections:
        return claims_of(views, group), NO_BONDS
    documents = {each.witness.key[0] for each in corrections if each.witness is not None}
    held = {document: views.state("document", document) for document in sorted(documents)}
    digests = {document: state["digest"] for document, state in held.items() if state is not None}
    read = [witness for name in sorted(groups) for witness in claims_of(views, name)]
    witnesses, bonds = correct(read, corrections, digests)
    return tuple(each for each in witnesses if group_of(each.claim) == group), bonds


def witnesses_of(views: ViewReader, group: str) -> tuple[Witness, ...]:
    """Return every claim about a platform and kind as people corrected them."""
    return corrected_of(views, group)[0]


def reconciled(views: ViewReader, group: str) -> tuple[Decision, ...]:
    """Return the decisions that the claims about a platform and kind lead to."""
    platform, _, kind = group.rpartition("|")
    witnesses, bonds = corrected_of(views, group)
    if not witnesses:
        return ()
    known = once(views)
    requested = _requested(views, platform) if kind in ANSWERS else ()
    judged = _judged(views, platform) if kind == ClaimKind.CHALLENGE_FILED else None

    def settle() -> tuple[Decision, ...]:
        return reconcile(witnesses, bonds, requested=requested, judged=judged, notes=known.notes)

    return known.settled(group, witnesses, (bonds, requested, judged), settle)


def _requested(views: ViewReader, platform: str) -> tuple[date, ...]:
    """Return the days of the requests that the answers about *platform* may answer."""
    requests = reconciled(views, group_key(platform, ClaimKind.AUTHORISATION_REQUESTED))
    return tuple(each.day for each in requests if each.decided_on is None or each.decided_on.is_day)


def _judged(views: ViewReader, platform: str) -> dict[str, date]:
    """Return the day on which each case about *platform* was judged, by its number."""
    rulings = reconciled(views, group_key(platform, ClaimKind.CHALLENGE_REJECTED))
    return {bare_reference(number): each.day for each in rulings for number in each.numbers}


_DEPENDENT: Mapping[str, frozenset[ClaimKind]] = {
    ClaimKind.AUTHORISATION_REQUESTED: ANSWERS,
    ClaimKind.CHALLENGE_REJECTED: frozenset({ClaimKind.CHALLENGE_FILED}),
}
"""Kinds on whose decisions those of other kinds depend."""


def depending_on(views: ViewReader, groups: Iterable[str]) -> frozenset[str]:
    """Return *groups* with all those whose decisions may change with their claims."""
    found = linked(views, groups)[0]
    split = (group.rpartition("|") for group in found)
    return found | {
        group_key(platform, dependent)
        for platform, _, kind in split
        for dependent in _DEPENDENT.get(kind, ())
    }
