"""Say whether a page is a digest: a newsletter or a column of briefs that tells one story a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from tracker.extraction.canonical import Sentence
from tracker.extraction.sections import Zone

_MARKS = frozenset("■□●○◆◇▪▫►▶→◾◼➤➜❶❷❸❹❺❻❼❽❾❿①②③④⑤⑥⑦⑧⑨⑩")
_LABEL = 6
_ENOUGH = 3
_COLUMN = re.compile(
    r"\b(?:breves|en bref|la lettre|lettre d'information|newsletter|l'essentiel de|de la semaine|"
    r"cette semaine|tour d'horizon|revue de presse|les actus|l'actu|round-?up|in brief|this week|digest)\b"
)
"""Words by which a title or a lead says that the page is a column of several stories."""


def is_digest(sentences: Sequence[Sentence]) -> bool:
    """Say whether at least three paragraphs, and half of them, open as items: a mark, or a label.

    Under headings, a page is one only where its title or lead says that it is a column.

    A label is a sentence of a few words without a verb, "Retrait." or "CONTENTIEUX.", with more after it.
    """
    body = [one for one in sentences if one.section.zone is Zone.BODY]
    paragraphs = [list(group) for _, group in groupby(body, key=lambda one: one.section.paragraph)]
    items = sum(_is_item(one) for one in paragraphs)
    if items >= _ENOUGH and 2 * items >= len(paragraphs):
        return True
    head = [one for one in sentences if one.section.zone in (Zone.TITLE, Zone.LEAD)]
    headed = _headed(sentences)
    column = any(_COLUMN.search(one.plain) for one in head)
    return column and headed >= _ENOUGH and 2 * headed >= len(paragraphs)


def item_of(sentences: Sequence[Sentence], told: Sequence[Sentence], platform: str | None) -> list[Sentence]:
    """Return the sentences of the items of a digest that tell an act, or that name its platform."""
    body = [one for one in sentences if one.section.zone is Zone.BODY]
    here = {
        one.section.paragraph
        for one in body
        if any(one is each for each in told) or any(mention.id == platform for mention in one.mentions)
    }
    return [one for one in body if one.section.paragraph in here]


def _headed(sentences: Sequence[Sentence]) -> int:
    """Return how many paragraphs of the body stand right under a heading."""
    return sum(
        one.section.zone is Zone.HEADING and after.section.zone is Zone.BODY
        for one, after in pairwise(sentences)
    )


def _is_item(paragraph: Sequence[Sentence]) -> bool:
    first = paragraph[0]
    if not first.tokens:
        return False
    if first.tokens[0].text in _MARKS:
        return True
    if _is_labelled(first):
        return True
    told = any(group.mood.value != "k" for group in first.groups)
    closed = first.text.rstrip()[-1:] in ".:"
    return len(paragraph) > 1 and closed and len(first.tokens) <= _LABEL and not told


def _is_labelled(first: Sentence) -> bool:
    """Say whether a sentence opens with a label in capitals and a dash: "MONTCLAR – Le CHU a …"."""
    spelled = [token.text for token in first.tokens[: _LABEL + 1]]
    dash = next((at for at, text in enumerate(spelled) if text in _DASHES), 0)
    return dash > 0 and all(text.isupper() or not text.isalpha() for text in spelled[:dash])


_DASHES = frozenset("–—")
