"""Whether what stands now in the place of an article is that article rewritten, or another one.  Pure.

Some sites give every headline of theirs one guid, or one address.  Of a title and of a text some words
are remembered: the sixteen whose checksums are smallest, so that two texts are asked for the same
sample of their words, however long either has become.  Where fewer than a quarter of the words of the
shorter sample are in the other, title against title *and* text against text, it is another article: a
correction keeps its names, its subject and most of its sentences.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from zlib import crc32

_KEPT = 16
_LEAST = 0.25
_WORD = re.compile(r"\w{4,}")
_WORDS_OF_ALL = frozenset(
    """ainsi alors après aussi avec cette comme dans depuis dont elle elles entre être leur leurs mais même
    nous plus pour sans selon sont sous tous tout toute toutes vers vous
    about after from have into more than that their they this were which will with
    """.split()  # noqa: SIM905 - forty words are read as lines
)
"""Words that any two texts share."""


def sketch(title: str, text: str) -> str:
    """Return the words that stand for *title* and *text*, in a few dozen characters.

    >>> sketch("", "")
    ' '
    """
    return f"{_sample(title)} {_sample(text)}"


def are_unlike(one: str, other: str) -> bool:
    """Say whether two sketches are of two articles; where they do not tell, they are of one.

    A title or a text that neither has does not count; one that only either has does not tell.

    >>> refusal = sketch("La CNIL refuse Azure", "La CNIL refuse que Microsoft héberge EMC2.")
    >>> are_unlike(refusal, sketch("La CNIL autorise Azure", "Rectificatif : la CNIL autorise Microsoft."))
    False
    >>> are_unlike(refusal, sketch("Météo du jour", "Il fera beau demain sur la France."))
    True
    """
    pairs = list(zip(one.split(" "), other.split(" "), strict=True))
    told = [(a, b) for a, b in pairs if a or b]
    return bool(told) and all(a and b and _shared(a, b) < _LEAST for a, b in told)


def _sample(text: str) -> str:
    words = set(_WORD.findall(text.casefold())) - _WORDS_OF_ALL
    sums = sorted({each >> 8 for each in map(crc32, map(str.encode, words))})[:_KEPT]
    return urlsafe_b64encode(b"".join(each.to_bytes(3, "big") for each in sums)).decode()


def _shared(one: str, other: str) -> float:
    """Return the part of the shorter sample that is in the other, within the range that both cover."""
    a, b = _sums(one), _sums(other)
    # A sample that is full says nothing of the words beyond its last.
    last = min((max(each) for each in (a, b) if len(each) == _KEPT), default=b"\xff\xff\xff")
    a, b = ({each for each in sums if each <= last} for sums in (a, b))
    return len(a & b) / min(len(a), len(b)) if a and b else 1.0


def _sums(sample: str) -> set[bytes]:
    whole = urlsafe_b64decode(sample)
    return {whole[at : at + 3] for at in range(0, len(whole), 3)}
