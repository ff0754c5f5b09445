"""Show people what extraction saw: every step of a document, or why nothing came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.pipeline import Trace
from tracker.extraction.reports import Report
from tracker.model.claim import Claim

_REASONS = {
    "question": "it only asks",
    "rumour": "it tells a rumour",
    "hypothesis": "it supposes",
    "hypothesis-si": "it supposes",
    "plea": "a party argues it",
    "denial": "it denies it",
    "general-rule": "it says what the rules allow",
    "abroad": "it is about another country",
    "other-matter": "it is about something else than hosting",
    "draft": "the text is not adopted",
    "not meant by the rule": "the words stand for something else here",
    "needs: real": "it is wished, awaited or to come",
    "needs: identified": "it is recalled without author, date or number",
    "needs: hosting": "nothing says that it is about hosting",
    "needs: strict_hosting": "nothing says that it is about hosting",
    "needs: health": "nothing says that it is about health data",
}


def print_trace(trace: Trace, claims: Sequence[Claim]) -> str:
    """Return the steps, one line a finding."""
    return "\n".join(_lines(trace, claims))


def _lines(trace: Trace, claims: Sequence[Claim]) -> Iterator[str]:
    yield "sections"
    for section in trace.sections:
        yield f"  {section.field.value}[{section.start}:{section.end}] {section.zone.value}"
    yield "sentences, in the words that rules read"
    for sentence in trace.sentences:
        yield f"  {sentence.index:>3} {sentence.section.zone.value:<8}{sentence.canonical}"
        for mention in sentence.mentions:
            words = " ".join(token.text for token in sentence.tokens[mention.first : mention.last + 1])
            yield f"        {mention.letter} = {mention.id} ({words})"
        for found in sentence.dates:
            yield f"        D = {found.past} or {found.ahead} ({found.role.value})"
    yield "set aside"
    for sentence, dismissed in trace.dismissed:
        yield f"  {sentence.index:>3} {dismissed.rule}: {_reason(dismissed.reason)}"
    yield "reports"
    for report in trace.reports:
        yield f"  {report.sentence.index:>3} {_report(report)}"
    yield "claims"
    for claim in claims:
        recalled = " (background)" if claim.background else ""
        yield (
            f"  {claim.platform} {claim.kind.value} by {claim.authority}, host {claim.provider}, "
            f"decided {claim.decided_on}, "
            f"confidence {claim.confidence}{recalled}"
        )


def _report(report: Report) -> str:
    return (
        f"{report.rule}: {report.platform} {report.kind.value} by {report.authority}, host "
        f"{report.provider}, "
        f"decided {report.decided_on}"
    )


def _reason(reason: str) -> str:
    for language in ("", "-en"):
        if reason.endswith(language) and reason.removesuffix(language) in _REASONS:
            return _REASONS[reason.removesuffix(language)]
    return reason


def explain_silence(trace: Trace, claims: Sequence[Claim]) -> str:  # noqa: PLR0911 - one a reason
    """Return the reason why *claims* is empty, with the sentence that came nearest."""
    if claims:
        return f"{len(claims)} claims were read"
    if trace.remark:
        return f"the document is {trace.remark}"
    speaking = [one for one in trace.sentences if one.section.zone.speaks]
    if not speaking:
        return "the document has no text of its own"
    homeless = next((one for one in trace.reports if one.platform is None), None)
    if homeless is not None:
        return f"{homeless.kind.value} is told of no platform: {_quote(homeless.sentence)}"
    if trace.dismissed:
        counted = Counter(_reason(one.reason) for _, one in trace.dismissed)
        reason = counted.most_common(1)[0][0]
        sentence = next(sentence for sentence, one in trace.dismissed if _reason(one.reason) == reason)
        return f"{reason}: {_quote(sentence)}"
    if not any(mention.letter in "FC" for one in speaking for mention in one.mentions):
        return "no platform is named"
    return "no act is told: nothing decided, asked, filed, chosen or moved"


def _quote(sentence: Sentence) -> str:
    text = " ".join(sentence.text.split())
    return f"« {text} »" if len(text) <= 160 else f"« {text[:159]}… »"
