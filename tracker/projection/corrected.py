"""The claims about a platform and kind, as the documents were read and as people corrected them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tracker import codec
from tracker.model.bonds import NO_BONDS, Bonds
from tracker.model.claim import Claim, ClaimKind
from tracker.model.correction import ON_A_CLAIM, Correction, correct
from tracker.model.decision import Decision, Witness
from tracker.model.likeness import ANSWERS
from tracker.model.reconcile import reconcile
from tracker.projection.once import once
from tracker.projection.views import ViewReader, group_key


def claims_of(views: ViewReader, group: str) -> tuple[Witness, ...]:
    """Return every claim about a platform and kind as the documents were read."""
    kept, known = views.state("witnesses", group), once(views)
    return tuple(known.witness(each) for each in kept["witnesses"]) if kept else ()


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
    witnesses, bonds = corrected_of(views, group)
    return reconcile(witnesses, bonds, requested=_requested(views, group), notes=once(views).notes)


def _requested(views: ViewReader, group: str) -> tuple[date, ...]:
    """Return the days of the requests that the decisions of *group* may answer."""
    platform, _, kind = group.rpartition("|")
    if kind not in ANSWERS:
        return ()
    requests = reconciled(views, group_key(platform, ClaimKind.AUTHORISATION_REQUESTED))
    return tuple(each.day for each in requests if each.decided_on is None or each.decided_on.is_day)


def _answers(groups: Iterable[str]) -> frozenset[str]:
    """Return the groups whose decisions depend on the requests that are among *groups*."""
    split = (group.rpartition("|") for group in groups)
    asked = {platform for platform, _, kind in split if kind == ClaimKind.AUTHORISATION_REQUESTED}
    return frozenset(group_key(platform, kind) for platform in asked for kind in ANSWERS)


def depending_on(views: ViewReader, groups: Iterable[str]) -> frozenset[str]:
    """Return *groups* with all those whose decisions may change with their claims."""
    found = linked(views, groups)[0]
    return found | _answers(found)
