"""Read stored documents again with the present extractor, and record what that changes.

A document is read again where another extractor (or the same with another catalogue) read it.
What a batch recorded stays recorded, so a run that was interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date

from store import Rehearsal
from store.api import EventStore, Reader
from store.records import RecordedEvent, StreamId
from tracker import codec
from tracker.alerts.announce import Announced, announce
from tracker.alerts.calendar import announce_due
from tracker.app import App
from tracker.extraction.version import is_extractor
from tracker.ingest import Reading, Taken, read_again
from tracker.model.claim import Claim
from tracker.model.decision import Voice
from tracker.model.time import paris_today
from tracker.model.told import Reason
from tracker.projection.corrected import made_by
from tracker.projection.views import ViewReader
from tracker.reading import read_document
from tracker.recording import Recorder, recording
from tracker.rules import groups_to_settle, mark_settled, settle_anew

AT_ONCE = 100
"""Documents in one unit of work: few enough to keep other writers from waiting long."""

Unit = Callable[[], AbstractContextManager[Recorder]]


@dataclass(frozen=True, slots=True)
class Stored:
    """A document of the log, by whom it was read, and what the present extractor reads in it."""

    reading: Reading
    read_by: str
    revised_on: date


@dataclass(frozen=True, slots=True)
class Reread:
    """What another reading of one document changes in its claims."""

    stored: Stored
    added: tuple[Claim, ...] = ()
    gone: tuple[Claim, ...] = ()
    changed: tuple[tuple[Claim, Claim], ...] = ()

    @property
    def differs(self) -> bool:
        """Say whether the claims are other ones now."""
        return bool(self.added or self.gone or self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one unit of work came to; ``failed`` could not be read and keep their claims."""

    reread: tuple[Reread, ...] = ()
    failed: tuple[Stored, ...] = ()
    taken: tuple[Taken, ...] = ()
    announced: tuple[Announced, ...] = ()


def to_read_again(views: ViewReader, version: str, named: Collection[str] | None = None) -> list[str]:
    """Return the documents, among those *named* if any are, that an extractor other than *version* has read.

    What none could read is among them; a text that was let go by unread is, where it is named.
    A baseline was read by none.
    """
    unread = {document for document, _ in views.states("unread")}
    return [
        document
        for document, held in views.states("document")
        if (named is None or document in named)
        and (
            held["extractor"] != version or document in unread or (named is not None and held.get("screened"))
        )
        and is_extractor(held["extractor"] or "")
    ]


def writing(store: EventStore) -> Unit:
    """Return units of work that are recorded in *store*."""
    return lambda: recording(store, recorded_by="reextract")


def rehearsing(reader: Reader) -> Unit:
    """Return units of work that follow one another and are recorded nowhere."""
    rehearsal = Rehearsal(reader)

    @contextmanager
    def unit() -> Iterator[Recorder]:
        recorder = Recorder(rehearsal, recorded_by="reextract")
        yield recorder
        recorder.write()

    return unit


def read_all_again(
    app: App, reader: Reader, documents: Sequence[str], unit: Unit, *, alert: bool = False
) -> Iterator[Batch]:
    """Read *documents* again, batch by batch; nobody is told of what changes unless *alert*."""
    for first in range(0, len(documents), AT_ONCE):
        stored = [read_stored(app, reader, each) for each in documents[first : first + AT_ONCE]]
        yield _record(app, stored, unit, silence=None if alert else Reason.READ_AGAIN)


def settle_all_anew(app: App, reader: Reader, unit: Unit, *, alert: bool = False) -> Iterator[Batch]:
    """Settle what other rules settled, batch by batch; nobody is told of what changes unless *alert*.

    A run that was interrupted begins again: what it had settled stays as it is.
    """
    groups = groups_to_settle(reader)
    today = paris_today(app.clock())
    for first in range(0, len(groups), AT_ONCE):
        with unit() as recorder:
            announce_due(recorder, app.announcer, today=today)
            taken = tuple(settle_anew(recorder, groups[first : first + AT_ONCE]))
            silence = None if alert else Reason.OTHER_RULES
            announced = announce(recorder, app.announcer, taken, today=today, silence=silence)
        yield Batch(taken=taken, announced=tuple(announced))
    with unit() as recorder:
        mark_settled(recorder.tx)


def read_stored(app: App, reader: Reader, document: str) -> Stored:
    """Read the last text of *document* that the log holds, with the voice that it had."""
    observed, read_by = last_text(reader, document)
    payload = observed.payload
    reading = read_document(
        app.extractor,
        codec.document_from_json(payload["document"]),
        voice=Voice(payload["voice"]),
        publisher=payload["publisher"],
    )
    return Stored(reading, read_by, paris_today(observed.recorded_at))


def last_text(reader: Reader, document: str) -> tuple[RecordedEvent, str]:
    """Return the event with the last text of *document* that the log holds, and by whom it was read."""
    observed, read_by = None, ""
    for event in reader.read_stream(StreamId("document", document)):
        if event.type in ("DocumentObserved", "DocumentRevised"):
            observed, read_by = event, event.payload.get("screened_by") or read_by
        elif event.type == "ClaimsRead":
            read_by = event.payload["extractor"]
    if observed is None:
        raise LookupError(f"the log has no text of {document}")
    return observed, read_by


def _record(app: App, stored: Iterable[Stored], unit: Unit, *, silence: Reason | None) -> Batch:
    """Record one batch; what our own fault kept from being read takes no claim back."""
    today = paris_today(app.clock())
    read = list(stored)
    reread, taken = [], []
    with unit() as recorder:
        announce_due(recorder, app.announcer, today=today)
        for each in read:
            if not each.reading.failed:
                before = _numbered(recorder, each)
                taken.append(read_again(recorder, each.reading, revised_on=each.revised_on))
                reread.append(_compared(each, before, _numbered(recorder, each)))
        announced = announce(recorder, app.announcer, taken, today=today, silence=silence)
    failed = tuple(each for each in read if each.reading.failed)
    return Batch(reread=tuple(reread), failed=failed, taken=tuple(taken), announced=tuple(announced))


def _numbered(views: ViewReader, stored: Stored) -> dict[int, Claim]:
    return {each.number: each.claim for each in made_by(views, stored.reading.document.id)}


def _compared(stored: Stored, before: dict[int, Claim], after: dict[int, Claim]) -> Reread:
    both = sorted(before.keys() & after.keys())
    return Reread(
        stored,
        added=tuple(after[number] for number in sorted(after.keys() - before.keys())),
        gone=tuple(before[number] for number in sorted(before.keys() - after.keys())),
        changed=tuple((before[number], after[number]) for number in both if before[number] != after[number]),
    )
