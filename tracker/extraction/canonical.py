"""Write a sentence in the few words that rules read.

Names become capitals (``A`` an authority like the CNIL, ``J`` a court, ``F`` a platform, ``P`` a
provider, ``D`` a date, ``R`` a number …), verb groups become ``lemma/mood``; the rest stays, in
small letters without accents.  "La Cnil a refusé jeudi d'autoriser le registre Orphéon" reads
``A refuser/pA D d' autoriser/iA F``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, repeat

from tracker.extraction.dates import DateMention
from tracker.extraction.groups import Group, Token, find_groups
from tracker.extraction.mentions import Mention
from tracker.extraction.references import Reference
from tracker.extraction.sections import Section
from tracker.extraction.verbs import Verbs

_KEPT = frozenset(("definitivement",))
_TOKEN = re.compile(r"'s\b|(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)'|[a-z0-9]+|[^\sa-z0-9]")


@dataclass(slots=True)
class Sentence:
    """One sentence, with everything that was found in it."""

    section: Section
    start: int
    end: int
    index: int
    text: str
    plain: str
    tokens: list[Token]
    mentions: list[Mention] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    canonical: str = ""
    english: bool = False
    words: frozenset[str] = frozenset()
    spelled: str = ""
    """The words with one space between, as rules over words read them."""
    starts: list[int] = field(default_factory=list)
    items: list[tuple[int, int, object]] = field(default_factory=list)

    def item_at(self, position: int) -> int:
        """Return the index of the item that stands at *position* of the canonical sentence."""
        return max(0, bisect_right(self.starts, position) - 1)

    def mention_at(self, position: int) -> Mention | None:
        """Return the mention at *position* of the canonical sentence, if one stands there."""
        what = self.items[self.item_at(position)][2]
        return what if isinstance(what, Mention) else None


def tokenise(text: str, plain: str, start: int, end: int) -> list[Token]:
    """Return the words and signs between *start* and *end*."""
    make = partial(tuple.__new__, Token)  # as Token(...), without a call in Python for each word
    spans = [match.span() for match in _TOKEN.finditer(plain, start, end)]
    return [make((plain[first:last], text[first:last], first, last)) for first, last in spans]


def spoken(sentence: Sentence) -> str:
    """Return the words of *sentence* as they are written, in small letters, one space between."""
    return sentence.spelled.replace("' ", "'").replace(" - ", "-").replace("( ", "(").replace(" )", ")")


def canonicalise(sentence: Sentence, verbs: Verbs, *, english: bool) -> None:
    """Fill in the verb groups and the canonical form of *sentence*."""
    tokens = sentence.tokens
    sentence.english = english
    sentence.starts.clear()
    sentence.items.clear()
    spans: list[tuple[int, int, str, object]] = [
        (one.first, one.last, one.letter, one) for one in sentence.mentions
    ]
    covered = _covered(spans)
    for letter, found in (("R", sentence.references), ("D", sentence.dates)):
        for one in _in_tokens(tokens, found):
            if not covered.intersection(range(one[0], one[1] + 1)):
                spans.append((one[0], one[1], letter, one[2]))
                covered.update(range(one[0], one[1] + 1))
    shown, back = _shown(tokens, spans)
    sentence.groups = [
        Group(
            back[group.first][0], back[group.last][1], group.lemma, group.mood, group.passive, group.governor
        )
        for group in find_groups(shown, verbs, english=english)
    ]
    swallowed: set[int] = set()
    for group in sentence.groups:
        spans.append((group.first, group.last, group.code, group))
        swallowed.update(range(group.first, group.last + 1))
    _write(sentence, spans)


def _covered(spans: Iterable[tuple[int, int, str, object]]) -> set[int]:
    return {at for first, last, _, _ in spans for at in range(first, last + 1)}


def _in_tokens(
    tokens: Sequence[Token], found: Sequence[DateMention] | Sequence[Reference]
) -> list[tuple[int, int, object]]:
    """Return the tokens that each date or number covers."""
    starts = [token.start for token in tokens]
    spans: list[tuple[int, int, object]] = []
    for one in found:
        first = bisect_right(starts, one.start) - 1
        if first < 0 or tokens[first].end <= one.start:
            first += 1
        last = bisect_right(starts, one.end - 1) - 1
        if 0 <= first <= last:
            spans.append((first, last, one))
    return spans


def _shown(
    tokens: Sequence[Token], spans: list[tuple[int, int, str, object]]
) -> tuple[list[Token], list[tuple[int, int]]]:
    """Return the tokens with each name and date as one, and the way back."""
    by_first = {first: (last, letter) for first, last, letter, _ in spans}
    shown: list[Token] = []
    back: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        if at in by_first:
            last, letter = by_first[at]
            shown.append(Token(letter, letter, tokens[at].start, tokens[last].end))
        else:
            last = at
            shown.append(tokens[at])
        back.append((at, last))
        at = last + 1
    return shown, back


def _write(sentence: Sentence, spans: list[tuple[int, int, str, object]]) -> None:
    """Write the canonical form: a group gives way to the names inside it, which follow it."""
    tokens = sentence.tokens
    by_first: dict[int, tuple[int, str, object]] = {}
    inside: dict[int, tuple[int, str, object]] = {}
    for first, last, letter, what in spans:
        is_group = isinstance(what, Group)
        if is_group or first not in by_first:
            by_first[first] = (last, letter, what)
        if not is_group:
            inside[first] = (last, letter, what)
    plains = [token.plain for token in tokens]
    written: list[str] = []
    items = sentence.items
    at = 0
    for first in sorted(by_first):
        if first < at:
            continue
        written += plains[at:first]
        items += zip(range(at, first), range(at, first), repeat(None))
        last, word, what = by_first[first]
        written.append(word)
        items.append((first, last, what))
        if isinstance(what, Group):
            for one in range(first, last + 1):
                if plains[one] in _KEPT:
                    written.append(plains[one])
                    items.append((one, one, None))
                if one in inside:
                    written.append(inside[one][1])
                    items.append((one, inside[one][0], inside[one][2]))
        at = last + 1
    written += plains[at:]
    items += zip(range(at, len(plains)), range(at, len(plains)), repeat(None))
    sentence.starts.extend(accumulate((len(word) + 1 for word in written[:-1]), initial=0) if written else ())
    sentence.canonical = f" {' '.join(written)} "
    sentence.words = frozenset(word.partition("/")[0] if "/" in word else word for word in written)
    sentence.spelled = " ".join(plains)
