"""Say why nothing came of a document: one reason of a closed list, and the sentence that came nearest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from feeds.document import Document
from tracker.extraction.canonical import Sentence
from tracker.extraction.groups import Group, Mood
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.pipeline import MAX_FIELD, Trace
from tracker.extraction.sections import Zone
from tracker.extraction.triggers import find_acts
from tracker.model.claim import ClaimKind, Evidence, Field


class Silence(StrEnum):
    """Why a text that was read makes no claim."""

    NO_TEXT = "no-text"
    CUT_OFF = "cut-off"
    NOT_ITS_OWN = "not-its-own"
    SATIRE = "satire"
    NO_PLATFORM = "no-platform"
    NO_ACT = "no-act"
    ACT_WITHOUT_PLATFORM = "act-without-platform"
    QUESTION = "question"
    WISH = "wish"
    TO_COME = "to-come"
    CONDITIONAL = "conditional"
    HYPOTHESIS = "hypothesis"
    NEGATION = "negation"
    RUMOUR = "rumour"
    PLEA = "plea"
    GENERAL_RULE = "general-rule"
    NOT_ADOPTED = "not-adopted"
    OTHER_COUNTRY = "other-country"
    OTHER_MATTER = "other-matter"
    OTHER_MEANING = "other-meaning"
    OTHER_CONTEXT = "other-context"
    NOT_HOSTING = "not-hosting"
    NOT_HEALTH = "not-health"
    UNIDENTIFIED_RECALL = "unidentified-recall"


_OF_CONTEXT = {
    "question": Silence.QUESTION,
    "rumour": Silence.RUMOUR,
    "hypothesis": Silence.HYPOTHESIS,
    "hypothesis-si": Silence.HYPOTHESIS,
    "wish-que": Silence.WISH,
    "plea": Silence.PLEA,
    "onlooker": Silence.PLEA,
    "denial": Silence.NEGATION,
    "general-rule": Silence.GENERAL_RULE,
    "abroad": Silence.OTHER_COUNTRY,
    "other-matter": Silence.OTHER_MATTER,
    "wish": Silence.WISH,
    "closed": Silence.OTHER_MEANING,
    "never-never": Silence.NEGATION,
    "another-case": Silence.OTHER_MATTER,
    "other-object": Silence.OTHER_MATTER,
    "draft": Silence.NOT_ADOPTED,
    "not meant by the rule": Silence.OTHER_MEANING,
    "needs: real": Silence.WISH,
    "needs: identified": Silence.UNIDENTIFIED_RECALL,
    "needs: hosting": Silence.NOT_HOSTING,
    "needs: strict_hosting": Silence.NOT_HOSTING,
    "needs: inquiry": Silence.NOT_ADOPTED,
    "needs: hosting_law": Silence.NOT_HOSTING,
    "needs: health": Silence.NOT_HEALTH,
    "needs: health_here": Silence.NOT_HEALTH,
}
_OF_MOOD = {
    "n": Silence.NEGATION,
    "c": Silence.CONDITIONAL,
    "f": Silence.TO_COME,
    "i": Silence.WISH,
}


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, with the act that was nearly told and the sentence that nearly told it."""

    reason: Silence
    kind: ClaimKind | None = None
    evidence: Evidence | None = None


def reason_of(context: str) -> Silence:
    """Return the reason that a context of the lexicon stands for.

    >>> reason_of("rumour-en").value, reason_of("a context that came later").value
    ('rumour', 'other-context')
    """
    return _OF_CONTEXT.get(context.removesuffix("-en"), Silence.OTHER_CONTEXT)


def why_silent(trace: Trace, document: Document, lexicon: Lexicon) -> Why:
    """Return why *document*, whose reading left *trace*, makes no claim."""
    if trace.remark == "satire":
        return Why(Silence.SATIRE)
    speaking = [one for one in trace.sentences if one.section.zone.speaks]
    if not speaking:
        written = any(one.text.strip() for one in trace.fields.values())
        return Why(Silence.NOT_ITS_OWN if written else Silence.NO_TEXT)
    nearest = min(_near(trace, speaking, lexicon), key=_distance, default=None)
    if nearest is not None:
        sentence, reason, kind = nearest
        return Why(reason, kind, _evidence(trace, document, sentence))
    if max(map(len, texts_of(document).values())) > MAX_FIELD:
        return Why(Silence.CUT_OFF)
    if not any(_names_platform(one) for one in speaking):
        return Why(Silence.NO_PLATFORM)
    named = next(one for one in speaking if _names_platform(one))
    return Why(Silence.NO_ACT, None, _evidence(trace, document, named))


