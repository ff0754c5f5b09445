"""Say which dates of a sentence are another verb's than the act's, by where they stand."""

from __future__ import annotations

import re

from tracker.extraction.canonical import Sentence
from tracker.extraction.grammar import words
from tracker.extraction.groups import Group, Mood


def belongs_to_another_verb(sentence: Sentence, start: int, end: int, position: int) -> bool:
    """Say whether a verb between the act and the date takes the date: "la demande … déposée en mars"."""
    for at, (_, _, what) in enumerate(sentence.items):
        if not isinstance(what, Group) or what.mood not in _TAKING or what.lemma in _NEUTRAL:
            continue
        if end <= sentence.starts[at] < position:
            return True
        own = what.lemma in _ENACTING and not what.passive
        told_first = what.mood is Mood.ASSERTED and not own and position in sentence.starts[at + 1 : at + 2]
        if told_first and position < start and _WHO.search(sentence.canonical[position : start + 1]):
            return True
        relative = position < sentence.starts[at] < start and what.mood is not Mood.PARTICIPLE
        if position < start and _is_fronted(sentence, at, position):
            return True
        beside = (
            what.mood is not Mood.PARTICIPLE
            and at + 1 < len(sentence.items)
            and position == sentence.starts[at + 1] < start
        )
        if beside and _THEN_RELATIVE.search(sentence.canonical[position : start + 1]):
            return True
        if relative and _THEN_RELATIVE.search(sentence.canonical[sentence.starts[at] : end + 1]):
            return True
    return False


_THING_THAT = re.compile(
    r" (?!alors |lors |apres |tandis |parce |puis |ainsi |plus |moins |avant |pendant |aussi )[a-z-]{4,} "
    r"(?:que|qu'|dont) "
)
"""The day outside a relative clause is not of what that tells: "jeudi, … les données que l'État confie"."""
_WHO = re.compile(r" qui $")
"""What a relative clause tells has no date of the verb before: "a attaqué mardi l'avis qui autorise"."""
_ASIDE = re.compile(r" , (?:dont|que|qu'|laquelle|lequel|which)(?= )[^,;:]{0,90}$")


def is_aside(sentence: Sentence, position: int, start: int) -> bool:
    """Say whether the date stands in an aside before the act, or outside the relative clause of the act."""
    closed = " , " in sentence.canonical[position:start]
    if _THING_THAT.search(sentence.canonical[position : start + 1] if position < start else "") is not None:
        return True
    return closed and _ASIDE.search(sentence.canonical[:position]) is not None


_MEETING = frozenset(("reunir", "interroger", "entendre"))
"""Say when somebody met or spoke, and so decided: "Réuni jeudi, le conseil a retenu …"."""


def _is_fronted(sentence: Sentence, at: int, position: int) -> bool:
    """Say whether the verb at *at* leads with its own date: "Déposé en février, le dossier …"."""
    group = sentence.items[at][2]
    if at > 0 or len(sentence.items) < 3 or not isinstance(group, Group):
        return False
    if group.mood is not Mood.PARTICIPLE or group.lemma in _MEETING:
        return False
    return position == sentence.starts[1] and sentence.canonical[sentence.starts[2] :].startswith(" ,")


def is_outside(sentence: Sentence, position: int, start: int, end: int) -> bool:
    """Say whether a date stands outside the clause of an embedded act, and so is not its own."""
    inner = sentence.canonical[position : end + 1]
    return _told_between(sentence, position, start) or _THEN_RELATIVE.search(inner) is not None


def _told_between(sentence: Sentence, left: int, right: int) -> bool:
    """Say whether a verb told as done stands between: "par une décision du 3 mai, X a annulé …"."""
    return any(
        isinstance(what, Group) and what.mood in _FINITE and left < sentence.starts[at] < right
        for at, (_, _, what) in enumerate(sentence.items)
    )


_FINITE = frozenset((Mood.ASSERTED, Mood.RECALLED, Mood.DENIED))
_THEN_RELATIVE = re.compile(r" (?:que|qu'|dont|laquelle|lequel|lesquelles|lesquels)(?= )")
_TAKING = frozenset((Mood.ASSERTED, Mood.RECALLED, Mood.PARTICIPLE, Mood.DENIED))
_NEUTRAL = words("dating_verbs")
_ENACTING = frozenset(("adopter", "adopt"))
"""Whoever adopts "la décision qui reconnaît …" does what it does on that day."""


_BEFORE = 5


def is_beginning(sentence: Sentence, position: int) -> bool:
    """Say whether the date is that on which something begins: "le transfert commencera au printemps"."""
    at = sentence.item_at(position)
    near = [what for _, _, what in sentence.items[max(0, at - _BEFORE) : at]]
    group = next((what for what in reversed(near) if isinstance(what, Group)), None)
    return group is not None and group.lemma in _BEGINNING


_BEGINNING = frozenset(("commencer", "debuter", "demarrer", "begin", "start"))


def is_to_come(sentence: Sentence, position: int) -> bool:
    """Say whether the date goes with a verb in the future just before it: "interviendra fin mars"."""
    at = sentence.item_at(position)
    near = [what for _, _, what in sentence.items[max(0, at - _BEFORE) : at]]
    group = next((what for what in reversed(near) if isinstance(what, Group)), None)
    return group is not None and group.mood is Mood.FUTURE
