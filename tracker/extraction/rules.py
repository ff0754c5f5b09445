"""The rules of the lexicon: read from their tables, checked and compiled.

A rule is a list of patterns (:mod:`tracker.extraction.patterns`), for idioms, or a frame
(:mod:`tracker.extraction.frames`): ``verbs`` or ``nouns``, ``subject`` (who can act), ``object``
(what is acted on) and ``also`` (what the clause must hold besides), each a list of words, names
and ``@classes`` of ``classes.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.extraction.frame import Frame, compile_what
from tracker.extraction.patterns import Written, compile_pattern, needed_words
from tracker.extraction.verbs import table
from tracker.model.claim import ClaimKind

Classes = Mapping[str, Sequence[str]]


class LexiconError(ValueError):
    """A file of the lexicon that can't be read; the message names the file and the rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one way of telling an act looks."""

    id: str
    kind: ClaimKind
    language: str
    patterns: tuple[Written, ...]
    frame: Frame | None
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


_KEYS = frozenset(
    (
        *("id", "kind", "pattern", "unless", "needs", "authority", "provider", "platform"),
        *("background", "weight", "zones", "positive", "negative"),
        *(
            "verbs",
            "nouns",
            "subject",
            "object",
            "also",
            "mood",
            "voices",
            "free",
            "wide",
            "agentless",
            "tense",
        ),
    )
)
_MOODS = frozenset(("told", "done", "present", "future", "denied"))
_VOICES = ("active", "passive", "participle")


def rows(data: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    """Yield the tables of the list *name*."""
    listed = data.get(name, [])
    if not isinstance(listed, list):
        raise LexiconError(f"[[{name}]]: a list of tables is wanted, not {listed!r}")
    yield from (table(row) for row in listed)


def texts(value: object) -> tuple[str, ...]:
    """Return a text or a list of texts as texts."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence):
        return tuple(str(one) for one in value)
    return ()


def read_rules(name: str, data: Mapping[str, object], classes: Classes) -> Iterator[Rule]:
    """Yield the rules of the file *name*; raise LexiconError for one that says nothing that can be found."""
    for row in rows(data, "rule"):
        where = f"lexicon/{name}, rule {row.get('id', '?')}"
        unknown = set(row) - _KEYS
        if unknown or not {"id", "kind", "positive", "negative"} <= set(row):
            raise LexiconError(
                f"{where}: unknown keys {sorted(unknown)}, or id, kind or examples are missing"
            )
        if not {"pattern", "verbs", "nouns"} & set(row):
            raise LexiconError(f"{where}: pattern, verbs or nouns are wanted")
        try:
            yield _rule(row, name[:2], classes)
        except (re.error, ValueError, KeyError) as error:
            raise LexiconError(f"{where}: {error}") from error


def _rule(row: Mapping[str, object], language: str, classes: Classes) -> Rule:
    patterns = texts(row.get("pattern", ()))
    anchors: list[frozenset[str]] = []
    for pattern in patterns:
        found = needed_words(pattern)
        if not found:
            raise ValueError(f"{pattern!r} has no word or verb to look for first")
        anchors.append(frozenset(found))
    unless = texts(row.get("unless", ()))
    return Rule(
        id=str(row["id"]),
        kind=ClaimKind(str(row["kind"])),
        language=language,
        patterns=tuple(compile_pattern(pattern) for pattern in patterns),
        frame=None if patterns else _frame(row, classes),
        anchors=tuple(anchors),
        unless=re.compile("|".join(unless)) if unless else None,
        needs=frozenset(texts(row.get("needs", ()))),
        authority=_optional(row, "authority"),
        provider=_optional(row, "provider"),
        platform=_optional(row, "platform"),
        background=bool(row.get("background", False)),
        weight=float(str(row.get("weight", 0.9))),
        zones=frozenset(texts(row.get("zones", ()))),
        positive=texts(row["positive"]),
        negative=texts(row["negative"]),
    )


def _frame(row: Mapping[str, object], classes: Classes) -> Frame:
    subjects = texts(row.get("subject", ()))
    spelled = [word for one in subjects for word in (classes[one[1:]] if one.startswith("@") else (one,))]
    mood = str(row.get("mood", "told"))
    if mood not in _MOODS:
        raise ValueError(f"mood {mood!r} is none of {sorted(_MOODS)}")
    verbs = str(row.get("verbs", "")).split()
    return Frame(
        verbs=frozenset(
            lemma for verb in verbs for lemma in (classes[verb[1:]] if verb[0] == "@" else (verb,))
        ),
        noun=compile_what(texts(row.get("nouns", ())), classes),
        letters="".join(one for one in spelled if one.isupper()),
        who=compile_what([one for one in spelled if not one.isupper()], classes),
        what=compile_what(texts(row.get("object", ())), classes),
        also=compile_what(texts(row.get("also", ())), classes),
        mood=mood,
        voices=frozenset(texts(row.get("voices", _VOICES))),
        free=bool(row.get("free", False)),
        wide=bool(row.get("wide", False)),
        agentless=bool(row.get("agentless", True)),
        perfect=row.get("tense") == "perfect",
    )


def _optional(row: Mapping[str, object], key: str) -> str | None:
    value = row.get(key)
    return None if value is None else str(value)
