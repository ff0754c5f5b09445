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
from itertools import product

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

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?][^<>]*>")
_INLINE_TAG = re.compile(r"</?(?:sup|sub|b|i|u|em|strong|small|span|a|font)\b[^<>]*>")
_INLINE_START = re.compile(r"<(?:su[bp]|[biu][ >]|em|str|sma|spa|a |fon)")
_MARKUP = re.compile(r"</?(?:p|br|div|li|ul|ol|td|tr|th|table|h[1-6])\b[^<>]*>", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,60}encoding=[\"']([\w.-]{1,40})")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_SOFT_HYPHEN = "\xad".encode(_CHARACTERS)
_UNSEEN = str.maketrans("", "", "\u200b\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of ``subject.toml``: lines that tell a text of interest, phrases to search for.

    Of ``together`` the words stand near one another, ``a|b`` for either; of ``exact`` side by side.
    """

    together: tuple[str, ...]
    phrases: tuple[str, ...]
    exact: tuple[str, ...] = ()


def load_words() -> Words:
    """Load the packaged words."""
    table = tomllib.loads(resources.files("tracker").joinpath("subject.toml").read_text(encoding="utf-8"))
    return Words(tuple(table["together"]), tuple(table["phrases"]), tuple(table["exact"]))


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
            for chosen in product(*(word.split("|") for word in line.split())):
                self._add(_Sign(frozenset(_fold(" ".join(chosen)).split())))
        named = _spellings([*catalogue.platforms.values(), *catalogue.providers.values()])
        for spelling in (*named, *words.exact):
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
    """Return the characters of *body*, in the encoding that it declares, with its tags.

    Tags inside a line are taken out, since its words go on: ``EMC<sup>2</sup>``, ``don<b>nées</b>``.
    """
    text = _decoded(body)
    if "&lt;" in text:  # a "less than", or markup that is escaped: no tag of the file itself
        text = _TAG.sub(" ", _joined(text))
        text = _MARKUP.sub(" ", _joined(unescape(unescape(text)))).replace("<", " ")
    elif "&" in text:
        text = unescape(unescape(text))
    return _joined(text)


def _joined(text: str) -> str:
    """Return *text* without the tags that stand within its lines; most texts have none."""
    return _INLINE_TAG.sub("", text) if _INLINE_START.search(text) else text


def _decoded(body: bytes) -> str:
    if body.startswith(_WIDE):
        big = body.startswith((b"\xfe\xff", b"\0<"))
        return body.decode("utf-16-be" if big else "utf-16-le", "replace")
    declared = _DECLARED.search(body)
    try:
        return body.decode(declared[1].decode("ascii") if declared else "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _fold(text: str) -> bytes:
    """Return *text* in small letters without accents; all else is a space."""
    joined = text.replace("œ", "oe").replace("Œ", "oe").replace("’", " ").replace("\u202f", " ")
    try:
        written = joined.encode(_CHARACTERS)
    except UnicodeEncodeError:  # accents of their own, dashes, letters of other scripts
        written = unicodedata.normalize("NFKC", joined.translate(_UNSEEN)).encode(_CHARACTERS, "replace")
    return written.translate(_LETTERS, _SOFT_HYPHEN)


def _stand_near(wanted: frozenset[bytes], words: Sequence[bytes]) -> bool:
    """Say whether all of *wanted* stand somewhere within a few words of one another."""
    last: dict[bytes, int] = {}
    for place, word in enumerate(words):
        if word in wanted:
            last[word] = place
            if len(last) == len(wanted) and place - min(last.values()) <= _NEAR:
                return True
    return False
