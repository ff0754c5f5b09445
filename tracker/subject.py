"""Which texts of the law are worth reading: a cheap look at raw XML, before anything is parsed.

Of the thousands of texts of an archive few are about hosting.  What is turned down here is never
stored, so the look errs on the side of reading.  Pure: the catalogue and the words are arguments.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from importlib import resources

from tracker.catalogue import Catalogue, Names

_CHARACTERS = "latin-1"
"""Nearly all that French texts are written with, a byte for each; the rest is in `_fold`."""


def _folded(code: int) -> int:
    """Return the small letter or the digit that a character is without its accent, else a space."""
    plain = unicodedata.normalize("NFKD", bytes([code]).decode(_CHARACTERS, "replace"))[0].lower()
    return ord(plain) if plain.isascii() and plain.isalnum() else ord(" ")


_LETTERS = bytes(map(_folded, range(256)))
_NEAR = 30
"""How many words may lie between the first and the last of a line's, as a text has them."""

_TAG = re.compile(r"<[^<>]*>")
_NARROW_TAG = re.compile(rb"</?(?:sup|sub)\b[^<>]*>")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of ``subject.toml``: lines that tell a text of interest, phrases to search for."""

    together: tuple[str, ...]
    phrases: tuple[str, ...]


def load_words() -> Words:
    """Load the packaged words."""
    table = tomllib.loads(resources.files("tracker").joinpath("subject.toml").read_text(encoding="utf-8"))
    return Words(tuple(table["together"]), tuple(table["phrases"]))


@dataclass(frozen=True, slots=True)
class _Sign:
    """Words that must all stand near one another; with a phrase, one after the other."""

    words: frozenset[bytes]
    phrase: bytes = b""


class Subject:
    """Tells the texts that may be about the subject by the words that they hold."""

    def __init__(self, catalogue: Catalogue, words: Words) -> None:
        self._signs: dict[bytes, list[_Sign]] = {}
        for line in words.together:
            self._add(_Sign(frozenset(_fold(line).split())))
        for spelling in _spellings([*catalogue.platforms.values(), *catalogue.providers.values()]):
            folded = _fold(spelling).split()
            self._add(_Sign(frozenset(folded), b" %b " % b" ".join(folded)))
        self._rarest = frozenset(self._signs)
        told = sorted((*sorted(sign.words), sign.phrase) for signs in self._signs.values() for sign in signs)
        self.digest = hashlib.sha256(repr(told).encode()).hexdigest()[:12]
        """What stands for all the words: another one may let other texts pass."""

    def _add(self, sign: _Sign) -> None:
        """Keep a sign under its longest word, which few texts have."""
        if sign.words:
            rarest = max(sign.words, key=lambda word: (len(word), word))
            self._signs.setdefault(rarest, []).append(sign)

    def is_in(self, body: bytes) -> bool:
        """Say whether the XML *body*, entities and all, may be about the subject."""
        text = _text(body)
        words = set(_fold(text).split())
        signs = [
            sign for rarest in self._rarest & words for sign in self._signs[rarest] if sign.words <= words
        ]
        return bool(signs) and _has_any(signs, _fold(_TAG.sub(" ", text)).split())


def _has_any(signs: Iterable[_Sign], words: Sequence[bytes]) -> bool:
    line = b" %b " % b" ".join(words)
    return any(sign.phrase in line if sign.phrase else _stand_near(sign.words, words) for sign in signs)


def _spellings(entries: Iterable[Names]) -> Iterator[str]:
    for entry in entries:
        yield from (entry.name, *entry.aliases, *entry.exact)


def _text(body: bytes) -> str:
    """Return the characters of *body*; an exponent belongs to its word: ``EMC<sup>2</sup>``."""
    if b"<su" in body:
        body = _NARROW_TAG.sub(b"", body)
    text = body.decode("utf-8", "replace")
    return unescape(unescape(text)) if "&" in text else text


def _fold(text: str) -> bytes:
    """Return *text* in small letters without accents; all else is a space."""
    joined = text.replace("œ", "oe").replace("Œ", "oe").replace("’", " ").replace("\u202f", " ")
    try:
        written = joined.encode(_CHARACTERS)
    except UnicodeEncodeError:  # accents of their own, dashes, letters of other scripts
        written = unicodedata.normalize("NFKC", joined).encode(_CHARACTERS, "replace")
    return written.translate(_LETTERS)


def _stand_near(wanted: frozenset[bytes], words: Sequence[bytes]) -> bool:
    """Say whether all of *wanted* stand somewhere within a few words of one another."""
    last: dict[bytes, int] = {}
    for place, word in enumerate(words):
        if word in wanted:
            last[word] = place
            if len(last) == len(wanted) and place - min(last.values()) <= _NEAR:
                return True
    return False
