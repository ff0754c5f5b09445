"""Tell at once that a press text has nothing to do with who hosts health data.

Reading a text for claims takes milliseconds, and a first poll brings thousands that are about
something else.  The screen errs on the side of reading: it looks for words, never for meaning, and
what it lets go by is stored all the same and can be read again.  Pure.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from importlib.resources import files

from tracker.catalogue import Catalogue

_ENDS = frozenset(".;:!?…")


def _letters() -> bytes:
    """Return what each character of one byte becomes: a small bare letter, a digit, an end, or a blank."""
    table = bytearray(b" " * 256)
    for code in range(256):
        char = bytes([code]).decode("cp1252", "replace")
        bare = unicodedata.normalize("NFKD", char.lower())[0]
        bare = {"œ": "o", "æ": "a"}.get(bare, bare)
        if char in _ENDS:
            table[code] = ord(".")
        elif bare.isascii() and bare.isalnum():
            table[code] = ord(bare)
    return bytes(table)


_TABLE = _letters()


def folded(text: str) -> str:
    r"""Return *text* in small letters without accents, words and ends of sentences between blanks.

    >>> folded("L’hébergeur\u202f: « Où ? »")
    ' l hebergeur . ou . '
    """
    # Bytes are translated in a twentieth of the time; what has no byte here is in none of our words.
    plain = text.replace("\u202f", " ").encode("cp1252", "replace").translate(_TABLE)
    return f" {b' '.join(plain.replace(b'.', b' . ').split()).decode('ascii')} "


class Screen:
    """The words without which a press text is not read for claims."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the names of *catalogue* and the packaged words."""
        words = tomllib.loads((files("tracker") / "screening.toml").read_text("utf-8"))
        names = {folded(name).strip() for name in _names(catalogue)} - {""}
        self._single = frozenset(name for name in names if " " not in name)
        self._longer: dict[str, list[str]] = {}
        for name in sorted(names - self._single):
            self._longer.setdefault(name.partition(" ")[0], []).append(f" {name} ")
        self._beginnings = re.compile(f" (?:{'|'.join(map(re.escape, words['words']))})")
        self._idle = tuple(f" {phrase}" for phrase in words["idle"])
        who, act = rf" (?:{words['who']}) ", f"(?:{words['act']})"
        self._who = re.compile(who)
        self._acts = (re.compile(rf"{who}[^.]{{0,140}}{act}"), re.compile(rf"{act}[^.]{{0,140}}{who}"))

    def may_tell(self, *texts: str) -> bool:
        """Tell whether *texts* hold anything for whose sake they are to be read."""
        text = folded("\n.".join(texts))
        return self._names_one(text) or self._speaks_of_it(text) or self._tells_an_act(text)

    def _names_one(self, text: str) -> bool:
        words = frozenset(text.split())
        if not self._single.isdisjoint(words):
            return True
        first = self._longer.keys() & words
        return any(name in text for word in first for name in self._longer[word])

    def _speaks_of_it(self, text: str) -> bool:
        for phrase in self._idle:
            text = text.replace(phrase, " ")
        return self._beginnings.search(text) is not None

    def _tells_an_act(self, text: str) -> bool:
        return self._who.search(text) is not None and any(act.search(text) for act in self._acts)


def _names(catalogue: Catalogue) -> Iterable[str]:
    for platform in catalogue.platforms.values():
        yield from (platform.name, *platform.aliases, *platform.exact, *platform.bodies)
    for provider in catalogue.providers.values():
        yield from (provider.name, *provider.aliases, *provider.exact)
    instruments = files("tracker") / "extraction" / "lexicon" / "instruments.toml"
    yield from tomllib.loads(instruments.read_text("utf-8"))["aliases"]
