"""Claims as the JSON that ``tracker extract`` writes."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.model.claim import Claim


def claims_to_json(document_id: str, claims: Iterable[Claim]) -> dict[str, object]:
    """Return ``{"id", "claims"}`` with every field, null where the text does not tell it."""
    return {"id": document_id, "claims": [claim_to_json(claim) for claim in claims]}


def claim_to_json(claim: Claim) -> dict[str, object]:
    """Return one claim; dates at the precision of the text, the term as ISO 8601."""
    return {
        "platform": claim.platform,
        "kind": claim.kind.value,
        "authority": claim.authority,
        "provider": claim.provider,
        "decided_on": _text(claim.decided_on),
        "published_on": _text(claim.published_on),
        "term": _text(claim.term),
        "reference": claim.reference,
        "target_date": _text(claim.target_date),
        "background": claim.background,
        "confidence": claim.confidence,
        "evidence": {
            "field": claim.evidence.field.value,
            "start": claim.evidence.start,
            "end": claim.evidence.end,
            "quote": claim.evidence.quote,
        },
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
