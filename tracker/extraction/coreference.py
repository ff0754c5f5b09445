"""Say whom a pronoun goes on speaking of: "elle a enjoint …" after "la Cnil".

Only subjects are followed, from one clause to the next; an impersonal "il a été demandé"
stands for nobody.
"""

from __future__ import annotations

from tracker.extraction.canonical import Sentence
from tracker.extraction.groups import Group, Mood
from tracker.extraction.mentions import Mention

_PRONOUNS = frozenset(("elle", "il"))
_FEMININE = frozenset(("elle",))
_SHE = "AFCKSOHE"
_HE = "JGFCKPABONSH"
_REACH = 3


def subject_of(sentence: Sentence) -> Mention | None:
    """Return the first name that a verb of the sentence has as its subject."""
    if not sentence.mentions:
        return None
    for at, (_, _, what) in enumerate(sentence.items):
        if isinstance(what, Mention) and what.letter in "AJEGNBSHOFCK" and _leads_to_verb(sentence, at):
            return what
    return None


def find_pronouns(sentence: Sentence, before: Mention | None) -> list[Mention]:
    """Return the subject pronouns of *sentence* as mentions of whom they mean.

    *before* is the subject of the sentences before; a subject inside the sentence comes first.
    """
    found: list[Mention] = []
    if _PRONOUNS.isdisjoint(sentence.words):
        return found
    antecedent = before
    for at, (first, last, what) in enumerate(sentence.items):
        if isinstance(what, Mention):
            if what.letter in "AJEGNBSHOFCK" and _leads_to_verb(sentence, at):
                antecedent = what
            continue
        if what is not None or first != last or sentence.tokens[first].plain not in _PRONOUNS:
            continue
        pronoun = sentence.tokens[first].plain
        verb = _next_verb(sentence, at)
        if antecedent is None or verb is None or (pronoun == "il" and verb.passive):
            continue
        if antecedent.letter not in (_SHE if pronoun in _FEMININE else _HE):
            continue
        found.append(
            Mention(
                antecedent.letter,
                antecedent.id,
                first,
                last,
                antecedent.weak,
                antecedent.body,
                antecedent.typed,
            )
        )
    return found


def _next_verb(sentence: Sentence, at: int) -> Group | None:
    for ahead in range(at + 1, min(at + 1 + _REACH, len(sentence.items))):
        what = sentence.items[ahead][2]
        if isinstance(what, Group):
            return what
        if isinstance(what, Mention):
            return None
    return None


def _leads_to_verb(sentence: Sentence, at: int) -> bool:
    """Say whether a verb told as done, or to come, follows the name without a name between."""
    before = sentence.tokens[sentence.items[at][0] - 1].plain if sentence.items[at][0] else ""
    if before in (
        "de",
        "d'",
        "du",
        "des",
        "par",
        "a",
        "au",
        "pour",
        "contre",
        "chez",
        "devant",
        "avec",
        "of",
        "by",
        "to",
        "sur",
    ):
        return False
    for ahead in range(at + 1, min(at + 7, len(sentence.items))):
        what = sentence.items[ahead][2]
        if isinstance(what, Group):
            return what.mood not in (Mood.PARTICIPLE, Mood.INFINITIVE, Mood.GERUND)
        if isinstance(what, Mention) or sentence.tokens[sentence.items[ahead][0]].plain in (":", ";", "."):
            return False
    return False
