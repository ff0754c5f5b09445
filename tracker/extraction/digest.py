"""Say whether a page is a digest: a newsletter or a column of briefs that tells one story a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tracker.extraction.canonical import Sentence
from tracker.extraction.sections import Zone

_MARKS = frozenset("■□●○◆◇▪▫►▶→◾◼➤➜❶❷❸❹❺❻❼❽❾❿①②③④⑤⑥⑦⑧⑨⑩")
_LABEL = 6
_ENOUGH = 3


def is_digest(sentences: Sequence[Sentence]) -> bool:
    """Say whether at least three paragraphs, and half of them, open as items: a mark, or a label.

    A label is a sentence of a few words without a verb, "Retrait." or "CONTENTIEUX.", with more after it.
    """
    body = [one for one in sentences if one.section.zone is Zone.BODY]
    paragraphs = [list(group) for _, group in groupby(body, key=lambda one: one.section.paragraph)]
    items = sum(_is_item(one) for one in paragraphs)
    return items >= _ENOUGH and 2 * items >= len(paragraphs)


def _is_item(paragraph: Sequence[Sentence]) -> bool:
    first = paragraph[0]
    if not first.tokens:
        return False
    if first.tokens[0].text in _MARKS:
        return True
    told = any(group.mood.value != "k" for group in first.groups)
    closed = first.text.rstrip()[-1:] in ".:"
    return len(paragraph) > 1 and closed and len(first.tokens) <= _LABEL and not told
