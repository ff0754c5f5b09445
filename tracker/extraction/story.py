"""What the document as a whole speaks of: its topic, its hosts, the authorities it names.

Sentences leave things out because the page has told them.  A story remembers them, in
reading order, so that "la plateforme", "l'institution" or a bare "elle" can be resolved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tracker.extraction.canonical import Sentence
from tracker.extraction.digest import is_digest
from tracker.extraction.mentions import Mention
from tracker.extraction.platforms import GENERIC, choose_platform, platforms_in
from tracker.extraction.sections import Zone
from tracker.extraction.tied import Tied

_FEW = 2
_MANY = 4
"""Platforms of a page that tells several stories: there a host of one is no other's."""


@dataclass(slots=True)
class Story:
    """A document's sentences, and what can be inferred from them together."""

    sentences: Sequence[Sentence]
    source: str
    language: str
    names: Counter[str] = field(default_factory=Counter)
    candidates: Counter[str] = field(default_factory=Counter)
    courts: Counter[str] = field(default_factory=Counter)
    authorities: Counter[str] = field(default_factory=Counter)
    providers: Counter[str] = field(default_factory=Counter)
    tied: Tied = field(default_factory=Tied)
    topic: str | None = None
    title: str = ""
    title_platforms: frozenset[str] = frozenset()
    title_platform: str | None = None
    asks: bool = False
    items: bool = False
    """Whether the page tells several stories, one a paragraph: then none lends its platform to another."""

    @classmethod
    def of(cls, sentences: Sequence[Sentence], source: str, language: str) -> Story:
        """Read the sentences once for what they have in common."""
        story = cls(sentences, source, language)
        story.items = is_digest(sentences)
        for sentence in sentences:
            if sentence.section.zone.speaks:
                story._count(sentence)
        story.title_platforms = frozenset(
            mention.id
            for one in sentences
            if one.section.zone is Zone.TITLE
            for mention in one.mentions
            if mention.letter in "FCK"
        )
        story.title = " ".join(one.plain for one in sentences if one.section.zone is Zone.TITLE)
        story.topic = story._find_topic()
        story.asks = any(
            one.text.rstrip().endswith("?") for one in sentences if one.section.zone is Zone.TITLE
        )
        return story

    def _count(self, sentence: Sentence) -> None:
        candidate = self.tied.count(sentence, items=self.items)
        for mention in sentence.mentions:
            if mention.letter == "F":
                self.names[mention.id] += 1
            elif mention.letter == "K":
                self.candidates[mention.id] += 1 + 2 * (sentence.section.zone is Zone.TITLE)
            elif mention.letter == "J" and not mention.weak:
                self.courts[mention.id] += 1
            elif mention.letter == "P" and not candidate:
                self.providers[mention.id] += 1
            if mention.letter in "AJEGNBSHO" and not mention.weak:
                self.authorities[mention.id] += 1

    def _find_topic(self) -> str | None:
        """Return the platform that the title, the lead or the first lines are about."""
        order = [one for one in self.sentences if one.section.zone is Zone.TITLE]
        title = [platform for one in order if (platform := choose_platform(platforms_in(one)))]
        self.title_platform = title[0] if title else None
        if title:
            return title[0]
        candidate = self._title_candidate()
        lead = [one for one in self.sentences if one.section.zone is Zone.LEAD]
        body = [one for one in self.sentences if one.section.zone is Zone.BODY]
        for group in (lead, body[:4], body):
            if group is body and candidate is not None:
                return candidate
            found = [platform for one in group if (platform := choose_platform(platforms_in(one)))]
            if group is not lead:
                found = [platform for platform in found if platform != "snds"] or found
            specific = [platform for platform in found if platform not in GENERIC]
            if specific and (group is not body):
                return specific[0]
            if found:
                return found[0]
        return None

    def _title_candidate(self) -> str | None:
        """Return the unknown name that the title is about: one that the page goes on speaking of."""
        body = " ".join(one.plain for one in self.sentences if one.section.zone is Zone.BODY)
        for one in self.sentences:
            if one.section.zone is not Zone.TITLE:
                continue
            for mention in one.mentions:
                name = mention.id[6:].replace("-", " ")
                if mention.letter == "K" and name in body.replace("-", " "):
                    return mention.id
        return None

    def title_says(self, words: str) -> bool:
        """Say whether the title or the lead has one of these words."""
        pattern = re.compile(rf"\b(?:{words})")
        return any(
            pattern.search(one.plain) for one in self.sentences if one.section.zone in (Zone.TITLE, Zone.LEAD)
        )

    def _before(self, sentence: Sentence) -> Iterator[Sentence]:
        """Yield the sentences before *sentence*, the nearest first."""
        for index in range(sentence.index - 1, -1, -1):
            yield self.sentences[index]

    def platform_before(self, sentence: Sentence) -> str | None:
        """Return the platform last spoken of before *sentence*, else the topic; in a digest, of its item."""
        if self.items:
            return self._platform_of_item(sentence)
        for earlier in self._before(sentence):
            if earlier.section.field is not sentence.section.field and sentence.section.zone is Zone.BODY:
                break
            platform = choose_platform(platforms_in(earlier)) if earlier.section.zone.speaks else None
            if platform is not None and (platform != "snds" or self.topic in (None, "snds")):
                return platform
            if sentence.index - earlier.index > 6:
                break
        return self.topic

    def _platform_of_item(self, sentence: Sentence) -> str | None:
        """Return the platform that the item of a digest speaks of, before *sentence* or as its heading."""
        if sentence.section.zone is not Zone.BODY:
            return None
        here = sentence.section.paragraph
        item = [one for one in self._before(sentence) if one.section.paragraph == here]
        for earlier in item:
            platform = choose_platform(platforms_in(earlier))
            if platform is not None:
                return platform
        named = [one for earlier in reversed(item) for one in earlier.mentions if one.letter == "K"]
        return named[0].id if named else None

    def authority_before(self, sentence: Sentence, letters: str) -> str | None:
        """Return the authority of one of these classes last named before *sentence*."""
        for earlier in self._before(sentence):
            if not earlier.section.zone.speaks:
                continue
            for mention in reversed(earlier.mentions):
                if mention.letter in letters and not mention.weak:
                    return mention.id
            if sentence.index - earlier.index > 4:
                break
        return None

    def host_of(self, platform: str | None, *, to_leave: bool = False) -> str | None:
        """Return the host that the document ties to *platform*; for its topic, the host most spoken of."""
        if platform is None:
            return None
        told = self.tied.host_of(platform, to_leave=to_leave)
        if told is not None or self.tied.knows(platform) or self.items:
            return told
        return self.tied.only_host(is_topic=platform == self.topic, alone=len(self.names) < _FEW) or (
            self.tied.likeliest(self.providers)
            if platform == self.topic and len(self.names) < _MANY
            else None
        )

    def court(self, mention: Mention) -> str:
        """Return which court "le juge des référés" is."""
        if not mention.weak:
            return mention.id
        if self.courts:
            return self.courts.most_common(1)[0][0]
        return "other"
