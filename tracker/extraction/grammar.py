"""The small words of French and English, as data: read once, when extraction is first asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def _grammar() -> Mapping[str, object]:
    text = (
        resources.files("tracker.extraction").joinpath("lexicon", "grammar.toml").read_text(encoding="utf-8")
    )
    return tomllib.loads(text)


def words(name: str) -> frozenset[str]:
    """Return a list of words as a set."""
    return frozenset(str(_grammar()[name]).split())


def phrases(name: str) -> frozenset[tuple[str, ...]]:
    """Return a list of phrases, each as its words."""
    rows = _grammar()[name]
    if not isinstance(rows, list):
        raise TypeError(f"lexicon/grammar.toml, {name}: a list of texts is wanted")
    return frozenset(tuple(str(row).split()) for row in rows)


def ranks(name: str, *, first: int) -> dict[str, int]:
    """Return the words of an ordered list with their places: the months from 1, the days from 0."""
    rows = _grammar()[name]
    if not isinstance(rows, list):
        raise TypeError(f"lexicon/grammar.toml, {name}: a list of texts is wanted")
    return {word: number for number, row in enumerate(rows, start=first) for word in str(row).split()}


def numbers() -> dict[str, int]:
    """Return the numbers in words."""
    rows = _grammar()["numbers"]
    if not isinstance(rows, Mapping):
        raise TypeError("lexicon/grammar.toml, numbers: a table is wanted")
    return {word: int(number) for number, row in rows.items() for word in str(row).split()}
