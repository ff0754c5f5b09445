"""What a frame is: who does what to whom, as expressions over canonical sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.extraction.mentions import Mention
from tracker.extraction.patterns import Written


@dataclass(frozen=True, slots=True)
class Frame:
    """Who does what to whom: compiled from a rule of the lexicon."""

    verbs: frozenset[str]
    noun: Written | None
    letters: str
    who: Written | None
    what: Written | None
    also: Written | None
    mood: str
    voices: frozenset[str]
    free: bool
    wide: bool
    agentless: bool
    perfect: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An act that a frame found: its span in the canonical sentence, and its names, the agent first.

    ``context`` names what takes the assertion away: a hypothesis, a wish, a plea.
    ``presupposed``: the sentence speaks of it to say something else ("l'autorisation que la Cnil a donnée").
    """

    start: int
    end: int
    names: tuple[tuple[int, Mention], ...]
    agent: Mention | None
    anonymous: bool
    loss: float
    presupposed: bool = False
    context: str = ""
    agent_word: str = ""


def compile_what(items: Sequence[str], classes: Mapping[str, Sequence[str]]) -> Written | None:
    r"""Compile alternatives of words, names and ``lemma/moods`` to one expression over canonical sentences.

    >>> compile_what(["P", "quitter/if ..  P"], {}).pattern
    ' (?:[P]|(?:quitter)/[if]\\w(?: [^ ;:.?!]+){0,8}? [P])(?= )'
    """
    written = [one for item in items for one in _alternatives(item, classes)]
    return Written(f" (?:{'|'.join(written)})(?= )") if written else None


def _alternatives(item: str, classes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    if item.startswith("@") and " " not in item:
        for one in classes[item[1:]]:
            yield from _alternatives(one, classes)
        return
    pieces = [_piece(word, classes) for word in item.split()]
    yield "".join(one if one.startswith("(?: ") else f" {one}" for one in pieces).removeprefix(" ")


def _piece(word: str, classes: Mapping[str, Sequence[str]]) -> str:
    if word.startswith("@"):
        return (
            "(?:" + "|".join(one for item in classes[word[1:]] for one in _alternatives(item, classes)) + ")"
        )
    if word == "..":
        return "(?: [^ ;:.?!]+){0,8}?"
    if re.fullmatch(r"[A-Z]+", word):
        return f"[{word}]"
    lemmas, slash, moods = word.partition("/")
    return rf"(?:{lemmas})/[{moods or 'a-z'}]\w" if slash else word
