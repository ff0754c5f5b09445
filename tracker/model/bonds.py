"""What people have said about which claims tell one act: it binds the grouping of claims.

Pure.  Claims are named by their keys: the document, and the place among its claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Key: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Apart:
    """Claims that tell an act of their own, and claims that are known to tell another."""

    claims: frozenset[Key]
    others: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Ruling:
    """Fields of the act that some claims tell, as a person has settled them."""

    claims: frozenset[Key]
    values: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonds:
    """All that binds the claims about one platform and kind.

    ``joined`` are sets of claims that tell one act, ``denied`` the claims of acts that never
    were: a report that means the same act waits, unless an official voice tells it or a person
    vouches for it (``sure``).  What is sure and fits no act tells one of its own, and never waits.
    """

    apart: tuple[Apart, ...] = ()
    joined: tuple[frozenset[Key], ...] = ()
    denied: frozenset[Key] = frozenset()
    sure: frozenset[Key] = frozenset()
    rulings: tuple[Ruling, ...] = ()

    def seeds(self, present: Iterable[Key]) -> list[Apart]:
        """Return what stands apart among the claims that are *present*; the last word counts."""
        left, found = set(present), []
        for apart in reversed(self.apart):
            claims = apart.claims & left
            left -= claims
            if claims:
                found.append(Apart(frozenset(claims), apart.others))
        return found


NO_BONDS = Bonds()
