"""Say which providers a sentence judges or certifies where it does not name them itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.hosts import all_providers, listed_before
from tracker.extraction.sections import Zone
from tracker.extraction.story import Story
from tracker.extraction.triggers import Hit

_OFFER = re.compile(
    r" (?:offres?|propositions?|solutions?|candidatures?|dossiers?|services?)(?: [^ ;:/]+){0,3}? P(?= )"
)
_ASSESSING = re.compile(r" (?:examiner|evaluer|etudier|tester|analyser|comparer|auditer|expertiser)/")
_PRONOUNS = frozenset(("elle", "il"))
_THEY_ARE = re.compile(r"^ (?:(?:il|[A-Z]) s' agir/p\w|ce (?:sont|f:etre)|ce|en l' occurrence|a savoir) ")


def providers_judged(hit: Hit, sentence: Sentence, story: Story) -> list[str]:
    """Return the providers of an assessment or a label: those it names, else those that the page means."""
    return _WHERE.get(hit.rule.provider or "", _named)(hit, sentence, story)


def _named(hit: Hit, sentence: Sentence, story: Story) -> list[str]:
    del story
    return all_providers(hit, sentence)


def _listed(hit: Hit, sentence: Sentence, story: Story) -> list[str]:
    del hit
    return listed_before(sentence, story)


def _titled(hit: Hit, sentence: Sentence, story: Story) -> list[str]:
    """Return the one provider of the title: "Scaleway est qualifié", then "la filiale d'Iliad"."""
    if found := all_providers(hit, sentence):
        return found
    head = [one for one in story.sentences if one.section.zone is Zone.TITLE] or story.sentences[:1]
    named = {mention.id for one in head for mention in one.mentions if mention.letter == "P"}
    return sorted(named) if len(named) == 1 else []


def _next(hit: Hit, sentence: Sentence, story: Story) -> list[str]:
    """Return whom the next sentence tells: "Il s'agit de celles de Bleu et de NumSpot"."""
    del hit
    following = story.sentences[sentence.index + 1 : sentence.index + 2]
    told = [one for one in following if _THEY_ARE.search(one.canonical)]
    return _providers_in(told)


def _assessed(hit: Hit, sentence: Sentence, story: Story) -> list[str]:
    """Return whose offer the sentence before tells: "la proposition de Scaleway. Elle ne répond pas"."""
    subject = next((mention for _, mention in hit.names), None)
    if subject is not None:
        if subject.letter == "P":
            return [subject.id]
        if sentence.tokens[subject.first].plain not in _PRONOUNS:
            return []
    before = story.sentences[max(0, sentence.index - 1) : sentence.index]
    return _providers_in(
        [one for one in before if _OFFER.search(one.canonical) and _ASSESSING.search(one.canonical)]
    )


def _providers_in(sentences: Sequence[Sentence]) -> list[str]:
    named = [mention.id for one in sentences for mention in one.mentions if mention.letter == "P"]
    return list(dict.fromkeys(named))


_WHERE: Mapping[str, Callable[[Hit, Sentence, Story], list[str]]] = {
    "listed": _listed,
    "titled": _titled,
    "next": _next,
    "assessed": _assessed,
}
