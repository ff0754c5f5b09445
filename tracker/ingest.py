"""The use case: a document and its claims go in; what they change is appended to the log.

Everything here happens inside one transaction of the store, which is the only writer
while it lasts: what is read before deciding still holds when the events are appended.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from feeds.document import Document
from store.api import ANY
from store.records import NO_STREAM, StreamId
from tracker import codec
from tracker.model.claim import DOUBTFUL_BELOW, Claim, ClaimKind, PlatformId
from tracker.model.dates import PartialDate
from tracker.model.decide import Changed, Happening
from tracker.model.decision import Decision, Establishment, Voice, Witness
from tracker.model.numbering import number_claims
from tracker.model.time import paris_day
from tracker.model.voices import credited, sketch_of
from tracker.projection.corrected import made_by
from tracker.projection.groups import group_key
from tracker.recording import Recorder
from tracker.settling import Before, decisions_before, settle

_COMPLETED = timedelta(days=7)
"""A text that changes within this time of being seen first is completed; later, it is rewritten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What somebody vouches for as a whole decision, beside the claim's own sentence."""

    decision: str
    establishment: Establishment
    closes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document with the claims read from it, by which extractor."""

    document: Document
    claims: tuple[Claim, ...]
    extractor: str
    voice: Voice
    publisher: str
    vouched: Vouched | None = None
    failed: str = ""
    """Why the text could not be read for claims; it is kept, and can be read again."""
    joined: tuple[str, ...] = ()
    """The cases that a ruling joins."""
    screened: bool = False
    """It has no word of the subject: it is kept, and was not read for claims."""
    waiting: bool = False
    """The page behind it could not be read yet: a fuller text will come."""
    digest: str = ""
    """That of the document, where it was worked out with the reading."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one document came to."""

    document: str
    news: str
    """``observed``, ``revised``, ``read-again``, ``known``, or ``corrected`` by a person."""

    happenings: tuple[Happening, ...] = ()
    doubtful: int = 0
    quiet: bool = False
    """It completes a text of a silent first poll, and is as silent."""
    by: str = ""
    """The name that whoever corrected something gives to others; empty where they give none."""
    why: str = ""
    """Why somebody corrected something: for those who were told otherwise."""
    settled: PlatformId | None = None
    """The platform whose status said and unsaid one thing, until a person settled it."""

    @property
    def by_person(self) -> bool:
        """Say whether a person vouches for it."""
        return self.news == "corrected"

    @property
    def corrects(self) -> bool:
        """Say whether it may take back what was said: only a text that is new to the log cannot."""
        return self.news != "observed"

    @property
    def touched(self) -> tuple[Decision, ...]:
        """Return the decisions that it told, changed or took back."""
        return tuple(
            happening.after if isinstance(happening, Changed) else happening.decision
            for happening in self.happenings
        )


def digest(document: Document) -> str:
    """Return the digest of what a reader of *document* sees.

    White space, no-break spaces and Unicode forms do not count: a feed that is set anew is
    the same text.
    """
    seen = "\x1f".join(
        " ".join(unicodedata.normalize("NFKC", part).split())
        for part in (document.title, document.summary, document.text)
    )
    return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()


def take_in(recorder: Recorder, reading: Reading, *, today: date, silent: bool = False) -> Taken:
    """Record a document, what it claims, and what that changes in the decisions.

    *today* is the day in Europe/Paris; *silent* says that this is a source's first poll.  A
    text that the log holds already appends nothing, unless it could not be read; a known document
    with another text is a revision, and the claims that it no longer makes are taken back.
    """
    document = reading.document
    held = recorder.state("document", document.id)
    seen = reading.digest or digest(document)
    if held is not None and held["digest"] == seen and not held.get("withdrawn"):
        unread = recorder.state("unread", document.id)
        if unread is None:
            return Taken(document.id, "known")
        return read_again(recorder, reading, revised_on=date.fromisoformat(unread["since"]))
    before = _decisions_before(recorder, reading, held or {})  # a person's word may rest on the old text
    revision = held["revision"] + 1 if held else 0
    first_seen = date.fromisoformat(held["seen_on"]) if held else today
    # A page that could not be read within a week is no part of the first poll any more.
    quiet = bool(held["quiet"]) and today - first_seen <= _COMPLETED if held else silent
    payload = {
        "document": codec.document_to_json(document),
        "digest": seen,
        "revision": revision,
        "voice": str(reading.voice),
        "publisher": reading.publisher,
        "seen_on": first_seen.isoformat(),
        "quiet": quiet and (reading.waiting or bool(reading.failed)),
    }
    is_let_go = reading.screened and not (held and (held["groups"] or held["corrected"]))
    if is_let_go:  # it makes no claim and takes none back: that is all there is to record
        payload["screened_by"] = reading.extractor
    name = "DocumentRevised" if held else "DocumentObserved"
    stream, expected = StreamId("document", document.id), ANY if held else NO_STREAM
    recorder.record(stream, name, payload, document.id, revision, seen, expected=expected)
    news = "revised" if held else "observed"
    quiet = quiet and held is not None
    if is_let_go:
        return Taken(document.id, news, quiet=quiet)

    happenings = _read_claims(
        recorder,
        reading,
        held or {},
        before,
        revision=revision,
        first_seen=first_seen,
        since=today if today - first_seen > _COMPLETED else None,
        cause=(document.id, revision, reading.extractor),
    )
    return Taken(document.id, news, happenings, _count_doubtful(reading), quiet=quiet)


