"""Tell at once that a press text has nothing to do with who hosts health data.

Reading a text for claims takes milliseconds, and a first poll brings thousands that are about
something else.  The screen errs on the side of reading: it looks for words, never for meaning, and
what it lets go by is stored all the same and can be read again.  Pure.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from tracker.catalogue import Catalogue

_NEAR = 140
"""Characters that may lie between who acts and the act."""
_LONGEST = 200
"""Characters of an act itself."""
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


def _beginning_with(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return what finds a word at which one of *phrases* begins.

    What they begin with in common is looked at once: a third of the time of a plain list.
    """
    tree: dict[str, Any] = {}
    for phrase in filter(str.strip, phrases):
        node = tree
        for char in phrase:
            node = node.setdefault(char, {})
        node[""] = {}
    return re.compile(f" {_branches(tree)}")


def _branches(node: Mapping[str, Any]) -> str:
    """Return the pattern of what may follow; a phrase that ends here needs nothing more."""
    if "" in node:
        return ""
    return f"(?:{'|'.join(re.escape(char) + _branches(node[char]) for char in sorted(node))})"


class Screen:
    """The words without which a press text is not read for claims."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the names of *catalogue* and the packaged words."""
        words = tomllib.loads((files("tracker") / "screening.toml").read_text("utf-8"))
        names = [folded(name)[1:] for name in _names(catalogue)]
        self._any = _beginning_with([*names, *words["words"]])
        self._names = _beginning_with(names)
        self._beginnings = _beginning_with(words["words"])
        self._idle = tuple(f" {phrase}" for phrase in words["idle"])
        self._who = re.compile(rf" (?:{words['who']}) ")
        self._act = re.compile(f"(?:{words['act']})")

    def may_tell(self, *texts: str) -> bool:
        """Tell whether *texts* hold anything for whose sake they are to be read."""
        text = folded("\n.".join(texts))
        return self._speaks_of_it(text) or self._tells_an_act(text)

    def _speaks_of_it(self, text: str) -> bool:
        if self._any.search(text) is None:  # most texts; what is idle can only take away
            return False
        if self._names.search(text) is not None:
            return True
        for phrase in self._idle:
            text = text.replace(phrase, " ")
        return self._beginnings.search(text) is not None

    def _tells_an_act(self, text: str) -> bool:
        return any(self._has_act_near(text, who.start(), who.end()) for who in self._who.finditer(text))

    def _has_act_near(self, text: str, start: int, end: int) -> bool:
        """Tell whether an act is told near what stands there, in its sentence; however long that is."""
        far = end + _NEAR + _LONGEST
        stop = text.find(".", end, far)
        after = self._act.search(text, end, stop if stop >= 0 else far)
        if after is not None and after.start() - end <= _NEAR:
            return True
        far = max(start - _NEAR - _LONGEST, 0)
        begun = max(text.rfind(".", far, start) + 1, far)
        return any(start - act.end() <= _NEAR for act in self._act.finditer(text, begun, start))


def _names(catalogue: Catalogue) -> Iterable[str]:
    for platform in catalogue.platforms.values():
        yield from (platform.name, *platform.aliases, *platform.exact, *platform.bodies)
    for provider in catalogue.providers.values():
        yield from (provider.name, *provider.aliases, *provider.exact)
    instruments = files("tracker") / "extraction" / "lexicon" / "instruments.toml"
    yield from tomllib.loads(instruments.read_text("utf-8"))["aliases"]
