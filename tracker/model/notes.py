"""What is worked out once of a witness, or of two that look alike, and used again.

Pure: notes change no answer, only what it costs.  They may be kept as long as somebody asks
about the same witnesses: for one unit of work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tracker.model.decision import Witness
from tracker.model.likeness import Relation, looks_of, relate
from tracker.model.voices import Voices

_T = TypeVar("_T")


@dataclass(slots=True)
class Notes:
    """Answers about witnesses, by the question; a witness is known again by being the same object."""

    _answers: dict[object, dict[int, tuple[Witness, Any]]] = field(default_factory=dict)
    _voices: dict[int, Voices] = field(default_factory=dict)
    _relations: dict[object, Relation] = field(default_factory=dict)

    def of(self, question: Callable[[Witness], _T], witness: Witness) -> _T:
        """Return the answer of *question* about *witness*, asked once."""
        known = self._answers.get(question)
        if known is None:
            known = self._answers[question] = {}
        found = known.get(id(witness))
        if found is None:  # the witness is kept, so that no other gets its identity
            found = known[id(witness)] = (witness, question(witness))
        answer: _T = found[1]
        return answer

    def relation(self, one: Witness, other: Witness, requested: tuple[Any, ...]) -> Relation:
        """Return how two witnesses meet; those that look like them meet in the same way."""
        pair = (self.of(looks_of, one), self.of(looks_of, other), requested)
        if pair not in self._relations:
            self._relations[pair] = relate(one, other, requested=requested)
        return self._relations[pair]

    def are_several_voices(self, press: Sequence[Witness]) -> bool:
        """Say whether *press* are more than one independent voice; those heard before are not heard again."""
        if not press:
            return False
        voices = self._voices.get(id(press[0]))
        if voices is None or not voices.has_heard_only(press):
            voices = self._voices[id(press[0])] = Voices()
        voices.hear(press)
        return voices.are_several
