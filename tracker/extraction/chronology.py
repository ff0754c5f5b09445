"""Give the dates of a chronology the year of their paragraph: "2023. Tout commence le 21 décembre"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tracker.extraction.canonical import Sentence
from tracker.extraction.dates import DateMention
from tracker.extraction.reports import Report
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


def date_under_head(reports: Iterable[Report], before: Sentence) -> None:
    """Date acts told without their day by the date that stands alone *before*: "5 mars 2024. Le juge …"."""
    head = _alone(before)
    for report in reports if head is not None else ():
        same = report.sentence is not before and report.sentence.section == before.section
        if same and report.decided_on is None and not report.recalled:
            report.decided_on = head


def _alone(before: Sentence) -> PartialDate | None:
    year = _BARE_YEAR.fullmatch(before.plain.strip())
    if year is not None:
        return PartialDate(int(year["year"]))
    alone = before.canonical.split() in (["D"], ["D", "."], ["D", ":"])
    return before.dates[0].past if alone and before.dates else None


_BARE_YEAR = re.compile(r"\W*(?P<year>(?:19|20)\d\d) ?[.:]?")


def _in_year(mention: DateMention, year: int) -> DateMention:
    value = mention.past
    if not mention.yearless or value is None:
        return mention
    try:
        return replace(mention, past=PartialDate(year, value.month, value.day), yearless=False)
    except ValueError:
        return mention
