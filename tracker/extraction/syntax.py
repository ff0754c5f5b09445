"""Say who does what in a sentence: the subject, the object and the agent of a verb group.

No parser: French word order, prepositions and punctuation.  A name after a preposition is
no subject; a relative clause is stepped over; what a verb of wishing, a condition or a party's
plea governs is not told as done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.extraction.canonical import Sentence
from tracker.extraction.grammar import words as listed
from tracker.extraction.groups import Group, Mood
from tracker.extraction.mentions import Mention

_PREPOSITIONS = listed("prepositions")
_LIGHT = listed("before_nouns")
_RELATIVES = frozenset(
    ("qui", "que", "qu'", "dont", "lequel", "laquelle", "lesquels", "lesquelles", "who", "which")
)
_WALLS = frozenset((";", ":", "?", "!", "–", "."))
_AND = frozenset(("et", "puis", "mais", "ou", "and", "but", "then"))
_CLAUSE_ENDS = frozenset((";", "?", "!", "."))
_SOMEBODY = listed("other_agents") | listed("other_organisations") | listed("parties")
_CLITICS = listed("clitics") | {"ne", "n'", "y"}
_FINITE = frozenset((Mood.ASSERTED, Mood.RECALLED, Mood.IMPERFECT, Mood.FUTURE, Mood.UNREAL, Mood.DENIED))
TOLD = frozenset((Mood.ASSERTED, Mood.RECALLED, Mood.IMPERFECT))
_BARE_FINITE = frozenset(
    ("a", "ont", "est", "sont", "avait", "avaient", "etait", "etaient", "sera", "seront", "fut")
)
_BARE_ENGLISH = frozenset(("is", "are", "was", "were", "has", "have", "had"))
_BEFORE_INFINITIVE = frozenset(("de", "d'", "a"))
_NOUNS_IN_ER = listed("nouns_in_er")
_ORGANS = listed("organs")
_OF = frozenset(("de", "d'", "du", "des", "of"))
_ALL_OF = frozenset(("totalite", "integralite", "ensemble", "majorite", "plupart", "essentiel"))
"""Stand for the noun after them: "l'ensemble des données" is the data."""
_OPENING = frozenset((",", ":", "»", "que", "D"))
LEFT_REACH = 42
_RIGHT_REACH = 22


@dataclass(slots=True)
class Syntax:
    """A canonical sentence as numbered words, with what each stands for."""

    sentence: Sentence
    words: list[str]
    groups: dict[int, Group] = field(default_factory=dict)

    @classmethod
    def of(cls, sentence: Sentence) -> Syntax:
        """Return *sentence* with its words numbered."""
        groups = {at: what for at, (_, _, what) in enumerate(sentence.items) if isinstance(what, Group)}
        return cls(sentence, sentence.canonical.split(), groups)

    def mention(self, at: int) -> Mention | None:
        """Return the name that word *at* stands for."""
        what = self.sentence.items[at][2]
        return what if isinstance(what, Mention) else None

    def place(self, at: int) -> int:
        """Return where word *at* begins in the canonical sentence, the space before it counted in."""
        return self.sentence.starts[at] if at < len(self.words) else len(self.sentence.canonical) - 1

    def is_word(self, at: int, *, of: frozenset[str]) -> bool:
        """Say whether word *at* is one of these and no name; "a" is the preposition only where so written."""
        if not 0 <= at < len(self.words) or self.words[at] not in of:
            return False
        first, _, what = self.sentence.items[at]
        return what is None and not (self.words[at] == "a" and self.sentence.tokens[first].text == "a")

    def is_verb(self, at: int) -> bool:
        """Say whether a finite verb stands at *at*, known to the lexicon or only by its auxiliary."""
        group = self.groups.get(at)
        if group is not None:
            return group.mood in _FINITE
        if self.sentence.items[at][2] is not None:
            return False
        if self.sentence.english:
            return self.words[at] in _BARE_ENGLISH
        if self.words[at] not in _BARE_FINITE:
            return False
        return self.words[at] != "a" or self.sentence.tokens[self.sentence.items[at][0]].text == "a"

    def is_governed(self, at: int) -> bool:
        """Say whether a preposition governs the noun or name at *at*."""
        left = at - 1
        while left >= 0 and self.words[left] in _LIGHT and self.sentence.items[left][2] is None:
            left -= 1
        if left < 0:
            return False
        if left > 0 and self.words[left] in _OF and self.words[left - 1] in _ALL_OF:
            return self.is_governed(left - 1)
        article = self.words[left] == "des" or (self.words[left] == "de" and left + 1 < at)
        if article and (left == 0 or left - 1 in self.groups or self.words[left - 1] in _OPENING):
            return False
        organ = self._organ_before(left) if self.is_word(left, of=_OF) else None
        return self.is_word(left, of=_PREPOSITIONS) if organ is None else self.is_governed(organ)

    def _organ_before(self, at: int) -> int | None:
        """Return the organ whose act is the body's: "la formation restreinte de la Cnil", "the chair of"."""
        near = range(at - 1, max(-1, at - 3), -1)
        return next((one for one in near if self.is_word(one, of=_ORGANS)), None)

    def before(self, at: int) -> Iterator[int]:
        """Yield the places before the verb at *at* where its subject can stand, the nearest first."""
        left = at - 1
        stop = max(-1, at - LEFT_REACH)
        shared = False
        joined = at > 0 and self.words[at - 1] in _AND
        while left > stop:
            if self.words[left] == "–" and left >= at - 2:
                left = self._opening_dash(left) - 1
                continue
            if self.words[left] in _WALLS and self.sentence.items[left][2] is None:
                return
            if self.words[left] in ("que", "qu'") and self.sentence.items[left][2] is None:
                governing = self._governing(left) if joined else None
                if governing is None:
                    return
                left = governing - 1
                continue
            if self.is_verb(left):
                opened = self.relative_before(left)
                if opened is not None:
                    left = opened - 1
                    continue
                between = self.words[left + 1 : at]
                if not shared and not _AND.intersection(between):
                    return
                shared = True
            else:
                yield left
            left -= 1

    def _opening_dash(self, closing: int) -> int:
        """Return where the aside opens that a dash closes: "le juge – saisi en mai – a rejeté"."""
        near = range(closing - 1, max(-1, closing - 16), -1)
        return next((one for one in near if self.words[one] == "–"), closing)

    def _governing(self, that: int) -> int | None:
        """Return the verb that the "que" at *that* belongs to: a verb joined to it has the same subject.

        So it is in "le juge estime que l'urgence manque et rejette la requête".
        """
        near = range(that - 1, max(-1, that - 4), -1)
        return next((one for one in near if one in self.groups and self.is_verb(one)), None)

    def relative_before(self, verb: int) -> int | None:
        """Return where the relative clause of the verb at *verb* opens, if it is in one."""
        for left in range(verb - 1, max(-1, verb - 9), -1):
            if self.words[left] in _RELATIVES:
                following = self.words[left - 1] if left else ""
                return None if self.groups.get(left - 1) is not None and following else left
            if self.words[left] in _WALLS or self.is_verb(left):
                return None
        return None

    def after(self, at: int, *, wide: bool = False, free: bool = False) -> int:
        """Return the place where what follows the verb at *at* ends: the next clause.

        A direct object ends before the second verb of "refuse de commenter l'hébergement".
        """
        right = at + 1
        stop = min(len(self.words), at + (2 * _RIGHT_REACH if wide else _RIGHT_REACH))
        while right < stop:
            word = self.words[right]
            closes = word in _CLAUSE_ENDS and self.sentence.items[right][2] is None
            if closes and not self._in_number(right):
                break
            if not wide and (word == ":" or word in ("qui", "dont") or self.is_verb(right)):
                break
            if not (wide or free) and self._is_infinitive(right):
                return right + 1 if right in self.groups else right
            right += 1
        return right

    def _in_number(self, at: int) -> bool:
        """Say whether the point at *at* stands in an amount: "a fine of 1.1 million"."""
        return 0 < at < len(self.words) - 1 and self.words[at - 1].isdigit() and self.words[at + 1].isdigit()

    def _is_infinitive(self, at: int) -> bool:
        """Say whether an infinitive after a preposition stands at *at*, known to the lexicon or not."""
        group = self.groups.get(at)
        if group is not None:
            return group.mood is Mood.INFINITIVE
        unknown = self.words[at].endswith("er") and self.words[at] not in _NOUNS_IN_ER
        return unknown and self.is_word(at - 1, of=_BEFORE_INFINITIVE)

    def is_reflexive(self, at: int) -> bool:
        """Say whether the verb at *at* is "s'est achevée", "se termine"."""
        before = self.words[at - 1] if at else ""
        first = self.sentence.tokens[self.groups[at].first].plain
        return before in ("s'", "se") or first in ("s'", "se")

    def relative_object_end(self, at: int) -> int | None:
        """Return the place of "que" where the object of the verb at *at* is before it.

        It is so in "le recours que X a formé".
        """
        for left in range(at - 1, max(-1, at - 12), -1):
            if self.words[left] in ("que", "qu'"):
                return (
                    left
                    if left
                    and left - 1 not in self.groups
                    and self.words[left - 1] not in ("ce", "alors", "tandis", "parce", "ainsi", "bien")
                    else None
                )
            if self.words[left] in _WALLS or self.is_verb(left):
                return None
        return None

    def who_of(self, at: int) -> list[int] | None:
        """Return where the antecedent can stand if the subject of the verb at *at* is "qui", else None."""
        left = at - 1
        while left >= 0 and self.words[left] in _CLITICS:
            left -= 1
        if left < 0 or self.words[left] not in ("qui", "who", "which"):
            return None
        nearest = next(
            (one for one in range(left - 1, max(-1, left - 9), -1) if self._names_or_ends(one)), None
        )
        nearest = nearest if nearest is not None and self.mention(nearest) else None
        return [*range(left - 1, max(-1, left - 4), -1), *(() if nearest is None else (nearest,))]

    def _names_or_ends(self, at: int) -> bool:
        """Say whether a name stands at *at*, or a noun that a relative clause can rather speak of."""
        return self.mention(at) is not None or self.words[at] in _SOMEBODY

    def clitic(self, at: int) -> bool:
        """Say whether the object of the verb at *at* is a pronoun before it: "l'a rejeté"."""
        return (
            at > 0
            and self.words[at - 1] in ("l'", "le", "la", "les")
            and self.sentence.items[at - 1][2] is None
        )

    def agent_after(self, at: int, letters: str) -> int | None:
        """Return the place of the name after "par", in the clause that follows *at*."""
        end = min(len(self.words), at + 16)
        for right in range(at + 1, end):
            if self.words[right] in (";", "?", "!") or (self.words[right] == ":" and right > at + 2):
                return None
            if self.words[right] not in ("par", "by"):
                continue
            for named in range(right + 1, min(len(self.words), right + 7)):
                if self.words[named] in (",", ";", ":") or named in self.groups:
                    break
                mention = self.mention(named)
                if mention is not None and mention.letter in letters:
                    return named
        return None
