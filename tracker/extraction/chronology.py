"""Give the dates of a chronology the year of their paragraph: "2023. Tout commence le 21 décembre"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tracker.extraction.canonical import Sentence
from tracker.extraction.dates import DateMention
from tracker.model.dates import PartialDate

_UNDER = re.compile(r"\W*(?P<year>(?:19|20)\d\d) ?(?:[.:–]|- )")


@dataclass(slots=True)
class Chronology:
    """The year that the paragraph being read is under, if it opens with one."""

    paragraph: tuple[str, int] = ("", -1)
    year: int | None = None

    def dated(self, sentence: Sentence) -> list[DateMention]:
        """Return the dates of *sentence*, those without a year given that of the paragraph."""
        section = sentence.section
        here = (section.field.value, section.start)
        if here != self.paragraph:
            opening = _UNDER.match(sentence.plain)
            self.paragraph, self.year = here, int(opening["year"]) if opening is not None else None
        year = self.year
        return sentence.dates if year is None else [_in_year(one, year) for one in sentence.dates]


def _in_year(mention: DateMention, year: int) -> DateMention:
    value = mention.past
    if not mention.yearless or value is None:
        return mention
    try:
        return replace(mention, past=PartialDate(year, value.month, value.day), yearless=False)
    except ValueError:
        return mention
