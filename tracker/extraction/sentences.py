"""Cut a paragraph into sentences, offsets kept.

A full stop ends a sentence where a capital, a figure or a quote follows, unless it closes
an abbreviation or an initial.  A sentence that runs on is cut: every later step may then
count on a bounded length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_SENTENCE = 1500

_END = re.compile(r"(?:[.!?]+|\.\.\.)(?P<close>[\s»\"”)\]*]*)(?=\s|$)")
_OPENING = re.compile(r"\s*[«\"“(\[*–-]*\s*[A-ZÀ-ÖØ-Þ0-9]")
_ABBREVIATION = re.compile(
    r"(?:^|[\s('’«\"])(?:M|MM|Mme|Mmes|Mlle|Me|Dr|Pr|St|Ste|art|al|ch|cf|réf|ref|req|n|no|nos|p|pp|"
    r"vol|éd|ed|env|etc|aff|délib|sect|"
    r"avr|janv|févr|fév|sept|oct|nov|déc|juil|No|Nos|Inc|Ltd|vs|Mr|Mrs|Ms|[A-ZÀ-Þ])$"
)


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the sentences of ``text[start:end]``, without the spaces around."""
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.start("close") + len(match["close"].rstrip())
        if match.group(0)[0] == "." and _ABBREVIATION.search(
            text, max(begin, match.start() - 8), match.start()
        ):
            continue
        if stop < end and not _OPENING.match(text, match.end(), min(end, match.end() + 12)):
            continue
        yield from _bounded(text, begin, stop)
        begin = match.end()
    yield from _bounded(text, begin, end)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = cut if cut > start else start + MAX_SENTENCE
        yield start, cut
        start = cut + 1 if cut < end and text[cut] == " " else cut
    if start < end:
        yield start, end
