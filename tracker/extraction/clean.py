"""One spelling for what typography writes in many ways, with the way back to the original.

``clean`` composes accents, unifies apostrophes, quotes, dashes and spaces, opens ligatures
and drops what cannot be seen.  Most texts keep their length and need no map; the others
carry one offset a character, so that evidence can always quote the document exactly.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SAME_LENGTH = {
    **dict.fromkeys("’‘ʼ`´′", "'"),
    **dict.fromkeys("“”„‟", '"'),
    **dict.fromkeys("‐‑‒−", "-"),
    **dict.fromkeys("—―", "–"),
    **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u2008\t\r\v\f\u3000", " "),
    "\u2028": "\n",
    "\u2029": "\n",
    "\u0085": "\n",
    "²": "2",
    "³": "3",
    "®": " ",
    "™": " ",
}
_OPENED = {
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬀ": "ff",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "…": "...",
}
_UNSEEN = (
    "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_VARIANT = re.compile(f"[{re.escape(''.join(_SAME_LENGTH))}]")
_CHANGES_LENGTH = re.compile(f"[{''.join(_OPENED)}{_UNSEEN}\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text in one spelling.

    ``text`` keeps case and accents; ``plain`` is the same, character for character,
    without them.  ``offsets`` is None where both have the length of the original.
    """

    text: str
    plain: str
    length: int
    offsets: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from *start* to *end* stand in the original."""
        if self.offsets is None:
            return start, end
        if end <= start:
            return (self.offsets[start] if start < len(self.offsets) else self.length,) * 2
        stop = self.offsets[end] if end < len(self.offsets) else self.length
        return self.offsets[start], max(stop, self.offsets[end - 1] + 1)


def clean(text: str) -> Cleaned:
    """Return *text* in one spelling.

    >>> clean("L’œuvre d’EMC²").plain
    "l'oeuvre d'emc2"
    """
    if not _CHANGES_LENGTH.search(text):
        same = _unified(text)
        return Cleaned(same, plain(same), len(text))
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _CHANGES_LENGTH.finditer(text):
        at, character = match.start(), match[0]
        pieces.append(text[done:at])
        offsets.extend(range(done, at))
        done = at + 1
        if character in _UNSEEN:
            continue
        if character not in _OPENED:
            _compose(pieces, character)
            continue
        pieces.append(_OPENED[character])
        offsets.extend([at] * len(_OPENED[character]))
    pieces.append(text[done:])
    offsets.extend(range(done, len(text)))
    opened = _unified("".join(pieces))
    return Cleaned(opened, plain(opened), len(text), tuple(offsets))


def _unified(text: str) -> str:
    """Return *text* with one spelling for each sign: few characters change, so only those are looked up."""
    return _VARIANT.sub(lambda match: _SAME_LENGTH[match[0]], text)


def _compose(pieces: list[str], accent: str) -> None:
    """Put a loose *accent* on the letter before it; an accent that fits none is dropped."""
    while pieces and not pieces[-1]:
        pieces.pop()
    if pieces:
        composed = unicodedata.normalize("NFC", pieces[-1][-1] + accent)
        if len(composed) == 1:
            pieces[-1] = pieces[-1][:-1] + composed


def plain(text: str) -> str:
    """Return *text* in small letters without accents, character for character."""
    if text.isascii():
        return text.lower()
    table = _plain_table()
    return _NOT_ASCII.sub(lambda match: table.get(match[0], match[0]), text).translate(_SMALL)


_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SMALL = str.maketrans({code: code + 32 for code in range(ord("A"), ord("Z") + 1)})


@lru_cache(maxsize=1)
def _plain_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[chr(code)] = base.lower()
        elif len(chr(code).lower()) == 1:
            table[chr(code)] = chr(code).lower()
    return table
