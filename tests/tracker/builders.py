"""Small, plain values for tests: everything has a default but what the test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from feeds.document import Document, Origin
from tracker.ingest import Reading
from tracker.model.claim import AuthorityId, Claim, ClaimKind, Evidence, Field, PlatformId, ProviderId
from tracker.model.dates import PartialDate, Term
from tracker.model.decision import Decision, Voice, Witness
from tracker.model.reconcile import reconcile

TODAY = date(2026, 11, 22)


def a_claim(kind: str = "hosting-authorised", *, document: str = "d1", **given: Any) -> Claim:  # noqa: ANN401 - a builder
    """Return a firm claim about EMC2; dates and terms may be given as text."""
    quote = given.pop("quote", "La Cnil a autorisé l'entrepôt EMC2.")
    for name in ("decided_on", "published_on", "target_date"):
        if isinstance(given.get(name), str):
            given[name] = PartialDate.parse(given[name])
    if isinstance(given.get("term"), str):
        given["term"] = Term.parse(given["term"])
    fields: dict[str, Any] = {
        "platform": PlatformId(given.pop("platform", "emc2")),
        "authority": _slug(AuthorityId, given.pop("authority", "cnil")),
        "provider": _slug(ProviderId, given.pop("provider", "microsoft-azure")),
        "confidence": 0.95,
        **given,
    }
    return Claim(
        kind=ClaimKind(kind), evidence=Evidence(document, Field.TEXT, 0, len(quote), quote), **fields
    )


def _slug(kind: Any, value: str | None) -> Any:  # noqa: ANN401 - a NewType or nothing
    return kind(value) if value is not None else None


def a_witness(
    kind: str = "hosting-authorised",
    *,
    document: str = "d1",
    voice: str = "press",
    publisher: str | None = None,
    published: str | None = "2024-02-01",
    seen_on: date = TODAY,
    decision: str | None = None,
    **claim: Any,  # noqa: ANN401 - a builder
) -> Witness:
    """Return one document's claim; each document is a publisher of its own unless told."""
    return Witness(
        claim=a_claim(kind, document=document, **claim),
        number=0,
        voice=Voice(voice),
        publisher=publisher or document,
        source=publisher or document,
        title="Un titre",
        url=f"https://{publisher or document}.example/{document}",
        published=PartialDate.parse(published) if published else None,
        seen_on=seen_on,
        decision=decision,
    )


def a_decision(kind: str = "hosting-authorised", *, key: str = "", **witness: Any) -> Decision:  # noqa: ANN401 - a builder
    """Return the one decision that one witness tells, on its day where that is known; its key is *key* or its id."""
    if len(str(witness.get("decided_on", ""))) == len("2026-01-01"):
        witness.setdefault("published", witness["decided_on"])
    [decision] = reconcile([a_witness(kind, **witness)])
    return replace(decision, key=key or decision.id)


def a_reading(
    *claims: Claim,
    document: str = "d1",
    text: str = "Un texte.",
    title: str = "Un titre",
    kind: str = "press",
    publisher: str | None = None,
    published: str | None = "2024-02-01",
    url: str | None = None,
) -> Reading:
    """Return a document with its claims as they were read."""
    official = kind != "press"
    return Reading(
        document=Document(
            id=document,
            source=Origin(id=publisher or document, kind=kind, name=publisher or document),
            title=title,
            text=text,
            url=url,
            published=published,
        ),
        claims=claims,
        extractor="test",
        voice=Voice.OFFICIAL if official else Voice.PRESS,
        publisher=publisher or document,
    )
