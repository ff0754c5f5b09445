"""Patterns of the lexicon as regular expressions over canonical sentences.

Their items are described in :mod:`tracker.extraction.lexicon`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

_CLASSES = {
    "AUTH": "[AJEGNBSHO]",
    "COURT": "[JE]",
    "BODY": "[AGNSHOB]",
    "ORG": "[FCK]",
    "WHO": "(?:[GFCKH]|reseau|groupement|direction|etablissement|hopital|groupe|chu|societe|caisse|assureur|"
    "mutuelle|plateforme|"
    "conseil|directoire|comite|gip|gie|gcs|ght|agence|institut|fondation|clinique|departement|"
    "universite|entreprise|editeur|centre|consortium|service|registre|assemblee|federation|region|"
    "elle|il|nous|operateur|ministere|equipe|promoteurs?|network|hospital|"
    "board|insurer|group|operator|it|they|sponsors)",
}

_DET = (
    r"(?:le|la|l'|les|un|une|des|du|de|d'|son|sa|ses|leur|leurs|cette|ce|cet|ces|the|a|an|its|their|this|"
    r"that|his|notre|nos|our|her)"
)

_MOODS = {
    "v": "[pbm]A",
    "w": "[pbm]V",
    "k": "(?:k[AV]|[pbm]V)",
    "i": "i[AV]",
    "g": "g[AV]",
    "f": "f[AV]",
    "n": "n[AV]",
    "c": "c[AV]",
    "x": r"\w\w",
    "p": "(?:[pbm][AV]|k[AV])",
}

_GAP = r"(?: [^ /;:.?!]+){0,11}?"

_WIDE = r"(?: [^ ;?!]+){0,16}?"

_ITEM = re.compile(r"\((?:[^()]|\([^()]*\))*\)(?:/[\w.]+)?\??|\[[^\]]*\]\??|[^\s]+")


class Written:
    """A regular expression that is compiled when a sentence is first looked at with it: most never are."""

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled: re.Pattern[str] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Written) and other.pattern == self.pattern

    def __hash__(self) -> int:
        return hash(self.pattern)

    @property
    def compiled(self) -> re.Pattern[str]:
        """Return the expression; raise re.error for one that is none."""
        found = self._compiled
        if found is None:
            found = self._compiled = re.compile(self.pattern)
        return found

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match in *text* from *start* on, before *end*."""
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the match at *start*, before *end*."""
        return self.compiled.match(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Yield the matches in *text* from *start* on, before *end*."""
        return self.compiled.finditer(text, start, end)


def compile_pattern(pattern: str) -> Written:
    """Spell a pattern of the lexicon to a regular expression over canonical sentences."""
    written: list[str] = []
    names = 0
    for item in _ITEM.findall(pattern):
        optional = item.endswith("?") and item != "?"
        core = item[:-1] if optional else item
        if core == "^":
            written.append("^")
            continue
        if core == "$":
            written.append(r"(?: [.!»\"]+)* $")
            continue
        if core == "..":
            written.append(_GAP)
            continue
        if core == "...":
            written.append(_WIDE)
            continue
        core = _CLASSES.get(core, core)
        if re.fullmatch(r"[A-Z]|\[[A-Z]+\]", core) or core is _CLASSES["WHO"]:
            names += 1
            one = f" (?P<n{names}>{core})"
        elif core == "DET":
            one = f" {_DET}"
        elif re.match(r"[a-z]:", core):
            one = f" (?:{core[2:]})/{_MOODS[core[0]]}"
        else:
            one = " " + re.sub(r"/(?=[)|])", r"/\\w\\w", _IN_GROUP.sub(_in_group, core))
        written.append(f"(?:{one})?" if optional else one)
    return Written("".join(written) + r"(?= |$)" if not pattern.endswith("$") else "".join(written))


_IN_GROUP = re.compile(r"(?<=[(|]|[ ])(?P<mood>[a-z]):(?P<lemma>[a-z-]+)")


def _in_group(match: re.Match[str]) -> str:
    return f"{match['lemma']}/{_MOODS[match['mood']]}"


def needed_words(pattern: str) -> set[str]:
    """Return words of which a sentence must hold one for *pattern* to match."""
    best: set[str] = set()
    names: set[str] = set()
    for item in _ITEM.findall(pattern):
        if item.endswith("?"):
            continue
        if re.match(r"[a-z]:", item):
            return set(item[2:].split("|"))
        core = _CLASSES.get(item, item)
        if core is _CLASSES["WHO"]:
            continue
        if re.fullmatch(r"[A-Z]|\[[A-Z]+\]", core):
            names = names or set(core.strip("[]"))
            continue
        words = item[1 : item.rindex(")")].split("|") if item.startswith("(") else [item]
        firsts = {_FIRST_WORD.sub("", word.split(" ")[0]) for word in words}
        if all(re.fullmatch(r"[a-z]{3,}", word) for word in firsts) and (not best or len(firsts) < len(best)):
            best = firsts
    return best or names


_FIRST_WORD = re.compile(r"^[a-z]:|/.*$")
