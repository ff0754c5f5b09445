"""Which texts of the law are worth reading: a cheap look at raw XML, before anything is parsed.

Of the thousands of texts of an archive few are about hosting.  What is turned down here is never
stored, so the look errs on the side of reading.  Pure: the catalogue and the words are arguments.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from importlib import resources

from tracker.catalogue import Catalogue, Names

_LETTERS = bytes(
    code + 32 if 65 <= code <= 90 else code if 97 <= code <= 122 or 48 <= code <= 57 else 32
    for code in range(256)
)
_ACCENTS = bytes([*range(0x80, 0xC0), 0xCC, 0xCD])
"""In UTF-8, the accents that follow their letters, and all but the first byte of whatever else."""

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
    """Words that must all be there; with a phrase, also one after the other."""

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

    def _add(self, sign: _Sign) -> None:
        """Keep a sign under its longest word, which few texts have."""
        if sign.words:
            rarest = max(sign.words, key=lambda word: (len(word), word))
            self._signs.setdefault(rarest, []).append(sign)

    def is_in(self, body: bytes) -> bool:
        """Say whether the XML *body*, entities and all, may be about the subject."""
        text = _text(body)
        words = set(_fold(text).split())
        line = b""
        for rarest in self._rarest & words:
            for sign in self._signs[rarest]:
                if not sign.words <= words:
                    continue
                if not sign.phrase:
                    return True
                line = line or b" %b " % b" ".join(_fold(_TAG.sub(" ", text)).split())
                if sign.phrase in line:
                    return True
        return False


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
    apart = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    return apart.encode("utf-8", "replace").translate(_LETTERS, _ACCENTS)
