"""The views of documents and of their claims, group by group."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from store.records import RecordedEvent
from tracker.model.time import paris_today
from tracker.projection.groups import group_key

if TYPE_CHECKING:
    from tracker.projection.views import Kept


def observed(view: Kept, event: RecordedEvent) -> None:
    """Keep what a document is, as it was received last."""
    payload = event.payload
    document = payload["document"]
    before = view.get(document["id"])
    screened_by = payload.get("screened_by")  # its text was let go by unread: no ClaimsRead follows
    odd = {"suspicions": document["suspicions"]} if document.get("suspicions") else {}
    view.put(
        document["id"],
        {
            "digest": payload["digest"],
            "revision": payload["revision"],
            "source": document["source"],
            "title": document["title"],
            "url": document["url"],
            "published": document["published"],
            "voice": payload["voice"],
            "seen_on": payload["seen_on"],
            "quiet": payload["quiet"],
            "position": event.position,
            "groups": before["groups"] if before else [],
            "claims": before["claims"] if before else 0,
            "corrected": before["corrected"] if before else [],
            **odd,
            **({"ids": document["ids"]} if document.get("ids") else {}),
            **({"screened": True} if screened_by else {}),
            "extractor": screened_by or (before["extractor"] if before else None),
            "read_at": event.position if screened_by else before["read_at"] if before else 0,
        },
    )


def withdrawn(view: Kept, event: RecordedEvent) -> None:
    """Mark a document that its base has taken back; the mark goes when the text comes again."""
    payload = event.payload
    held = view.get(payload["document"])
    if held is not None:
        view.put(payload["document"], {**held, "withdrawn": payload["withdrawn_on"]})


def claimed(view: Kept, event: RecordedEvent) -> None:
    """Note on a document how often, of what and by which extractor it was read."""
    payload = event.payload
    held = view.get(payload["document"])
    if held is not None:
        groups = {
            group_key(each["claim"]["platform"], each["claim"]["kind"]) for each in payload["witnesses"]
        }
        read = {
            "groups": sorted(groups),
            "claims": len(payload["witnesses"]),
            "extractor": payload["extractor"],
            "read_at": event.position,
        }
        screened = {"screened": True} if payload.get("screened") else {}
        before = {name: value for name, value in held.items() if name != "screened"}
        view.put(payload["document"], {**before, **read, **screened})


def not_read(view: Kept, event: RecordedEvent) -> None:
    """Keep how often a text could not be read for claims, since when, and at which instant last."""
    payload, at = event.payload, event.recorded_at
    held = view.get(payload["document"])
    if payload.get("failed"):
        since = held["since"] if held else paris_today(at).isoformat()
        tries = held["tries"] + 1 if held else 1
        view.put(payload["document"], {"tries": tries, "at": at.isoformat(), "since": since})
    elif held is not None:
        view.drop(payload["document"])


def not_to_read(view: Kept, event: RecordedEvent) -> None:
    """Forget a text that could not be read: there is another in its place, or it was withdrawn."""
    document = event.stream.name
    if view.get(document) is not None:
        view.drop(document)


def corrected(view: Kept, event: RecordedEvent) -> None:
    """Note on a document which groups a correction of its claims concerns."""
    for document in event.payload["documents"]:
        held = view.get(document)
        if held is not None:
            groups = sorted({*held["corrected"], *event.payload["groups"]})
            view.put(document, {**held, "corrected": groups})


def witnessed(view: Kept, event: RecordedEvent) -> None:
    """Put a document's claims in the place of those that it made before."""
    payload = event.payload
    fresh: dict[str, list[Mapping[str, Any]]] = {}
    for witness in payload["witnesses"]:
        key = group_key(witness["claim"]["platform"], witness["claim"]["kind"])
        fresh.setdefault(key, []).append(witness)
    for key in sorted({*payload["replaced"], *fresh}):
        kept = view.get(key) or {"witnesses": []}
        before = kept["witnesses"]  # in order: by document, then by number
        begin, end = (
            find(before, payload["document"], key=_document_of) for find in (bisect_left, bisect_right)
        )
        mine = sorted(fresh.get(key, []), key=lambda each: int(each["number"]))
        now = [*before[:begin], *mine, *before[end:]]
        if now:
            view.put(key, {"witnesses": now})
        else:
            view.drop(key)


def _document_of(witness: Mapping[str, Any]) -> str:
    return str(witness["document"])
