"""How the text writes a name: its capitals, how far it reaches, and where one it has introduced stands again.

Once introduced (:mod:`introduced`), the bare name is known all over the document.  Capitals
that nothing introduces are only candidates (:mod:`candidates`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracker.extraction.groups import Token
from tracker.extraction.mentions import Mention

JOINERS = frozenset(("-", "'", "d'", "de", "du", "des", "la", "le", "l'", "et"))


@dataclass(slots=True)
class KnownNames:
    """The names that a document has introduced: by first word, the rest of the words, and what they are."""

    heads: dict[str, list[tuple[tuple[str, ...], str, str]]] = field(default_factory=dict)

    def add(self, words: tuple[str, ...], letter: str, slug: str) -> None:
        """Remember a name; the first introduction says what it is."""
        known = self.heads.setdefault(words[0], [])
        if all(words != other for other, _, _ in known):
            known.append((words, letter, slug))
            known.sort(key=lambda one: -len(one[0]))

    def learn_short(self, mention: Mention, tokens: Sequence[Token]) -> None:
        """Remember the noun, written with a capital, that stands for a listed platform named in full.

        After "la Plateforme des données de santé", "la Plateforme" is that one; "la plateforme" may be any.
        """
        head = next((one for one in tokens[mention.first : mention.last] if one.plain not in _ARTICLES), None)
        if mention.letter == "F" and head is not None and head.plain in _SHORT_NOUNS and is_capital(head):
            self.add((head.plain,), "F", mention.id)


_ARTICLES = frozenset(("la", "l'", "le", "the"))
_SHORT_NOUNS = frozenset(("plateforme", "entrepot"))


def slug(name: str) -> str:
    """Return a short name for a slug: ``Clinalys Data`` gives ``clinalys-data``."""
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-")[:48] or "unnamed"


def find_known(tokens: Sequence[Token], taken: set[int], known: KnownNames) -> list[Mention]:
    """Return the bare occurrences of names that the document has introduced."""
    found: list[Mention] = []
    for at, token in enumerate(tokens):
        if at in taken or token.plain not in known.heads or not is_capital(token):
            continue
        for spelled, letter, name in known.heads[token.plain]:
            last = _matches(tokens, at, spelled)
            if last is not None and not _goes_on(tokens, last):
                found.append(Mention(letter, name, at, last, typed=letter == "F"))
                break
    return without_overlap(found)


def _goes_on(tokens: Sequence[Token], last: int) -> bool:
    """Say whether a hyphen makes the name a part of a longer one: "Hestia" in "Hestia-Onco"."""
    if last + 2 >= len(tokens) or tokens[last + 1].plain != "-":
        return False
    return tokens[last + 1].start == tokens[last].end and is_capital(tokens[last + 2])


def _matches(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> int | None:
    here = at
    for word in words:
        while here < len(tokens) and tokens[here].plain in ("-", "'") and here > at:
            here += 1
        if here >= len(tokens) or tokens[here].plain != word:
            return None
        here += 1
    return here - 1


def letter_of(word: str, lists: Mapping[str, frozenset[str]]) -> str:
    """Return the class of the noun: ``F`` a platform, ``C`` an organisation, or none."""
    if word in lists["platform_nouns"]:
        return "F"
    return "C" if word in lists["organisation_nouns"] else ""


def extent_of(
    tokens: Sequence[Token], at: int, taken: set[int] | frozenset[int], *, short: bool = False
) -> int:
    """Return the last token of the name that begins at *at*."""
    last = at
    here = at + 1
    limit = at + (3 if short else 7)
    while here < len(tokens) and here not in taken and here < limit:
        token = tokens[here]
        touching = token.start == tokens[here - 1].end
        if is_capital(token) and (not short or touching):
            last = here
        elif touching and (token.plain == "-" or tokens[here - 1].plain == "-"):
            pass
        elif token.plain.isdigit() and here == last + 1 and not short:
            last = here
        elif (
            token.plain not in JOINERS
            or short
            or not (
                here + 1 < len(tokens)
                and (is_capital(tokens[here + 1]) or tokens[here + 1].plain in ("la", "l'"))
            )
        ) or here + 1 in taken:
            break
        here += 1
    return last


def is_capital(token: Token) -> bool:
    """Say whether the word is written with a capital."""
    return token.text[:1].isupper()


def shouts(tokens: Sequence[Token]) -> bool:
    """Say whether the sentence is written in capitals."""
    words = capitals = 0
    for token in tokens:
        if len(token.plain) > 2 and token.plain.isalpha():
            words += 1
            capitals += token.text.isupper()
            if (words == _ENOUGH and 2 * capitals < words) or (words == _FEW and not capitals):
                return False
    return words >= 4 and capitals > 0.8 * words


_FEW = 4
_ENOUGH = 8
"""Words after which a sentence that is mostly in small letters is known not to shout."""


def without_overlap(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions from left to right; of those that overlap, the first and longest."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda one: (one.first, -one.last)):
        if not kept or mention.first > kept[-1].last:
            kept.append(mention)
    return kept
