"""From the lines of pages to paragraphs: a PDF knows where words stand, not which belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—]?\s*\d{1,4}\s*(?:(?:/|sur|of)\s*\d{1,4})?\s*[-–—]?", re.IGNORECASE
)
_ENDED = re.compile(r"[.!?;:…»”\"]\s*$")
_BEGINS = re.compile(
    r"(?:[•●▪◦–—-]|\d{1,3}[.)]|[a-z][.)]|(?:article|titre|chapitre|annexe)\s+\w+)\s|vu\s|considérant\b",
    re.IGNORECASE,
)
_MOST_REPEATED = 3
_FULL = 0.75


def to_paragraphs(pages: Sequence[str]) -> str:
    r"""Return the text of *pages*, a paragraph a line, without page numbers and running heads.

    >>> to_paragraphs(["La Commission autorise la société à\nhéberger l'entrepôt.\nArticle 2\n1/1"])
    "La Commission autorise la société à héberger l'entrepôt.\nArticle 2"

    A line that ends in a hyphen goes on without it being dropped: French official texts are not
    hyphenated, and « sous-traitant » is one word.
    """
    paragraphs: list[str] = []
    last = ""
    for line, full in _lines(pages):
        if paragraphs and line and last and _goes_on(last, line, full=full):
            joint = "" if last.endswith("-") else " "
            paragraphs[-1] += joint + line
        elif line:
            paragraphs.append(line)
        last = line or last
    return "\n".join(paragraphs)


def _lines(pages: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield each line with the length from which one is taken for full."""
    split = [[" ".join(line.split()) for line in page.splitlines()] for page in pages]
    heads = _running_heads(split)
    for lines in split:
        full = int(_FULL * max(map(len, lines), default=0))
        for line in lines:
            if line and line not in heads and not _PAGE_NUMBER.fullmatch(line):
                yield line, full


def _running_heads(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the first and last lines that several pages share."""
    ends: Counter[str] = Counter()
    for lines in pages:
        shown = [line for line in lines if line and not _PAGE_NUMBER.fullmatch(line)]
        ends.update({*shown[:2], *shown[-2:]})
    often = max(_MOST_REPEATED, len(pages) // 2)
    return frozenset(line for line, times in ends.items() if times >= often)


def _goes_on(last: str, line: str, *, full: int) -> bool:
    """Tell whether *line* goes on where *last* ended: a heading is short, a line of prose is full."""
    if _ENDED.search(last) or _BEGINS.match(line):
        return False
    return not line[0].isupper() or last.endswith("-") or len(last) >= full
