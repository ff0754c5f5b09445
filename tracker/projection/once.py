"""What is read of the views once in a unit of work, however many of its documents ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker import codec
from tracker.model.bonds import Key
from tracker.model.decision import Decision, Witness
from tracker.model.notes import Notes
from tracker.projection.views import ViewReader


@dataclass(slots=True)
class Once:
    """Claims by what is kept of them, and the notes on them."""

    notes: Notes = field(default_factory=Notes)
    _witnesses: dict[int, tuple[Mapping[str, Any], Witness]] = field(default_factory=dict)
    _claims: dict[str, tuple[Mapping[str, Any], tuple[Witness, ...]]] = field(default_factory=dict)
    _by_key: dict[str, tuple[tuple[Witness, ...], dict[Key, Witness]]] = field(default_factory=dict)
    _settled: dict[str, tuple[tuple[Witness, ...], object, tuple[Decision, ...]]] = field(
        default_factory=dict
    )

    def witness(self, kept: Mapping[str, Any]) -> Witness:
        """Return the witness that *kept* spells; what is kept never changes in place."""
        if id(kept) not in self._witnesses:
            self._witnesses[id(kept)] = (kept, codec.witness_from_json(kept))
        return self._witnesses[id(kept)][1]

    def claims(self, group: str, kept: Mapping[str, Any]) -> tuple[Witness, ...]:
        """Return the witnesses of a group: the same object as long as *kept* is."""
        held = self._claims.get(group)
        if held is None or held[0] is not kept:
            held = self._claims[group] = (kept, tuple(self.witness(each) for each in kept["witnesses"]))
        return held[1]

    def by_key(self, group: str, witnesses: tuple[Witness, ...]) -> Mapping[Key, Witness]:
        """Return the *witnesses* of a group by their keys."""
        held = self._by_key.get(group)
        if held is None or held[0] is not witnesses:
            held = self._by_key[group] = (witnesses, {each.key: each for each in witnesses})
        return held[1]

    def settled(
        self,
        group: str,
        witnesses: tuple[Witness, ...],
        asked: object,
        settle: Callable[[], tuple[Decision, ...]],
    ) -> tuple[Decision, ...]:
        """Return what *settle* makes of the *witnesses* of a group, made once for what is *asked* beside."""
        held = self._settled.get(group)
        if held is None or held[0] is not witnesses or held[1] != asked:
            held = self._settled[group] = (witnesses, asked, settle())
        return held[2]


def once(views: ViewReader) -> Once:
    """Return what *views* remember; a reader that keeps nothing between two questions begins anew."""
    known = getattr(views, "once", None)
    return known if isinstance(known, Once) else Once()
