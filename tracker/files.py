"""Documents from files: the same pipeline as a poll, with the operator's word for who speaks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from feeds.dila import looks_official, read_official
from feeds.document import Document, Origin
from feeds.entry import Entry, NotAFeed
from feeds.lines import BadLine, read_documents, slug
from feeds.official import NotOfficial, OfficialText
from feeds.syndication import parse_feed
from store.api import EventStore, Reader
from tracker.alerts.announce import Announced
from tracker.app import App, voice_of
from tracker.ingest import Reading, Taken
from tracker.intake import take_in_all
from tracker.model.time import paris_today
from tracker.model.told import Reason
from tracker.reading import read_document
from tracker.recording import derived_id, recording
from tracker.sources import with_known_kind

_AT_ONCE = 200
"""Documents in one unit of work: few enough to keep other writers from waiting long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What one file came to; ``faults`` are the lines and files that could not be taken.

    ``notices`` tell what was taken otherwise than it was written.
    """

    path: str
    taken: tuple[Taken, ...] = ()
    announced: tuple[Announced, ...] = ()
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def ingest_file(app: App, store: EventStore, path: Path, *, kind: str, silent: bool) -> Ingested:
    """Take in the documents of *path*; one bad line never costs the others."""
    faults: list[str] = []
    notices: dict[str, None] = {}
    readings = (
        read_document(
            app.extractor,
            document,
            voice=voice_of(document.source.kind),
            publisher=document.source.id,
        )
        for document in _of_one_source(store, documents_in(path, kind, faults, notices), notices)
    )
    taken: list[Taken] = []
    announced: list[Announced] = []
    for batch in _batches(readings, _AT_ONCE):
        today = paris_today(app.clock())
        silence = Reason.ASKED_SILENCE if silent else None
        with recording(store, recorded_by="ingest") as recorder:
            intake = take_in_all(recorder, app.announcer, batch, today=today, silence=silence)
        taken += intake.taken
        announced += intake.announced
        faults += [f"{path}: {line}" for line in intake.refused]
        faults += [f"{path}: {each.document.id}: {each.failed}" for each in batch if each.failed]
    return Ingested(
        path=str(path),
        taken=tuple(taken),
        announced=tuple(announced),
        faults=tuple(faults),
        notices=tuple(f"{path}: {notice}" for notice in notices),
    )


def _of_one_source(
    store: Reader, documents: Iterable[Document], notices: dict[str, None]
) -> Iterator[Document]:
    """Yield the documents, by a name of its own each that bears the id of another source's document.

    No source rewrites what another said: a paper that has the id of an official text is another document.
    """
    speakers: dict[str, str] = {}
    for document in documents:
        speaker = f"{voice_of(document.source.kind)}:{document.source.id}"
        held = store.state("document", document.id)
        before = speakers.get(document.id) or (f"{held['voice']}:{held['source']['id']}" if held else speaker)
        if before != speaker:
            name = f"{document.id}@{speaker}"
            notices[f"{document.id}: the id of another source's document; taken as {name}"] = None
            yield replace(document, id=name)
            continue
        speakers[document.id] = speaker
        yield document


def documents_in(path: Path, kind: str, faults: list[str], notices: dict[str, None]) -> Iterator[Document]:
    """Yield the documents of *path*; *faults* and *notices* take what is wrong, and what is odd."""
    return _of_known_kind(_documents(path, kind, faults), notices)


def _of_known_kind(documents: Iterable[Document], notices: dict[str, None]) -> Iterator[Document]:
    """Yield the documents with the kinds that we know; put each kind that nobody knows into *notices*."""
    for document in documents:
        known, wrong = with_known_kind(document)
        if wrong:
            notices[wrong] = None
        yield known


def read_lines(file: str) -> Iterator[tuple[Document | None, str]]:
    """Yield the documents of a JSONL file (``-``: standard input), or what is wrong with a line."""
    if file == "-":
        yield from _judged(read_documents(sys.stdin), "standard input")
        return
    try:
        with Path(file).open(encoding="utf-8", errors="replace") as handle:
            yield from _judged(read_documents(handle), file)
    except OSError as error:
        yield None, f"{file}: cannot be read ({error.strerror})"


def _judged(lines: Iterable[Document | BadLine], path: str) -> Iterator[tuple[Document | None, str]]:
    for line in lines:
        if isinstance(line, BadLine):
            yield None, f"{path}, line {line.line}: {line.reason}"
        else:
            yield line, ""


def _documents(path: Path, kind: str, faults: list[str]) -> Iterator[Document]:
    """Yield the documents of a file, by what it begins with; put what is wrong into *faults*."""
    try:
        with path.open("rb") as handle:
            start = handle.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    except OSError as error:
        faults.append(f"{path}: cannot be read ({error.strerror})")
        return
    if looks_official(start):
        yield from _official_documents(path, faults)
    elif not start:
        faults.append(f"{path}: empty; give documents as JSONL, or a feed")
    elif start.startswith(b"<") or b"jsonfeed.org/version" in start:
        yield from _feed_documents(path, kind, faults)
    elif start.startswith(b"{"):
        for document, fault in read_lines(str(path)):
            if document is None:
                faults.append(fault)
            else:
                yield document
    else:
        faults.append(
            f"{path}: neither documents in JSONL, nor a feed, nor a text of DILA; see `tracker ingest --help`"
        )


def _official_documents(path: Path, faults: list[str]) -> Iterator[Document]:
    """Yield the texts of DILA's XML or of one of its archives; an issue's table of contents is no text."""
    for text in read_official(path):
        if isinstance(text, OfficialText):
            yield text.document()
        elif isinstance(text, NotOfficial):
            faults.append(f"{path}: {text.name}: {text.reason}")


def _feed_documents(path: Path, kind: str, faults: list[str]) -> Iterator[Document]:
    feed = parse_feed(path.read_bytes(), content_type=None, base=path.resolve().as_uri())
    if isinstance(feed, NotAFeed):
        faults.append(f"{path}: {feed.reason}")
        return
    name = feed.title or path.stem
    origin = Origin(id=slug(name), kind=kind, name=name)
    for entry in feed.entries:
        yield _entry_document(entry, origin)


def _entry_document(entry: Entry, origin: Origin) -> Document:
    return Document(
        id=f"{origin.id}:{derived_id('entry', entry.identity).hex[:16]}",
        source=origin,
        title=entry.title,
        summary=entry.summary,
        text=entry.text,
        url=entry.url,
        published=entry.published,
        suspicions=entry.suspicions,
    )


def _batches(readings: Iterable[Reading], size: int) -> Iterator[list[Reading]]:
    batch: list[Reading] = []
    for reading in readings:
        batch.append(reading)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
