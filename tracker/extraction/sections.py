"""Say which part of a page each line belongs to.

A claim may rest on a title, a lead or the body; never on what readers wrote below it, on a
list of other articles, or on the furniture of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tracker.extraction.clean import Cleaned
from tracker.extraction.cues import SectionCues
from tracker.extraction.sentences import split_sentences
from tracker.model.claim import Field


class Zone(StrEnum):
    """The part of a page that a line belongs to."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    HEADING = "heading"
    REFERENCE = "reference"
    RELATED = "related"
    FURNITURE = "furniture"
    COMMENTS = "comments"

    @property
    def speaks(self) -> bool:
        """Say whether the document itself speaks here."""
        return self in (Zone.TITLE, Zone.LEAD, Zone.BODY, Zone.HEADING)


@dataclass(frozen=True, slots=True)
class Section:
    """One line of one field, in the characters of the cleaned field."""

    field: Field
    zone: Zone
    start: int
    end: int
    paragraph: int


_LINE = re.compile(r"[^\n]+")
_HEADING_MAX = 90
_SENTENCE_END = re.compile(r"[.!;:,»\"…)]\s*$")
_QUESTION_END = re.compile(r"\?\s*$")
_DATED_LINE = re.compile(r"\W*(?:\d{1,2}(?:er)? [a-z]+ )?(?:19|20)\d\d ?[:–-]")
_REFERENCE = re.compile(
    r"^\W*(?:\[\d+\]|\(\d+\)|texte de reference|reference\s*:|references\s*:|(?:conseil d'etat|ce|cjue),)|"
    r"^\W*(?:• |> )?(?:texte de reference|deliberation (?:san-|n°))"
)


def find_sections(fields: dict[Field, Cleaned], cues: SectionCues) -> Iterator[Section]:
    """Yield the sections of the title, the summary and the text, in reading order."""
    title = fields[Field.TITLE]
    if title.text.strip():
        yield Section(Field.TITLE, Zone.TITLE, 0, len(title.text), 0)
    summary = fields[Field.SUMMARY]
    for line in _LINE.finditer(summary.plain):
        for start, end in _pieces(summary, line.start(), line.end()):
            zone = Zone.FURNITURE if cues.furniture.search(summary.plain[start:end].strip()) else Zone.LEAD
            yield Section(Field.SUMMARY, zone, start, end, 0)
    yield from _text_sections(fields[Field.TEXT], _words(title.plain), cues)


_LONG = 160


def _pieces(cleaned: Cleaned, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a long line, or the line: a lead may end on "Article réservé aux abonnés"."""
    if end - start <= _LONG:
        yield start, end
    else:
        yield from split_sentences(cleaned.text, start, end)


def _text_sections(text: Cleaned, title: str, cues: SectionCues) -> Iterator[Section]:
    related = False
    paragraph = 0
    lines = list(_LINE.finditer(text.plain))
    for number, match in enumerate(lines):
        line = match[0].strip()
        if not line:
            related = False
            continue
        if number and "\n\n" in text.plain[lines[number - 1].end() : match.start()]:
            related = False
        if cues.comments.search(line):
            yield Section(Field.TEXT, Zone.COMMENTS, match.start(), len(text.plain), paragraph)
            return
        zone, related = _zone(line, text.text[match.start() : match.end()], title, cues, related=related)
        if len(lines) == 1 and zone is Zone.HEADING:
            zone = Zone.BODY
        if zone is Zone.BODY:
            paragraph += 1
        yield Section(Field.TEXT, zone, match.start(), match.end(), paragraph)


def _zone(line: str, written: str, title: str, cues: SectionCues, *, related: bool) -> tuple[Zone, bool]:
    """Return the zone of *line*, and whether the lines below it still lead elsewhere."""
    if _REFERENCE.search(line) and len(line) < 300:
        return Zone.REFERENCE, related
    if cues.related.search(line) or related:
        return Zone.RELATED, True
    words = _words(line)
    if title and (
        words == title or (len(title) > 25 and words.startswith(title) and len(words) < len(title) + 60)
    ):
        return Zone.FURNITURE, False
    if cues.furniture.search(line):
        return Zone.FURNITURE, False
    return (Zone.HEADING if _is_heading(line, written) else Zone.BODY), False


def _is_heading(line: str, written: str) -> bool:
    if len(line) > _HEADING_MAX:
        return False
    if _QUESTION_END.search(line):
        return True
    if _DATED_LINE.match(line):
        return False
    return not _SENTENCE_END.search(line) and not written.lstrip().startswith(("«", '"', "-", "–", "•"))


def _words(line: str) -> str:
    return " ".join(re.findall(r"\w+", line))
