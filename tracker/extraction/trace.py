"""Every step of a reading as JSON: what was found, where in the document, and what was set aside.

The keys are the steps, in the order in which they are taken.  Offsets are those of the
document as it was received, so that every quote can be looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from feeds.document import Document
from tracker.extraction.aggregate import Cluster
from tracker.extraction.canonical import Sentence
from tracker.extraction.mentions import Mention
from tracker.extraction.output import claim_to_json
from tracker.extraction.pipeline import Trace
from tracker.extraction.reports import Report
from tracker.extraction.silence import Why, reason_of, texts_of
from tracker.extraction.triggers import Hit
from tracker.model.claim import Claim, Field

Row: TypeAlias = dict[str, Any]

_CLASSES = {
    "F": "platform",
    "C": "organisation",
    "K": "unknown name",
    "P": "provider",
    "L": "instrument",
}
"""The classes of names; all others are kinds of authority."""

_PRONOUNS = frozenset(("elle", "il", "it", "she", "he"))


def steps_of(trace: Trace, document: Document, claims: Sequence[Claim], silence: Why | None) -> Row:
    """Return what each step made of *document*."""
    reading = _Reading(trace, texts_of(document))
    return {
        "clean": [reading.cleaned(field) for field in trace.fields],
        "sections": [
            {
                **reading.place(section.field, section.start, section.end),
                "zone": section.zone.value,
                "paragraph": section.paragraph,
            }
            for section in trace.sections
        ],
        "sentences": [reading.sentence(one) for one in trace.sentences],
        "mentions": list(reading.mentions(anaphors=False)),
        "coreference": list(reading.mentions(anaphors=True)),
        "triggers": [reading.trigger(sentence, hit) for sentence, hit in trace.hits],
        "context": [
            {
                "sentence": sentence.index,
                "rule": dismissed.rule,
                "vetoed_by": dismissed.reason,
                "reason": reason_of(dismissed.reason).value,
            }
            for sentence, dismissed in trace.dismissed
        ],
        "arguments": [_arguments(report) for report in trace.reports],
        "dates": list(reading.dates()),
        "aggregation": [_cluster(one) for one in trace.clusters],
        "claims": [claim_to_json(claim) for claim in claims],
        "silence": silence_to_json(silence) if silence else None,
    }


def silence_to_json(why: Why) -> Row:
    """Return a reason with its sentence, null where none came near."""
    evidence = why.evidence
    return {
        "reason": why.reason.value,
        "kind": why.kind.value if why.kind else None,
        "evidence": {
            "field": evidence.field.value,
            "start": evidence.start,
            "end": evidence.end,
            "quote": evidence.quote,
        }
        if evidence
        else None,
    }


class _Reading:
    """Findings in cleaned characters, told in those of the document."""

    def __init__(self, trace: Trace, texts: Mapping[Field, str]) -> None:
        self._trace = trace
        self._texts = texts

    def place(self, field: Field, start: int, end: int) -> Row:
        first, last = self._trace.fields[field].original(start, end)
        return {"field": field.value, "start": first, "end": last}

    def quoted(self, sentence: Sentence, start: int, end: int) -> Row:
        found = self.place(sentence.section.field, start, end)
        text = self._texts[sentence.section.field]
        return {"sentence": sentence.index, **found, "quote": text[found["start"] : found["end"]]}

    def cleaned(self, field: Field) -> Row:
        cleaned = self._trace.fields[field]
        return {
            "field": field.value,
            "characters": cleaned.length,
            "kept": len(cleaned.text),
            "respelled": cleaned.text != self._texts[field],
        }

    def sentence(self, sentence: Sentence) -> Row:
        return {
            **self.quoted(sentence, sentence.start, sentence.end),
            "zone": sentence.section.zone.value,
            "read_as": sentence.canonical.strip(),
            "clauses": [
                {
                    "verb": group.lemma,
                    "mood": group.mood.name.lower(),
                    "passive": group.passive,
                    **self._tokens(sentence, group.first, group.last),
                }
                for group in sentence.groups
            ],
        }

    def mentions(self, *, anaphors: bool) -> Iterator[Row]:
        for sentence in self._trace.sentences:
            for mention in sentence.mentions:
                if _is_anaphor(sentence, mention) is anaphors:
                    yield {
                        "sentence": sentence.index,
                        "class": _CLASSES.get(mention.letter, "authority"),
                        "id": mention.id,
                        **self._tokens(sentence, mention.first, mention.last),
                    }

    def trigger(self, sentence: Sentence, hit: Hit) -> Row:
        first = sentence.items[sentence.item_at(hit.start + 1)][0]
        last = sentence.items[sentence.item_at(max(hit.start + 1, hit.end - 1))][1]
        return {
            "sentence": sentence.index,
            "rule": hit.rule.id,
            "kind": hit.rule.kind.value,
            "weight": hit.rule.weight,
            **self._tokens(sentence, first, last),
        }

    def dates(self) -> Iterator[Row]:
        for sentence in self._trace.sentences:
            for date in sentence.dates:
                yield {
                    **self.quoted(sentence, date.start, date.end),
                    "role": date.role.value,
                    "as_past": _text(date.past),
                    "as_future": _text(date.ahead),
                }
            for reference in sentence.references:
                yield {
                    **self.quoted(sentence, reference.start, reference.end),
                    "role": f"number of {reference.act}",
                    "number": reference.number,
                }

    def _tokens(self, sentence: Sentence, first: int, last: int) -> Row:
        start, end = sentence.tokens[first].start, sentence.tokens[last].end
        found = self.quoted(sentence, start, end)
        return {name: found[name] for name in ("field", "start", "end", "quote")}


def _is_anaphor(sentence: Sentence, mention: Mention) -> bool:
    pronoun = mention.first == mention.last and sentence.tokens[mention.first].plain in _PRONOUNS
    return mention.weak or pronoun


def _arguments(report: Report) -> Row:
    return {
        "sentence": report.sentence.index,
        "rule": report.rule,
        "kind": report.kind.value,
        "platform": report.platform,
        "platform_told": report.platform_told,
        "authority": report.authority,
        "authority_told": report.authority_told,
        "provider": report.provider,
        "provider_told": report.provider_told,
        "decided_on": _text(report.decided_on),
        "published_on": _text(report.published_on),
        "term": _text(report.term),
        "reference": report.reference,
        "target_date": _text(report.target_date),
        "recalled": report.recalled or report.background,
        "fresh": report.fresh,
    }


def _cluster(cluster: Cluster) -> Row:
    return {
        "kind": cluster.kind.value,
        "platform": cluster.platform,
        "background": cluster.background,
        "sentences": sorted({report.sentence.index for report in cluster.reports}),
        "rules": sorted({report.rule for report in cluster.reports}),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
