"""Model values to the JSON of the log, and back.

A payload that an older version wrote is brought to the present shape by the store's
upcasters before it comes here; this module knows one shape of each value.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from feeds.document import Document, Origin
from tracker.model.claim import (
    AuthorityId,
    Claim,
    ClaimKind,
    Evidence,
    Field,
    PlatformId,
    ProviderId,
)
from tracker.model.correction import Correction, Deed
from tracker.model.dates import PartialDate, Term
from tracker.model.decision import FACTS, Decision, Establishment, Voice, Witness
from tracker.model.status import Standing
from tracker.model.told import Told

JSON = Mapping[str, Any]


def plain(value: object) -> object:
    """Return *value* as JSON: dates, terms and slugs as text, tuples as lists."""
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PartialDate | Term | ClaimKind | Establishment):
        return str(value)
    return value


def document_to_json(document: Document) -> dict[str, Any]:
    """Return a document with its source, as the log keeps it."""
    source = document.source
    odd = {"suspicions": list(document.suspicions)} if document.suspicions else {}
    return {
        "id": document.id,
        "source": {"id": source.id, "kind": source.kind, "name": source.name, "url": source.url},
        "title": document.title,
        "summary": document.summary,
        "text": document.text,
        "url": document.url,
        "published": document.published,
        "language": document.language,
        **odd,
        **({"ids": list(document.ids)} if document.ids else {}),
    }


def document_from_json(value: JSON) -> Document:
    """Return the document that :func:`document_to_json` wrote."""
    fields = {**value, "source": Origin(**value["source"])}
    lists = {name: tuple(value.get(name, ())) for name in ("suspicions", "ids")}
    return Document(**{**fields, **lists})


def claim_to_json(claim: Claim) -> dict[str, Any]:
    """Return a claim without its document: the keys of ``tracker extract``."""
    evidence = claim.evidence
    return {
        "platform": claim.platform,
        "kind": str(claim.kind),
        "authority": claim.authority,
        "provider": claim.provider,
        "decided_on": plain(claim.decided_on),
        "published_on": plain(claim.published_on),
        "term": plain(claim.term),
        "reference": claim.reference,
        "target_date": plain(claim.target_date),
        "background": claim.background,
        "confidence": claim.confidence,
        "evidence": {
            "field": str(evidence.field),
            "start": evidence.start,
            "end": evidence.end,
            "quote": evidence.quote,
        },
    }


def claim_from_json(value: JSON, *, document: str) -> Claim:
    """Return the claim that *document* makes."""
    evidence = value["evidence"]
    return Claim(
        platform=PlatformId(value["platform"]),
        kind=ClaimKind(value["kind"]),
        authority=_authority(value["authority"]),
        provider=_provider(value["provider"]),
        decided_on=_partial(value["decided_on"]),
        published_on=_partial(value["published_on"]),
        term=_term(value["term"]),
        reference=value["reference"],
        target_date=_partial(value["target_date"]),
        background=value["background"],
        confidence=value["confidence"],
        evidence=Evidence(
            document, Field(evidence["field"]), evidence["start"], evidence["end"], evidence["quote"]
        ),
    )


def witness_to_json(witness: Witness) -> dict[str, Any]:
    """Return a witness as the projections keep it."""
    return {
        "document": witness.claim.evidence.document,
        "number": witness.number,
        "claim": claim_to_json(witness.claim),
        "voice": str(witness.voice),
        "publisher": witness.publisher,
        "source": witness.source,
        "title": witness.title,
        "url": witness.url,
        "published": plain(witness.published),
        "seen_on": witness.seen_on.isoformat(),
        "decision": witness.decision,
        "establishment": plain(witness.establishment),
        "closes": list(witness.closes),
        "agency": witness.agency,
        "sketch": witness.sketch,
        "joined": list(witness.joined),
    }


def witness_from_json(value: JSON) -> Witness:
    """Return the witness that :func:`witness_to_json` wrote."""
    level = value["establishment"]
    return Witness(
        claim=claim_from_json(value["claim"], document=value["document"]),
        number=value["number"],
        voice=Voice(value["voice"]),
        publisher=value["publisher"],
        source=value["source"],
        title=value["title"],
        url=value["url"],
        published=_partial(value["published"]),
        seen_on=date.fromisoformat(value["seen_on"]),
        decision=value["decision"],
        establishment=Establishment(level) if level else None,
        closes=tuple(value["closes"]),
        agency=value.get("agency", ""),
        sketch=value.get("sketch", ""),
        joined=tuple(value.get("joined", ())),
    )


def correction_to_json(correction: Correction) -> dict[str, Any]:
    """Return a correction as its event and the views keep it; the log gives it its place."""
    return {
        "correction": correction.id,
        "deed": str(correction.deed),
        "claims": [_named_claim(claim) for claim in correction.claims],
        "others": [_named_claim(claim) for claim in correction.others],
        "values": {name: plain(value) for name, value in sorted(correction.values.items())},
        "witness": witness_to_json(correction.witness) if correction.witness is not None else None,
        "digest": correction.digest,
    }


def correction_from_json(value: JSON) -> Correction:
    """Return the correction of :func:`correction_to_json`, with the place that the log gave it."""
    witness = value["witness"]
    return Correction(
        id=value["correction"],
        deed=Deed(value["deed"]),
        order=value["position"],
        claims=tuple(claim_from_json(each, document=each["document"]) for each in value["claims"]),
        others=tuple(claim_from_json(each, document=each["document"]) for each in value["others"]),
        values={name: field_from_json(name, text) for name, text in value["values"].items()},
        witness=witness_from_json(witness) if witness is not None else None,
        digest=value["digest"],
    )


def _named_claim(claim: Claim) -> dict[str, Any]:
    return {"document": claim.evidence.document, **claim_to_json(claim)}


def field_from_json(name: str, text: str | None) -> object:
    """Return a claim's field as the model has it; raise ValueError for what is no such value.

    >>> str(field_from_json("decided_on", "2020-10"))
    '2020-10'
    """
    if name in ("decided_on", "published_on", "target_date"):
        return _partial(text)
    if name == "term":
        return _term(text)
    return ClaimKind(text or "") if name == "kind" else text or None


def facts_to_json(decision: Decision) -> dict[str, Any]:
    """Return what is known of a decision, without its witnesses."""
    facts = {name: plain(getattr(decision, name)) for name in FACTS}
    return {"platform": decision.platform, "kind": str(decision.kind), **facts}


def decision_from_json(value: JSON, witnesses: tuple[Witness, ...] = ()) -> Decision:
    """Return a decision from what the projection keeps of it."""
    return Decision(
        id=value["id"],
        platform=PlatformId(value["platform"]),
        kind=ClaimKind(value["kind"]),
        authority=_authority(value["authority"]),
        provider=_provider(value["provider"]),
        decided_on=_partial(value["decided_on"]),
        published_on=_partial(value["published_on"]),
        term=_term(value["term"]),
        reference=value["reference"],
        target_date=_partial(value["target_date"]),
        closes=tuple(value["closes"]),
        establishment=Establishment(value["establishment"]),
        known_by=date.fromisoformat(value["known_by"]),
        recalled=value["recalled"],
        vouched=value.get("vouched", False),
        disputed=tuple(value["disputed"]),
        joined=tuple(value.get("joined", ())),
        witnesses=witnesses,
        key=value["key"],
        formerly=tuple(value["formerly"]),
    )


def _partial(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _term(text: str | None) -> Term | None:
    return Term.parse(text) if text else None


def _authority(slug: str | None) -> AuthorityId | None:
    return AuthorityId(slug) if slug else None


def _provider(slug: str | None) -> ProviderId | None:
    return ProviderId(slug) if slug else None


def told_to_json(value: Told) -> dict[str, Any]:
    """Return what people were told of a status, as the log keeps it."""
    return {name: plain(getattr(value, name)) for name in Told.__dataclass_fields__}


def told_from_json(value: JSON) -> Told:
    """Return what :func:`told_to_json` wrote."""
    target, latest, expires = value["target_date"], value["latest"], value["expires_on"]
    return Told(
        host=value["host"],
        standing=Standing(value["standing"]),
        opened_by=value["opened_by"],
        official=value["official"],
        expires_on=date.fromisoformat(expires) if expires else None,
        next_host=value["next_host"],
        target_date=PartialDate.parse(target) if target else None,
        pending=tuple(value["pending"]),
        ruling=value["ruling"],
        withdrawal=value["withdrawal"],
        latest=date.fromisoformat(latest) if latest else None,
        untold=tuple(value["untold"]),
        confirmed=tuple(value["confirmed"]),
        times=tuple((key, count) for key, count in value["times"]),
    )
