"""Read the notice by which a public buyer makes an award known: a form, lot by lot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.extraction.canonical import Sentence
from tracker.extraction.official import Official, add_own, first_day
from tracker.model.claim import ClaimKind

_LOT = re.compile(r"^\W*lot (?:n°|no|n )? ?\d+\b")
_FIRST = re.compile(r"^\W*lot (?:n°|no|n )? ?0*1\b")
_HOSTING = re.compile(r"heberg")
_WINNER = re.compile(r"\b(?:titulaire|attributaire|laureat|contractant|(?:entreprise|societe) retenue)s?\b")
_MADE = re.compile(r"\b(?:conclu|attribu|notifi|sign)")
_NONE = re.compile(r"infructueu|sans suite|non attribue")


def read_award(text: Official) -> None:
    """Add the choice of host that *text* makes known: of the lot that is about hosting."""
    for lot in _lots(text):
        lines = [" ".join(one.plain.split()) for one in lot]
        if not any(_HOSTING.search(line) for line in lines) or any(_NONE.search(line) for line in lines):
            continue
        for sentence, line in zip(lot, lines, strict=True):
            named = [one.id for one in sentence.mentions if one.letter == "P"]
            if named and _WINNER.search(line):
                _add(text, sentence, named[0], lot)
                return


def _lots(text: Official) -> Iterator[list[Sentence]]:
    """Yield the lines of each lot, those before lot 2 for a first without a number; without lots, all."""
    starts = [at for at, line in enumerate(text.plains) if _LOT.match(line)]
    if not starts:
        yield list(text.sentences)
    elif not any(_FIRST.match(line) for line in text.plains):
        yield list(text.sentences[: starts[0]])
    for start, end in zip(starts, [*starts[1:], len(text.plains)], strict=True):
        yield list(text.sentences[start:end])


def _add(text: Official, sentence: Sentence, provider: str, lot: list[Sentence]) -> None:
    text.number = None
    report = add_own(text, ClaimKind.HOST_SELECTED, sentence, "controller")
    report.provider, report.provider_told = provider, True
    made = [one for one in lot if _MADE.search(one.plain)]
    report.decided_on = next((day for one in made if (day := first_day(one)) is not None), None)
