"""What reading stored documents again changes, as JSON and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from tracker import codec
from tracker.model.claim import Claim
from tracker.model.decide import Changed, Happening, Recorded, Retracted
from tracker.report.answers import announced_answer
from tracker.report.safe import one_line
from tracker.report.tracing import claim_lines
from tracker.rereading import Batch, Reread

Row: TypeAlias = Mapping[str, Any]

_SIGNS = {"added": "+", "gone": "-"}


class Told:
    """What all the batches of one run came to, as `tracker reextract --format json` prints it."""

    def __init__(self, *, version: str, dry_run: bool) -> None:
        self.answer: dict[str, Any] = {
            "extractor": version,
            "dry_run": dry_run,
            "read": 0,
            "documents": [],
            "decisions": [],
            "statuses": [],
            "failed": [],
        }

    def add(self, batch: Batch) -> None:
        """Add one batch; a document whose claims are the same is only counted."""
        answer = self.answer
        answer["read"] += len(batch.reread)
        answer["documents"] += [_document(each) for each in batch.reread if each.differs]
        answer["decisions"] += [_happened(each) for taken in batch.taken for each in taken.happenings]
        answer["statuses"] += [announced_answer(each) for each in batch.announced]
        answer["failed"] += [
            {"document": each.reading.document.id, "why": each.reading.failed} for each in batch.failed
        ]


def reread_lines(answer: Row) -> Iterator[str]:
    """Yield what changes: by document, then the decisions, then the statuses that follow."""
    for row in answer["documents"]:
        yield f"{one_line(row['document'])}: {one_line(row['title'])}"
        for what, sign in _SIGNS.items():
            for claim in row[what]:
                yield from _indented(sign, claim)
        for change in row["changed"]:
            yield from _indented("~", change["after"])
            for name, (before, after) in change["fields"].items():
                yield f"      {name}: {one_line(str(before))} → {one_line(str(after))}"
    for row in answer["decisions"]:
        yield f"decision {row['happened']}: {one_line(row['decision'])}"
    for row in answer["statuses"]:
        told = f"alert {row['alert']}" if row["alert"] else f"nobody told ({row['reason']})"
        if row["differences"]:
            yield (
                f"{one_line(row['platform'])} at {row['establishment']}: {row['before']} → {row['after']} "
                f"({', '.join(row['differences'])}); {told}"
            )
    for row in answer["failed"]:
        yield f"{one_line(row['document'])}: NOT READ, its claims stay: {one_line(row['why'])}"
    yield _summary(answer)


def _indented(sign: str, claim: Row) -> Iterator[str]:
    first, *more = claim_lines([claim])
    yield f"  {sign} {first}"
    yield from (f"    {line}" for line in more)


def _summary(answer: Row) -> str:
    count = {
        name: sum(len(row[name]) for row in answer["documents"]) for name in ("added", "gone", "changed")
    }
    told = f"{answer['read']} documents read again, {len(answer['documents'])} of them otherwise: "
    told += ", ".join(f"{number} claims {name}" for name, number in count.items())
    return f"{told}; a dry run, nothing was recorded" if answer["dry_run"] else told


def _document(reread: Reread) -> dict[str, Any]:
    document = reread.stored.reading.document
    return {
        "document": document.id,
        "title": document.title,
        "url": document.url,
        "read_by": reread.stored.read_by,
        "added": [codec.claim_to_json(each) for each in reread.added],
        "gone": [codec.claim_to_json(each) for each in reread.gone],
        "changed": [_change(before, after) for before, after in reread.changed],
    }


def _change(before: Claim, after: Claim) -> dict[str, Any]:
    old, new = codec.claim_to_json(before), codec.claim_to_json(after)
    differing = [name for name in new if old[name] != new[name]]
    return {
        "after": new,
        "fields": {
            name: [old[name]["quote"], new[name]["quote"]] if name == "evidence" else [old[name], new[name]]
            for name in differing
        },
    }


def _happened(happening: Happening) -> dict[str, Any]:
    match happening:
        case Recorded(decision):
            what = "recorded"
        case Changed(_, decision):
            what = "amended" if happening.amends else "corroborated"
        case Retracted(decision, _):
            what = "retracted"
    return {
        "happened": what,
        "decision": decision.id,
        "platform": decision.platform,
        "kind": str(decision.kind),
    }
