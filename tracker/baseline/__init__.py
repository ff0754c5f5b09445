"""The packaged baseline: what was known when this version was made, as ordinary events.

Each row of ``baseline.json`` becomes a document whose title states the fact and whose
claim rests on that title; the pages that show it stand in the document's text.  So a
baseline decision is explained, corroborated and corrected like any other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from feeds.document import Document, Origin
from store.records import StreamId
from tracker.ingest import Reading, Vouched
from tracker.model.claim import (
    AuthorityId,
    Claim,
    ClaimKind,
    Evidence,
    Field,
    PlatformId,
    ProviderId,
)
from tracker.model.dates import PartialDate, Term
from tracker.model.decision import Establishment, Voice
from tracker.recording import Recorder

RECORDED_BY = "baseline"

_ORIGIN = Origin(id="baseline", kind="baseline", name="Packaged baseline")
_LEVELS = {
    "official text seen": Establishment.OFFICIAL,
    "several press": Establishment.CORROBORATED,
    "one press": Establishment.REPORTED,
    "memory": Establishment.REPORTED,
}


@cache
def _packaged() -> Mapping[str, Any]:
    text = (files("tracker.baseline") / "baseline.json").read_text("utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


def version() -> str:
    """Return the day to which the pages behind the baseline reach."""
    return str(_packaged()["as_of"])


def record_hosts(recorder: Recorder) -> None:
    """Append where pages say that the data are, for the platforms of which the log holds nothing yet."""
    for host in _packaged()["hosts"]:
        platform = host["platform"]
        if recorder.state("host", platform) is None:
            payload = {**host, "told_by": _ORIGIN.id}
            recorder.record(StreamId("platform", platform), "HostSeen", payload, platform, host["as_of"])


def readings() -> Iterator[Reading]:
    """Yield the packaged rows as documents with the claim that each makes."""
    for row in _packaged()["rows"]:
        yield Reading(
            document=_document(row),
            claims=(_claim(row),),
            extractor=f"baseline/{version()}",
            voice=Voice.PRESS,
            publisher=_ORIGIN.id,
            vouched=Vouched(
                decision=row["decision"],
                establishment=_LEVELS[row["confidence"]],
                closes=tuple(row.get("closes", ())),
            ),
        )


def _id(row: Mapping[str, Any]) -> str:
    return f"baseline:{row['decision']}"


def _document(row: Mapping[str, Any]) -> Document:
    pages = "\n".join(row["sources"])
    note = row.get("note", "")
    return Document(
        id=_id(row),
        source=_ORIGIN,
        title=row["title"],
        summary=f"{row['confidence']}. {note}".strip(),
        text=pages,
        url=row["sources"][0],
        published=row.get("published_on"),
        language="en",
    )


def _claim(row: Mapping[str, Any]) -> Claim:
    provider, authority = row.get("provider"), row.get("authority")
    return Claim(
        platform=PlatformId(row["platform"]),
        kind=ClaimKind(row["kind"]),
        authority=AuthorityId(authority) if authority else None,
        provider=ProviderId(provider) if provider else None,
        decided_on=_date(row.get("decided_on")),
        published_on=_date(row.get("published_on")),
        term=Term.parse(row["term"]) if "term" in row else None,
        reference=row.get("reference"),
        target_date=_date(row.get("target_date")),
        confidence=1.0,
        evidence=Evidence(_id(row), Field.TITLE, 0, len(row["title"]), row["title"]),
    )


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def host_platforms() -> list[PlatformId]:
    """Return the platforms of which a page says where the data are."""
    return [PlatformId(host["platform"]) for host in _packaged()["hosts"]]
