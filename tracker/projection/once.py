"""What is read of the views once in a unit of work, however many of its documents ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker import codec
from tracker.model.decision import Witness
from tracker.model.notes import Notes
from tracker.projection.views import ViewReader


@dataclass(slots=True)
class Once:
    """Claims by what is kept of them, and the notes on them."""

    notes: Notes = field(default_factory=Notes)
    _witnesses: dict[int, tuple[Mapping[str, Any], Witness]] = field(default_factory=dict)

    def witness(self, kept: Mapping[str, Any]) -> Witness:
        """Return the witness that *kept* spells; what is kept never changes in place."""
        if id(kept) not in self._witnesses:
            self._witnesses[id(kept)] = (kept, codec.witness_from_json(kept))
        return self._witnesses[id(kept)][1]


def once(views: ViewReader) -> Once:
    """Return what *views* remember; a reader that keeps nothing between two questions begins anew."""
    known = getattr(views, "once", None)
    return known if isinstance(known, Once) else Once()
