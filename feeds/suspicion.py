"""Notice text that a person reads otherwise than a program does.

Such a text is neither dropped nor believed: it is marked, and somebody looks.
"""

from __future__ import annotations

import re

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0001-\U000e007f]")
_ODD = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\U000e0001-\U000e007f]")
_INSIDE_A_WORD = re.compile("(?<=[^\\W\\d_])[\u200b-\u200d\u2060\ufeff]+(?=[^\\W\\d_])")
_LONGEST_WORD = 40
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
# Cyrillic, and the Greek letters that look like Latin ones: "TNFα" is medicine, "Ηealth" is not.
_LOOKALIKE = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονЀ-ԯ"
_LOOKALIKES = re.compile(f"[{_LOOKALIKE}]")
_MIXED = re.compile(f"[{_LATIN}][{_LOOKALIKE}]|[{_LOOKALIKE}][{_LATIN}]")


def find_suspicions(*texts: str) -> tuple[str, ...]:
    """Name what is odd in *texts* before they are tidied: ``hidden-characters``, ``mixed-script``.

    >>> find_suspicions("La СNIL autorise")
    ('mixed-script',)
    """
    whole = "\n".join(texts)
    found = []
    # Nearly every text is plain: the first search of each pair is the one that is cheap.
    if _ODD.search(whole) and (_TURNING.search(whole) or _INSIDE_A_WORD.search(whole)):
        found.append("hidden-characters")
    if _LOOKALIKES.search(whole) and _MIXED.search(whole):
        found.append("mixed-script")
    return tuple(found)


def find_suspicions_shown(raw: str, shown: str) -> tuple[str, ...]:
    """Name what is odd in *shown*, and in those words of *raw* that *shown* holds in a tidier form.

    A page is odd by what becomes of its article, not by its menus.
    """
    words = (_word_at(raw, match.start()) for match in _ODD.finditer(raw))
    return find_suspicions(shown, *(word for word in words if _ODD.sub("", word) in shown))


def _word_at(text: str, place: int) -> str:
    before, after = text[max(place - _LONGEST_WORD, 0) : place], text[place : place + _LONGEST_WORD]
    left = "" if not before or before[-1].isspace() else before.split()[-1]
    return left + after.split(maxsplit=1)[0]
