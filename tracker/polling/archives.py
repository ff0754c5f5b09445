"""Poll a folder of DILA's archives: a part for each batch, so that a poll can be broken off anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from feeds.dila_memory import DilaMemory
from feeds.dila_source import Batch, DilaPoll, poll_dila
from feeds.dila_source import DilaSource as Folder
from feeds.document import Origin
from feeds.errors import MemoryFormatError
from feeds.http import FetchFailed
from feeds.listing import NoListing, stamp_of
from feeds.official import NotOfficial
from tracker.addresses import resolve_reference, shown_url
from tracker.config import DilaSource
from tracker.polling.health import cause_of
from tracker.polling.parts import Means, Part, told_of_past
from tracker.subject import Subject

BATCH = 100
"""Texts in one unit of work: few enough to keep other writers from waiting long."""


def parts_of_archives(
    source: DilaSource, memory: str, means: Means, subject: Subject, *, now: datetime
) -> Iterator[Part]:
    """Yield what the archives have that *memory* does not know and that is about *subject*.

    The last part holds no document: it says how the poll went, and whether the folder was read whole.
    """
    folder = Folder(
        origin=Origin(id=source.id, kind="", name=source.name or "", url=shown_url(source.url)),
        url=resolve_reference(source.url),
        wanted=subject.is_in,
        since=source.since.isoformat() if source.since else "",
        batch=BATCH,
    )
    known = _memory(memory)
    polled = poll_dila(folder, known, means.fetcher, now=now)
    last = polled.memory
    told = list(polled.notices)
    failures: list[FetchFailed | NoListing | NotOfficial] = []
    if polled.failure is not None:
        failures.append(polled.failure)
    entries = past = 0
    for batch in polled.batches:
        last, entries = batch.memory, entries + len(batch.documents)
        past += len(batch.documents) if batch.past and known.done else 0
        if batch.failure is not None:
            failures.append(batch.failure)
        yield _part(batch)
    yield Part(
        memory=last.to_json(),
        entries=entries,
        notices=(*told, *told_of_past(past), *(failure.reason for failure in failures[1:])),
        why=failures[0].reason if failures else "",
        retry_after=next((wait for each in failures if (wait := getattr(each, "retry_after", None))), None),
        cause=cause_of(failures[0]) if failures else None,
        days=_days(polled),
        whole=_is_whole(polled, last),
    )


def _part(batch: Batch) -> Part:
    return Part(
        memory=batch.memory.to_json(),
        final=False,
        documents=batch.documents,
        past=batch.past,
        withdrawn=batch.withdrawn,
        passed_over=batch.unwanted,
        notices=batch.notices,
    )


def _is_whole(polled: DilaPoll, memory: DilaMemory) -> bool:
    """Say whether nothing is left to be read but what has failed again and again."""
    read = {*memory.done, *memory.late}
    return polled.outcome != "failed" and all(name in read for name in polled.archives)


def _days(polled: DilaPoll) -> tuple[date, ...]:
    """Return the days of the archives: a folder has a rhythm, whatever its texts are about."""
    stamps = {polled.newest, *map(stamp_of, polled.archives)} - {""}
    return tuple(sorted(date.fromisoformat(stamp[:8]) for stamp in stamps))


def _memory(kept: str) -> DilaMemory:
    """Return what the last poll remembered; the log knows every document, should it be lost."""
    try:
        return DilaMemory.from_json(kept) if kept else DilaMemory()
    except MemoryFormatError:
        return DilaMemory()
