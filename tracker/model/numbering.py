"""Number a document's claims so that each keeps its number when the document is read again.

The decision that a claim tells hangs on the document's id and this number: a claim that is found
before another must not take that one's decision away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracker.model.claim import Claim
from tracker.model.decision import Witness

_WAYS: tuple[Callable[[Claim, Claim], bool], ...] = (
    lambda known, claim: known.provider == claim.provider and known.evidence.quote == claim.evidence.quote,
    lambda known, claim: known.provider == claim.provider,
    lambda known, claim: known.evidence.quote == claim.evidence.quote,
    lambda known, claim: known.decided_on == claim.decided_on,
    lambda _known, _claim: True,
)
"""How a claim of one platform and kind is known again, from the surest way to the least sure."""


def number_claims(claims: Sequence[Claim], known: Sequence[Witness]) -> list[int]:
    """Return the number of each of *claims*; *known* are those that the document made until now.

    A claim that is new gets a number that none of them has.
    """
    numbers: dict[int, int] = {}
    free = sorted(known, key=lambda each: each.number)
    for alike in _WAYS:
        for at, claim in enumerate(claims):
            if at not in numbers:
                same = next((each for each in free if _is_act(each.claim, claim, alike)), None)
                if same is not None:
                    numbers[at] = same.number
                    free.remove(same)
    unused = max((each.number for each in known), default=-1) + 1
    for at in range(len(claims)):
        if at not in numbers:
            numbers[at] = unused
            unused += 1
    return [numbers[at] for at in range(len(claims))]


def _is_act(known: Claim, claim: Claim, alike: Callable[[Claim, Claim], bool]) -> bool:
    return (known.platform, known.kind) == (claim.platform, claim.kind) and alike(known, claim)
