"""What came of a document: why nothing did, or what became of each of its claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

from feeds.document import Document
from feeds.suspicion import find_suspicions
from store.api import Reader
from store.records import RecordedEvent, StreamId
from tracker import codec
from tracker.errors import UnknownNameError
from tracker.extraction import Extractor, silence_to_json
from tracker.extraction.unlisted import catalogue_entry, is_unlisted
from tracker.model.bonds import Bonds
from tracker.model.claim import DOUBTFUL_BELOW
from tracker.model.decision import Decision, Witness
from tracker.projection.corrected import corrected_of, group_of, linked, made_by
from tracker.projection.query import decisions_of
from tracker.projection.views import ViewReader
from tracker.report.explain import DECISION_EVENTS
from tracker.report.reasons import FATES, OUTCOMES, SILENCES, Fate, Outcome
from tracker.report.safe import one_line

Row: TypeAlias = Mapping[str, Any]

_EVENTS = (*DECISION_EVENTS, "StatusChanged")


def find_documents(views: ViewReader, name: str) -> list[str]:
    """Return the documents of which *name* is the id or the address.

    Raise UnknownNameError, with the nearest id, where there is none.
    """
    if views.state("document", name) is not None:
        return [name]
    ids = []
    found = []
    for document, held in views.states("document"):
        ids.append(document)
        if held["url"] == name:
            found.append(document)
    if not found:
        near = get_close_matches(name, ids, n=1)
        hint = f"did you mean {near[0]}?" if near else "`tracker events --type DocumentObserved` lists them"
        raise UnknownNameError(f"no document has the id or the address {name!r}; {hint}")
    return found


def why_not_answer(reader: Reader, extractor: Extractor, name: str) -> dict[str, Any]:
    """Return what came of a document, as ``tracker why-not --format json`` prints it."""
    document, read = _stored(reader, name)
    held = reader.state("document", name) or {}
    odd = sorted({*document.suspicions, *find_suspicions(document.title, document.summary, document.text)})
    claims = _fates(reader, name, document, suspicious=bool(odd))
    answer = {
        "document": name,
        "title": document.title,
        "url": document.url,
        "source": document.source.id,
        "published": document.published,
        "seen_on": held.get("seen_on"),
        "read_by": read["extractor"],
        "suspicions": odd,
        "reason": str(Outcome.CLAIMS),
        "kind": None,
        "evidence": None,
        "why": read["failed"],
        "claims": claims,
    }
    if claims:
        return answer
    if read["failed"]:
        return {**answer, "reason": str(Outcome.NOT_READ)}
    if held.get("screened"):
        return {**answer, "reason": str(Outcome.SCREENED)}
    silence = extractor.why_not(document)
    if silence is None:
        return {**answer, "reason": str(Outcome.READ_DIFFERENTLY)}
    told = silence_to_json(silence)
    return {**answer, **told, "reason": str(Outcome.SUSPICIOUS_TEXT) if odd else told["reason"]}


def why_not_lines(answer: Row, language: str) -> Iterator[str]:
    """Yield what came of a document, for people."""
    words = {str(name): told for name, told in (*SILENCES[language].items(), *OUTCOMES[language].items())}
    yield f"{one_line(answer['document'])}: {one_line(answer['title'])}"
    told = words[answer["reason"]]
    yield f"  {len(answer['claims'])} {told}" if answer["claims"] else f"  {told}"
    if answer["why"]:
        yield f"    {one_line(answer['why'], 400)}"
    if answer["evidence"]:
        yield f"    « {one_line(answer['evidence']['quote'], 400)} »"
    for claim in answer["claims"]:
        yield from _claim_lines(claim, FATES[language])


def _claim_lines(claim: Row, words: Mapping[Fate, str]) -> Iterator[str]:
    told = words[Fate(claim["became"])]
    decision = f" {one_line(claim['decision'])}" if claim["decision"] else ""
    yield f"  {one_line(claim['platform'])} {claim['kind']} ({claim['confidence']}): {told}{decision}"
    yield f"    « {one_line(claim['evidence']['quote'], 400)} »"
    for status in claim["statuses"]:
        alert = f", alert {status['alert']}" if status["alert"] else ""
        yield f"    {status['establishment']}: {status['reason']}{alert}"
    if claim["add"]:
        yield from (f"      {one_line(line)}" for line in claim["add"].splitlines())


def _stored(reader: Reader, name: str) -> tuple[Document, Row]:
    """Return the last text of a document, and who read it, or why nobody could."""
    document, read = None, {"extractor": None, "failed": None}
    for event in reader.read_stream(StreamId("document", name)):
        if event.type in ("DocumentObserved", "DocumentRevised"):
            document = codec.document_from_json(event.payload["document"])
            if event.payload.get("screened_by"):
                read = {"extractor": event.payload["screened_by"], "failed": None}
        elif event.type == "ClaimsRead":
            read = {key: event.payload[key] for key in read}
    if document is None:
        raise LookupError(f"the log has no text of {name}")
    return document, read


def _fates(reader: Reader, name: str, document: Document, *, suspicious: bool) -> list[dict[str, Any]]:
    made = made_by(reader, name)
    log = list(reader.read_all(types=_EVENTS)) if made else []
    texts = (document.title, document.summary, document.text)
    rows = []
    for witness in sorted(made, key=lambda each: each.number):
        fate, decision = _fate(reader, witness, log, suspicious=suspicious)
        evidence = witness.claim.evidence
        unlisted = is_unlisted(witness.claim.platform)
        rows.append(
            {
                **codec.claim_to_json(witness.claim),
                "became": str(fate),
                "decision": decision.id if decision else None,
                "statuses": _statuses(decision, log) if decision and fate is not Fate.RECALL else [],
                "add": catalogue_entry(witness.claim.platform, (evidence.quote, *texts))
                if unlisted
                else None,
            }
        )
    return rows


def _fate(
    views: ViewReader, witness: Witness, log: Iterable[RecordedEvent], *, suspicious: bool
) -> tuple[Fate, Decision | None]:
    """Return what became of a claim, and the decision that it tells."""
    group = group_of(witness.claim)
    decision = _decision(views, witness)
    if decision is not None:
        first = any(
            event.type == "DecisionRecorded"
            and event.payload["key"] == decision.key
            and list(witness.key) in event.payload["witnesses"]
            for event in log
        )
        again = Fate.RECALL if witness.claim.background else Fate.CONFIRMATION
        return (Fate.DECISION if first else again), decision
    present, bonds = corrected_of(views, group)
    if witness.key not in {each.key for each in present}:
        return _moved(views, group, witness), None
    return _waiting(witness, bonds, suspicious=suspicious), None


def _moved(views: ViewReader, group: str, witness: Witness) -> Fate:
    """Say whether a person rejected a claim or made another of it."""
    others = linked(views, [group])[0] - {group}
    moved = any(witness.key == each.key for other in others for each in corrected_of(views, other)[0])
    return Fate.EDITED if moved else Fate.REJECTED


def _waiting(witness: Witness, bonds: Bonds, *, suspicious: bool) -> Fate:
    if witness.key in bonds.denied:
        return Fate.RETRACTED
    if witness.claim.confidence >= DOUBTFUL_BELOW:
        return Fate.AMBIGUOUS
    if is_unlisted(witness.claim.platform):
        return Fate.UNLISTED
    return Fate.SUSPICIOUS if suspicious else Fate.DOUBTFUL


def _decision(views: ViewReader, witness: Witness) -> Decision | None:
    return next(
        (
            decision
            for decision in decisions_of(views, witness.claim.platform)
            if witness.key in {each.key for each in decision.witnesses}
        ),
        None,
    )


def _statuses(decision: Decision, log: Iterable[RecordedEvent]) -> list[dict[str, Any]]:
    """Return the changes of status that rest on a decision, each with why it was told or was not."""
    return [
        {
            "establishment": event.payload["level"],
            "reason": event.payload["reason"],
            "alert": event.payload["alert"],
        }
        for event in log
        if event.type == "StatusChanged" and decision.names & {*event.payload["because"]}
    ]
