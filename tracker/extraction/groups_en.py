"""Read English verb groups: "has not yet been authorised"."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.extraction.grammar import words
from tracker.extraction.group import Group, Mood, Token
from tracker.extraction.verbs import Form, Reading

_ENGLISH_AUX = {
    **dict.fromkeys(("has", "have", "was", "were", "is", "are", "did", "does", "do"), Mood.ASSERTED),
    "had": Mood.RECALLED,
    **dict.fromkeys(("will", "shall"), Mood.FUTURE),
    **dict.fromkeys(("would", "could", "may", "might", "should", "can", "must", "cannot"), Mood.UNREAL),
    "to": Mood.INFINITIVE,
}
_BE = words("be")
_SKIPPED = words("skipped")
_NOUN_FORMS = words("noun_forms")
_DETERMINERS = words("determiners")
_BEFORE_NOUN = (words("prepositions") - {"to"}) | {"'", "and"}
""""On plans to …", "activists' appeal": a noun, not a verb."""


def read_english(  # noqa: PLR0911 - one return a reading of the form
    tokens: Sequence[Token], at: int, reading: Reading, floor: int
) -> Group | None:
    """Return the group of the form at *at*, with its auxiliaries; None where it is a noun."""
    helped = _english_helped(tokens, at, reading, floor)
    if helped is not None:
        return helped
    if tokens[at].plain == "go" and at + 1 < len(tokens) and tokens[at + 1].plain in ("-", "ahead"):
        return None
    forms = reading.forms
    before = tokens[at - 1].plain if at else ""
    if tokens[at].plain in _NOUN_FORMS and (
        before in _BEFORE_NOUN or not at or _after_determiner(tokens, at, floor)
    ):
        return None
    if Form.GERUND in forms:
        return Group(at, at, reading.lemma, Mood.GERUND, passive=False)
    if Form.PAST in forms and Form.PARTICIPLE in forms:
        follows = tokens[at + 1].plain if at + 1 < len(tokens) else ""
        bare = (
            (before in (",", "(", "–") and not _closes_aside(tokens, at, floor)) or follows == "by" or at == 0
        )
        return Group(at, at, reading.lemma, Mood.PARTICIPLE if bare else Mood.ASSERTED, passive=bare)
    if Form.PARTICIPLE in forms and Form.PRESENT not in forms:
        return Group(at, at, reading.lemma, Mood.PARTICIPLE, passive=True)
    if Form.PRESENT in forms and tokens[at].plain == reading.lemma and before in ("and", "or", "may", "will"):
        return Group(at, at, reading.lemma, Mood.INFINITIVE, passive=False)
    return Group(at, at, reading.lemma, Mood.ASSERTED, passive=False)


def _closes_aside(tokens: Sequence[Token], at: int, floor: int) -> bool:
    """Say whether the comma before *at* ends a relative clause: "the network, which links ten, lodged …"."""
    opened = [left for left in range(floor, at - 2) if tokens[left].plain in (",", ";")]
    return (
        tokens[at - 1].plain == ","
        and bool(opened)
        and tokens[opened[-1]].plain == ","
        and tokens[opened[-1] + 1].plain in ("which", "who", "whose")
    )


def _english_helped(tokens: Sequence[Token], at: int, reading: Reading, floor: int) -> Group | None:
    """Return the group of a form with its auxiliaries: "has not yet been authorised"."""
    left, passive, negated = at - 1, False, False
    while left >= max(floor, at - 6):
        word = tokens[left].plain
        if word in ("been", "be", "being"):
            passive = True
        elif word in _ENGLISH_AUX:
            passive = passive or (word in _BE and Form.PARTICIPLE in reading.forms)
            if not (word == "have" and left and tokens[left - 1].plain in _ENGLISH_AUX):
                break
        elif word in ("not", "never", "n't"):
            negated = True
        elif not (word in _SKIPPED or word.endswith("ly")):
            return None
        left -= 1
    else:
        return None
    mood = _ENGLISH_AUX[tokens[left].plain]
    if mood is Mood.INFINITIVE and left and tokens[left - 1].plain == "yet":
        negated = True
    return Group(left, at, reading.lemma, Mood.DENIED if negated else mood, passive=passive)


def _after_determiner(tokens: Sequence[Token], at: int, floor: int) -> bool:
    """Say whether the form is a noun with its article: "the request", "a European host"."""
    for left in range(at - 1, max(floor - 1, at - 4), -1):
        word = tokens[left].plain
        if word in _DETERMINERS or word == "'s":
            return True
        if not word.isalpha() or len(word) == 1:
            return False
    return False
