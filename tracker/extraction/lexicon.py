"""The lexicon: rules and cues as data, checked and compiled when extraction first asks.

A rule is a pattern over the canonical sentence (:mod:`tracker.extraction.canonical`), where
names are single capitals and verb groups are ``lemma/mood``.  Its items are:

``A``, ``[FCK]``   a name of that class; ``AUTH``, ``COURT``, ``ORG`` are classes of classes
``v:a|b``          one of these verbs, told as done (active); ``w:`` the same in the passive
``k:a|b``          a bare participle or a passive; ``i:`` infinitive, ``g:`` present participle,
                   ``f:`` future, ``n:`` denied, ``x:`` any mood
``..``             up to nine words without a verb of the lexicon
``...``            up to sixteen words of any sort
``(a b|c)``        words as they are; ``DET`` a determiner; ``item?`` an optional item
``^`` and ``$``    the ends of the sentence
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from tracker.extraction.clean import plain
from tracker.extraction.cues import Cue, SectionCues
from tracker.extraction.rules import LexiconError, Rule, read_rules, rows, texts
from tracker.extraction.verbs import Verbs, english_verbs, french_verbs, table

__all__ = ["Lexicon", "LexiconError", "Rule", "SectionCues", "Veto", "load_lexicon"]


@dataclass(frozen=True, slots=True)
class Veto:
    """A context that takes the assertion away: a rumour, a plea, a hypothesis."""

    id: str
    pattern: re.Pattern[str]
    kinds: frozenset[str]
    language: str
    positive: tuple[str, ...]
    over_words: bool = False


Index = Mapping[str, tuple[tuple[int, int], ...]]
"""For each word that a pattern can't do without: the rule and the pattern, by their places."""


@dataclass(frozen=True, slots=True)
class NounFrames:
    """The rules whose acts are nouns, and the sign without which no sentence holds one of them."""

    sign: re.Pattern[str] | None
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> NounFrames:
        """Gather the noun frames among *rules*."""
        nouns = [rule.frame.noun.pattern for rule in rules if rule.frame and rule.frame.noun]
        sign = re.compile("|".join(f"(?:{one})" for one in nouns)) if nouns else None
        return cls(sign, tuple(rule for rule in rules if rule.frame and rule.frame.noun))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that extraction reads from data, compiled."""

    sections: SectionCues
    verbs: Mapping[str, Verbs]
    rules: Mapping[str, tuple[Rule, ...]]
    index: Mapping[str, Index]
    verb_frames: Mapping[str, Mapping[str, tuple[Rule, ...]]]
    noun_frames: Mapping[str, NounFrames]
    vetoes: Mapping[str, tuple[Veto, ...]]
    words: Mapping[str, re.Pattern[str]]
    names: Mapping[str, frozenset[str]]
    instruments: tuple[str, ...]
    digest: str


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Load and check the packaged lexicon; raise LexiconError where a rule can't be compiled."""
    folder = resources.files("tracker.extraction").joinpath("lexicon")
    files = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    data: dict[str, dict[str, object]] = {}
    for name, text in files.items():
        try:
            data[name] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise LexiconError(f"lexicon/{name}: {error}") from error
    verbs = data["verbs.toml"]
    classes = {name: texts(listed) for name, listed in table(data["classes.toml"]).items()}
    rules: dict[str, list[Rule]] = {"fr": [], "en": []}
    for name in sorted(data):
        if name.startswith(("fr-", "en-")):
            for rule in read_rules(name, data[name], classes):
                rules[rule.language].append(rule)
    conjugated = {"fr": french_verbs(verbs), "en": english_verbs(verbs)}
    _check_verbs(rules, conjugated)
    context = data["context.toml"]
    words = table(context["words"])
    return Lexicon(
        _section_cues(data["sections.toml"]),
        conjugated,
        {language: tuple(found) for language, found in rules.items()},
        {language: _index(found) for language, found in rules.items()},
        {language: _by_verb(found) for language, found in rules.items()},
        {language: NounFrames.of(found) for language, found in rules.items()},
        {language: tuple(_vetoes(context, language)) for language in ("fr", "en")},
        {name: re.compile("|".join(f"(?:{one})" for one in texts(listed))) for name, listed in words.items()},
        _name_lists(data["names.toml"]),
        texts(data["instruments.toml"]["aliases"]),
        hashlib.sha256("".join(files[name] for name in sorted(files)).encode()).hexdigest()[:12],
    )


_INTRODUCING = ("platform_nouns", "organisation_nouns", "near_nouns", "introducers")


def _name_lists(data: Mapping[str, object]) -> dict[str, frozenset[str]]:
    """Return the lists of words, and as ``introducing`` all those that can introduce a name."""
    lists = {name: frozenset(plain(str(listed)).replace("-", " ").split()) for name, listed in data.items()}
    return {**lists, "introducing": frozenset({"centre"}.union(*(lists[name] for name in _INTRODUCING)))}


def _check_verbs(rules: Mapping[str, Sequence[Rule]], conjugated: Mapping[str, Verbs]) -> None:
    """Raise LexiconError for a frame whose verb nobody conjugates: it would never be found."""
    for language, listed in rules.items():
        known = {reading.lemma for reading in conjugated[language].readings.values()}
        for rule in listed:
            unknown = sorted(rule.frame.verbs - known) if rule.frame is not None else []
            if unknown:
                raise LexiconError(f"rule {rule.id}: {', '.join(unknown)}: not in verbs.toml")


def _index(rules: Sequence[Rule]) -> Index:
    places: dict[str, list[tuple[int, int]]] = {}
    for number, rule in enumerate(rules):
        for at, words in enumerate(rule.anchors):
            for word in words:
                places.setdefault(word, []).append((number, at))
    return {word: tuple(found) for word, found in places.items()}


def _by_verb(rules: Sequence[Rule]) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for lemma in rule.frame.verbs if rule.frame is not None else ():
            found.setdefault(lemma, []).append(rule)
    return {lemma: tuple(listed) for lemma, listed in found.items()}


def _section_cues(data: Mapping[str, object]) -> SectionCues:
    def one(key: str) -> Cue:
        return Cue.of(texts(data[key]))

    return SectionCues(one("comments"), one("related"), one("furniture"), one("satire"), one("recalling"))


def _vetoes(data: Mapping[str, object], language: str) -> Iterator[Veto]:
    for row in rows(data, "veto"):
        if row.get("language", language) != language:
            continue
        yield Veto(
            str(row["id"]),
            re.compile("|".join(f"(?:{one})" for one in texts(row["pattern"]))),
            frozenset(texts(row.get("kinds", ()))),
            language,
            texts(row.get("positive", ())),
            row.get("over") == "words",
        )
