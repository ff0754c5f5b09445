"""Read the decision by which an agency qualifies a provider: its operative part names the service."""

from __future__ import annotations

import re

from tracker.extraction.canonical import Sentence
from tracker.extraction.official import Official, add_own, days_of, recall
from tracker.model.claim import ClaimKind

_GRANTED = re.compile(
    r"\b(?:est|sont) qualifiee?s?\b|\bqualifi(?:e|ent) (?:le|les|l'|la)\b|"
    r"\bqualification\b.{0,160}\best (?:accordee|delivree|prononcee|renouvelee|octroyee)"
)
_CITED = re.compile(r"\bdecision (?:n°|no) ?\S+ du .{0,40}portant qualification\b")
_AGENCY = "anssi"


def read_label(text: Official) -> None:
    """Add the qualification that *text* grants, and those that it cites; one a provider."""
    text.platform = "*"
    told: set[str] = set()
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        if _CITED.search(line):
            _recall(text, sentence)
        elif _GRANTED.search(line):
            named = [one.id for one in sentence.mentions if one.letter == "P"]
            heard = [] if told else [text.provider]
            for provider in named or heard:
                if provider is not None and provider not in told:
                    told.add(provider)
                    _add(text, sentence, provider)


def _add(text: Official, sentence: Sentence, provider: str) -> None:
    report = add_own(text, ClaimKind.PROVIDER_QUALIFIED, sentence, _AGENCY)
    report.provider, report.provider_told = provider, True


def _recall(text: Official, sentence: Sentence) -> None:
    """Recall an earlier decision about the same provider."""
    days = days_of(sentence)
    if not days or text.provider is None:
        return
    numbers = [one.number for one in sentence.references]
    recall(
        text,
        ClaimKind.PROVIDER_QUALIFIED,
        sentence,
        _AGENCY,
        decided_on=days[0].past,
        reference=numbers[0] if numbers else None,
    )