def read_again(recorder: Recorder, reading: Reading, *, revised_on: date) -> Taken:
    """Record what another extractor reads in a text that the log holds, last rewritten on *revised_on*.

    A text that has changed meanwhile, or that this extractor could read, appends nothing.
    """
    document = reading.document
    held = recorder.state("document", document.id)
    if held is None or held["digest"] != digest(document):
        return Taken(document.id, "known")
    unread = recorder.state("unread", document.id) is not None
    if held["extractor"] == reading.extractor and not held.get("screened") and not unread:
        return Taken(document.id, "known")
    first_seen = date.fromisoformat(held["seen_on"])
    happenings = _read_claims(
        recorder,
        reading,
        held,
        _decisions_before(recorder, reading, held),
        revision=held["revision"],
        first_seen=first_seen,
        since=revised_on if revised_on - first_seen > _COMPLETED else None,
        cause=(document.id, held["revision"], reading.extractor, "again", held["read_at"]),
    )
    quiet = unread and bool(held["quiet"])
    return Taken(document.id, "read-again", happenings, _count_doubtful(reading), quiet=quiet)


def _decisions_before(recorder: Recorder, reading: Reading, held: Mapping[str, Any]) -> Before:
    """Return the decisions that a reading may touch: what it claims, and what was claimed until now."""
    groups = {*held.get("groups", ()), *held.get("corrected", ())}
    groups.update(group_key(claim.platform, claim.kind) for claim in reading.claims)
    return decisions_before(recorder, groups)


def _count_doubtful(reading: Reading) -> int:
    return sum(1 for claim in reading.claims if claim.confidence < DOUBTFUL_BELOW)


def _read_claims(  # noqa: PLR0913 - each is one thing to know of one reading
    recorder: Recorder,
    reading: Reading,
    held: Mapping[str, Any],
    before: Before,
    *,
    revision: int,
    first_seen: date,
    since: date | None,
    cause: tuple[object, ...],
) -> tuple[Happening, ...]:
    """Record the claims of a document in the place of those that it made, and what that changes.

    What it made before keeps the day from which it told it; what is new is told *since* then.
    """
    document = reading.document
    made = made_by(recorder, document.id) if held else []
    numbers = number_claims(reading.claims, made)
    told_from = {_subject(each.claim): each.seen_on for each in made}
    witnesses = []
    for number, claim in zip(numbers, reading.claims, strict=True):
        begun = told_from.get(_subject(claim), since)
        begun = None if begun == first_seen else begun
        witnesses.append(_witness(reading, number, claim, seen_on=first_seen, since=begun))
    read = recorder.record(
        StreamId("document", document.id),
        "ClaimsRead",
        {
            "document": document.id,
            "revision": revision,
            "extractor": reading.extractor,
            "failed": reading.failed or None,
            **({"screened": True} if reading.screened else {}),
            "replaced": held.get("groups", []),
            "witnesses": [codec.witness_to_json(witness) for witness in witnesses],
        },
        *cause,
    )
    return settle(recorder, before, read)


def refuse(recorder: Recorder, document: Document, error: Exception) -> str:
    """Record that a document could not be kept, and why; return the line that tells it."""
    source, seen = document.source, digest(document)
    payload = {"source": source.id, "digest": seen, "why": str(error)}
    recorder.record(StreamId("refused", seen), "DocumentRefused", payload, source.id, seen, error)
    return f"a document could not be recorded: {error}"


def published_day(published: str | None) -> PartialDate | None:
    """Return a document's publication at its precision; an instant counts by its day in Paris."""
    return paris_day(published) if published else None


def _subject(claim: Claim) -> tuple[str, str, str | None]:
    return (claim.platform, claim.kind, claim.provider)


def _witness(
    reading: Reading, number: int, claim: Claim, *, seen_on: date, since: date | None = None
) -> Witness:
    """Return a claim with its document's voice.

    What a page says only since it was rewritten is told *since* then, whatever date it bears.
    """
    document, vouched = reading.document, reading.vouched
    press = reading.voice is Voice.PRESS and vouched is None
    words = f"{document.summary}\n{document.text}" if press else ""
    published = published_day(document.published) if since is None else None
    return Witness(
        claim=claim,
        number=number,
        voice=reading.voice,
        publisher=reading.publisher,
        source=document.source.id,
        title=document.title,
        url=document.url or document.source.url,
        published=published,
        seen_on=since or seen_on,
        decision=vouched.decision if vouched else None,
        establishment=vouched.establishment if vouched else None,
        closes=vouched.closes if vouched else (),
        agency=credited(f"{document.title}\n{words}") if press else "",
        sketch=sketch_of(words),
        joined=reading.joined if claim.kind is ClaimKind.CHALLENGE_REJECTED else (),
    )


def touched_platforms(taken: Iterable[Taken]) -> frozenset[PlatformId]:
    """Return the platforms whose decisions were told, changed or taken back."""
    return frozenset(decision.platform for each in taken for decision in each.touched)