# "espere obtenir le feu vert": without the verb that governs it, the other one would be told as done.
_GOVERNING = re.compile(r"/p(?=[AV] (?:[^ /]+ ){0,2}[^ /]+/i)")
Item = tuple[int, int, object]
_Near = tuple[Sentence, Silence, ClaimKind | None]


def _near(trace: Trace, speaking: list[Sentence], lexicon: Lexicon) -> Iterator[_Near]:
    """Yield the acts that were nearly told: of no platform, in a context, in another mood."""
    for report in trace.reports:
        if report.platform is None:
            yield report.sentence, Silence.ACT_WITHOUT_PLATFORM, report.kind
    kinds = {rule.id: rule.kind for rule in lexicon.rules[trace.language]}
    for sentence, dismissed in trace.dismissed:
        yield sentence, reason_of(dismissed.reason), kinds.get(dismissed.rule)
    for sentence in speaking:
        if sentence.section.zone is not Zone.HEADING:
            yield from _in_another_mood(sentence, lexicon, trace.language)


def _in_another_mood(sentence: Sentence, lexicon: Lexicon, language: str) -> Iterator[_Near]:
    """Yield the act that *sentence* would tell if it told it as done: "n'a pas autorisé"."""
    for letter, reason in _OF_MOOD.items():
        told = re.sub(rf"/{letter}([AV])(?= )", r"/p\1", _GOVERNING.sub("-p", sentence.canonical))
        if told == sentence.canonical:
            continue
        done = replace(sentence, canonical=told, items=list(_as_done(sentence, letter)))
        for hit in find_acts(done, lexicon, language):
            if sentence.canonical[hit.start : hit.end + 1] != told[hit.start : hit.end + 1]:
                yield sentence, reason, hit.rule.kind
                return


def _as_done(sentence: Sentence, letter: str) -> Iterator[Item]:
    """Yield the items of *sentence*, its verbs of the mood of that *letter* told as done.

    What governs an infinitive is no verb of its own then.
    """
    for at, (first, last, what) in enumerate(sentence.items):
        if isinstance(what, Group) and what.mood.value == letter:
            yield first, last, replace(what, mood=Mood.ASSERTED)
        elif isinstance(what, Group) and _governs_infinitive(sentence, at):
            yield first, last, replace(what, mood=Mood.PARTICIPLE)
        else:
            yield first, last, what


def _governs_infinitive(sentence: Sentence, at: int) -> bool:
    return any(
        isinstance(what, Group) and what.mood is Mood.INFINITIVE
        for _, _, what in sentence.items[at + 1 : at + 4]
    )


def _distance(near: _Near) -> tuple[bool, bool, bool, int]:
    """Rank what was nearly told: about a platform, in a context that was judged, early in the page."""
    sentence, reason, _ = near
    stray = reason in (Silence.WISH, Silence.OTHER_MEANING, Silence.ACT_WITHOUT_PLATFORM)
    head = sentence.section.zone in (Zone.TITLE, Zone.LEAD)
    return not _names_platform(sentence), stray, not head, sentence.index


def _names_platform(sentence: Sentence) -> bool:
    return any(mention.letter in "FC" for mention in sentence.mentions)


def _evidence(trace: Trace, document: Document, sentence: Sentence) -> Evidence:
    where = sentence.section.field
    start, end = trace.fields[where].original(sentence.start, sentence.end)
    return Evidence(document.id, where, start, end, texts_of(document)[where][start:end])


def texts_of(document: Document) -> dict[Field, str]:
    """Return the fields of *document* that evidence can point into."""
    return {Field.TITLE: document.title, Field.SUMMARY: document.summary, Field.TEXT: document.text}
