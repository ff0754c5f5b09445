"""What waits for a person, among the claims about one platform and kind.

Pure.  What is in doubt moves nothing: it is listed here until a person accepts, rejects or
edits it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.model.bonds import Bonds, Key
from tracker.model.claim import DOUBTFUL_BELOW, Claim, ClaimKind, PlatformId
from tracker.model.decision import Decision, Witness
from tracker.model.likeness import is_undated
from tracker.model.notes import Notes
from tracker.model.tally import Tally

UNLISTED = "other:"
"""How the name of a platform begins that a text names and the catalogue lacks."""


class Why(StrEnum):
    """Why something waits."""

    DOUBTFUL = "doubtful"
    SUSPICIOUS = "suspicious"
    UNLISTED = "unlisted-platform"
    UNDATED = "undated"
    AMBIGUOUS = "ambiguous"
    REJECTED = "rejected-before"
    DISPUTED = "disputed"
    FLAPPING = "flapping"
    RECALLED_ONCE = "recalled-by-one"
    CONTRADICTED = "contradicted"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits: a claim (``witness``), a decision in dispute, or a status that flaps."""

    id: str
    why: Why
    platform: PlatformId
    kind: ClaimKind | None = None
    witness: Witness | None = None
    decision: Decision | None = None

    @property
    def documents(self) -> frozenset[str]:
        """Return the documents by which it came."""
        told = self.decision.witnesses if self.decision else ()
        return frozenset(each.key[0] for each in ((self.witness,) if self.witness else told))


def waiting_among(
    witnesses: Sequence[Witness],
    bonds: Bonds,
    decisions: Iterable[Decision],
    suspicious: frozenset[str],
) -> list[Waiting]:
    """Return what waits in one group: its claims as corrected, and the decisions that they lead to.

    *suspicious* names the documents in which something was odd.
    """
    decisions, notes = list(decisions), Notes()
    told = {witness.key for decision in decisions for witness in decision.witnesses}
    ids = claim_ids(witnesses)
    tallies = (Tally.of(decision.witnesses, notes) for decision in decisions)
    acts = [(tally, tally.keys) for tally in tallies]
    found = []
    for witness in witnesses:
        why = _why(witness, bonds, told, suspicious)
        if why is None and _fits_two(witness, bonds, acts):
            why = Why.AMBIGUOUS
        if why is not None:
            claim = witness.claim
            found.append(
                Waiting(
                    id=ids[witness.key], why=why, platform=claim.platform, kind=claim.kind, witness=witness
                )
            )
    found += [
        Waiting(
            id=short_id("disputed", decision.key, *decision.disputed),
            why=Why.DISPUTED,
            platform=decision.platform,
            kind=decision.kind,
            decision=decision,
        )
        for decision in decisions
        if decision.disputed
    ]
    return found


def claim_ids(witnesses: Iterable[Witness]) -> Mapping[Key, str]:
    """Return a short id for each claim, the same whenever its document is read again.

    It says what the claim says, not where: claims of one text that say the same are counted.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    ids = {}
    for witness in sorted(witnesses, key=lambda each: each.key):
        said = _said(witness.claim)
        ids[witness.key] = short_id("claim", *said, seen[said])
        seen[said] += 1
    return ids


def short_id(*parts: object) -> str:
    """Return eight characters that name *parts*."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _said(claim: Claim) -> tuple[object, ...]:
    return (
        claim.evidence.document,
        claim.platform,
        claim.kind,
        claim.provider,
        claim.decided_on,
        claim.reference,
    )


def _fits_two(witness: Witness, bonds: Bonds, acts: Sequence[tuple[Tally, frozenset[Key]]]) -> bool:
    """Say whether a report without a date was counted for one act and could mean another as well.

    A recall means the last act that it fits and establishes nothing, so it is not in doubt.
    """
    if witness.claim.background or not is_undated(witness) or witness.key in bonds.sure:
        return False
    fitting = sum(act.agrees(witness, but_for_itself=witness.key in keys) for act, keys in acts)
    return fitting > 1


def _why(witness: Witness, bonds: Bonds, told: set[Key], suspicious: frozenset[str]) -> Why | None:
    claim = witness.claim
    if claim.platform.startswith(UNLISTED):
        return Why.UNLISTED
    if claim.confidence < DOUBTFUL_BELOW:
        return Why.SUSPICIOUS if witness.key[0] in suspicious else Why.DOUBTFUL
    if witness.key in told or witness.key in bonds.denied:
        return None
    dated = claim.decided_on or claim.published_on or claim.reference
    return Why.REJECTED if dated else Why.UNDATED
