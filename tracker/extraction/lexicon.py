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
from tracker.extraction.patterns import compile_pattern, needed_words
from tracker.extraction.verbs import Verbs, english_verbs, french_verbs, table
from tracker.model.claim import ClaimKind


class LexiconError(ValueError):
    """A file of the lexicon that can't be read; the message names the file and the rule."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Patterns for a line: those that its beginning meets are tried there only."""

    starts: re.Pattern[str] | None
    inside: re.Pattern[str] | None

    @classmethod
    def of(cls, patterns: Sequence[str]) -> Cue:
        """Compile *patterns*."""
        starts = [pattern[1:] for pattern in patterns if pattern.startswith("^")]
        inside = [pattern for pattern in patterns if not pattern.startswith("^")]
        return cls(
            re.compile("|".join(f"(?:{one})" for one in starts)) if starts else None,
            re.compile("|".join(f"(?:{one})" for one in inside)) if inside else None,
        )

    def search(self, line: str) -> bool:
        """Say whether *line* meets one of the patterns."""
        if self.starts is not None and self.starts.match(line) is not None:
            return True
        return self.inside is not None and self.inside.search(line) is not None


@dataclass(frozen=True, slots=True)
class SectionCues:
    """What the lines of a page look like that the document does not speak in."""

    comments: Cue
    related: Cue
    furniture: Cue
    satire: Cue
    recalling: Cue


@dataclass(frozen=True, slots=True)
class Rule:
    """How one way of telling an act looks."""

    id: str
    kind: ClaimKind
    language: str
    patterns: tuple[re.Pattern[str], ...]
    anchors: tuple[frozenset[str], ...]
    unless: re.Pattern[str] | None
    needs: frozenset[str]
    authority: str | None
    provider: str | None
    platform: str | None
    background: bool
    weight: float
    zones: frozenset[str]
    positive: tuple[str, ...]
    negative: tuple[str, ...]


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
class Lexicon:
    """Everything that extraction reads from data, compiled."""

    sections: SectionCues
    verbs: Mapping[str, Verbs]
    rules: Mapping[str, tuple[Rule, ...]]
    index: Mapping[str, Index]
    vetoes: Mapping[str, tuple[Veto, ...]]
    words: Mapping[str, re.Pattern[str]]
    names: Mapping[str, frozenset[str]]
    instruments: tuple[str, ...]
    digest: str


_RULE_KEYS = frozenset(
    (
        *("id", "kind", "pattern", "unless", "needs", "authority", "provider", "platform"),
        *("background", "weight", "zones", "positive", "negative"),
    )
)


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Load and check the packaged lexicon; raise LexiconError where a rule can't be compiled."""
    folder = resources.files("tracker.extraction").joinpath("lexicon")
    texts = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    data: dict[str, dict[str, object]] = {}
    for name, text in texts.items():
        try:
            data[name] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise LexiconError(f"lexicon/{name}: {error}") from error
    verbs = data["verbs.toml"]
    rules: dict[str, list[Rule]] = {"fr": [], "en": []}
    for name in sorted(data):
        if name.startswith(("fr-", "en-")):
            for rule in _rules(name, data[name]):
                rules[rule.language].append(rule)
    context = data["context.toml"]
    words = table(context["words"])
    return Lexicon(
        _section_cues(data["sections.toml"]),
        {"fr": french_verbs(verbs), "en": english_verbs(verbs)},
        {language: tuple(found) for language, found in rules.items()},
        {language: _index(found) for language, found in rules.items()},
        {language: tuple(_vetoes(context, language)) for language in ("fr", "en")},
        {
            name: re.compile("|".join(f"(?:{one})" for one in _texts(listed)))
            for name, listed in words.items()
        },
        {
            name: frozenset(plain(str(listed)).replace("-", " ").split())
            for name, listed in data["names.toml"].items()
        },
        _texts(data["instruments.toml"]["aliases"]),
        hashlib.sha256("".join(texts[name] for name in sorted(texts)).encode()).hexdigest()[:12],
    )


def _index(rules: Sequence[Rule]) -> Index:
    places: dict[str, list[tuple[int, int]]] = {}
    for number, rule in enumerate(rules):
        for at, words in enumerate(rule.anchors):
            for word in words:
                places.setdefault(word, []).append((number, at))
    return {word: tuple(found) for word, found in places.items()}


def _rows(data: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    rows = data.get(name, [])
    if not isinstance(rows, list):
        raise LexiconError(f"[[{name}]]: a list of tables is wanted, not {rows!r}")
    yield from (table(row) for row in rows)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence):
        return tuple(str(one) for one in value)
    return ()


def _section_cues(data: Mapping[str, object]) -> SectionCues:
    def one(key: str) -> Cue:
        return Cue.of(_texts(data[key]))

    return SectionCues(one("comments"), one("related"), one("furniture"), one("satire"), one("recalling"))


def _rules(name: str, data: Mapping[str, object]) -> Iterator[Rule]:
    for row in _rows(data, "rule"):
        where = f"lexicon/{name}, rule {row.get('id', '?')}"
        unknown = set(row) - _RULE_KEYS
        if unknown or not {"id", "kind", "pattern", "positive", "negative"} <= set(row):
            raise LexiconError(
                f"{where}: unknown keys {sorted(unknown)}, or id, kind, pattern or examples are missing"
            )
        try:
            yield _rule(row, name[:2])
        except (re.error, ValueError) as error:
            raise LexiconError(f"{where}: {error}") from error


def _rule(row: Mapping[str, object], language: str) -> Rule:
    patterns = _texts(row["pattern"])
    anchors: list[frozenset[str]] = []
    for pattern in patterns:
        found = needed_words(pattern)
        if not found:
            raise ValueError(f"{pattern!r} has no word or verb to look for first")
        anchors.append(frozenset(found))
    unless = _texts(row.get("unless", ()))
    return Rule(
        id=str(row["id"]),
        kind=ClaimKind(str(row["kind"])),
        language=language,
        patterns=tuple(compile_pattern(pattern) for pattern in patterns),
        anchors=tuple(anchors),
        unless=re.compile("|".join(unless)) if unless else None,
        needs=frozenset(_texts(row.get("needs", ()))),
        authority=_optional(row, "authority"),
        provider=_optional(row, "provider"),
        platform=_optional(row, "platform"),
        background=bool(row.get("background", False)),
        weight=float(str(row.get("weight", 0.9))),
        zones=frozenset(_texts(row.get("zones", ()))),
        positive=_texts(row["positive"]),
        negative=_texts(row["negative"]),
    )


def _optional(row: Mapping[str, object], key: str) -> str | None:
    value = row.get(key)
    return None if value is None else str(value)


def _vetoes(data: Mapping[str, object], language: str) -> Iterator[Veto]:
    for row in _rows(data, "veto"):
        if row.get("language", language) != language:
            continue
        yield Veto(
            str(row["id"]),
            re.compile("|".join(f"(?:{one})" for one in _texts(row["pattern"]))),
            frozenset(_texts(row.get("kinds", ()))),
            language,
            _texts(row.get("positive", ())),
            row.get("over") == "words",
        )
