"""What a verb group says: the lemma, one letter of mood and one of voice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Mood(StrEnum):
    """How the act is told."""

    ASSERTED = "p"
    RECALLED = "b"
    IMPERFECT = "m"
    PARTICIPLE = "k"
    GERUND = "g"
    INFINITIVE = "i"
    FUTURE = "f"
    UNREAL = "c"
    DENIED = "n"


class Token(NamedTuple):
    """A word or a sign: ``plain`` for reading, ``text`` as written, offsets in the field."""

    plain: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """A verb group: where it begins and ends (tokens), and what it says."""

    first: int
    last: int
    lemma: str
    mood: Mood
    passive: bool
    governor: str = ""

    @property
    def code(self) -> str:
        """Return the token that rules see: ``autoriser/pA``, ``suspendre/nV``."""
        return f"{self.lemma}/{self.mood}{'V' if self.passive else 'A'}"
