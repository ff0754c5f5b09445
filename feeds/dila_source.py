"""Poll a folder of DILA's archives: every text once, in order, resumable after any of them.

An archive is fetched to a file without a name, looked through as a whole, and only then read: of
one that is cut off nothing counts.  No member is unpacked to disk.  What one poll brings comes in
batches, each with the memory to store in the same transaction; a poll that is broken off loses
the batch at hand and nothing else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO, Literal

from feeds.answers import Fetched, FetchedFile, FetchFailed
from feeds.charset import decode
from feeds.dila import parse_deletions, parse_official
from feeds.dila_memory import DilaMemory
from feeds.document import Document, Origin
from feeds.errors import FailureKind
from feeds.http import PAGE_ACCEPT, Fetcher
from feeds.listing import Archive, NoListing, is_full, parse_listing, plan, stamp_of
from feeds.official import JournalIssue, NotOfficial, OfficialText
from feeds.tarball import ArchiveFault, Member, read_members

_TOLD = 20
_PASSED_OVER = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DilaSource:
    """A folder as it is configured.

    ``wanted`` sees the raw XML of a text, entities and all, before it is parsed: what it turns
    down costs next to nothing, and is counted.  ``since`` is a date; with it the full archive is
    left out.
    """

    origin: Origin
    url: str
    wanted: Callable[[bytes], bool] = field(default=lambda _: True)
    since: str = ""
    batch: int = 200
    archive_timeout: float = 1800.0
    max_archive: int = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some of the texts of one archive, and the memory to store together with what comes of them.

    ``withdrawn`` are ids that the archive takes back and does not bring again; most are unknown.
    A batch with a ``failure`` is the last of its archive: the archive is tried again.
    """

    archive: str
    memory: DilaMemory
    texts: tuple[OfficialText, ...] = ()
    documents: tuple[Document, ...] = ()
    withdrawn: tuple[str, ...] = ()
    past: bool = False
    """The archive was there before the folder was asked for so much: none of it is news."""
    unwanted: int = 0
    others: int = 0
    """Members that are no text to read: tables of contents, lists, what was refused."""
    notices: tuple[str, ...] = ()
    failure: FetchFailed | NotOfficial | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DilaPoll:
    """What one poll found in the folder; reading ``batches`` fetches the archives one by one."""

    outcome: Literal["listed", "unchanged", "failed"]
    memory: DilaMemory
    batches: Iterator[Batch]
    archives: tuple[str, ...] = ()
    newest: str = ""
    """The stamp of the newest archive in the folder: how late the source is."""
    failure: FetchFailed | NoListing | None = None
    notices: tuple[str, ...] = ()


def poll_dila(source: DilaSource, memory: DilaMemory, fetcher: Fetcher, *, now: datetime) -> DilaPoll:
    """Ask the folder of *source* for archives that *memory* does not know."""
    known = memory.made_into(source.url, source.since)
    page = fetcher.fetch(source.url, accept=PAGE_ACCEPT)
    if not isinstance(page, Fetched):
        unasked = FetchFailed(kind=FailureKind.TRANSIENT, reason="the directory page did not come")
        failure = page if isinstance(page, FetchFailed) else unasked
        return DilaPoll(outcome="failed", memory=memory, batches=iter(()), failure=failure)
    listing = parse_listing(decode(page.body, page.content_type), base=source.url, now=now)
    if isinstance(listing, NoListing):
        return DilaPoll(outcome="failed", memory=memory, batches=iter(()), failure=listing)
    waiting = plan(listing.archives, done=known.done, since=source.since, late=known.late)
    return DilaPoll(
        outcome="listed" if waiting else "unchanged",
        memory=known,
        batches=_batches(source, known, fetcher, waiting),
        archives=tuple(archive.name for archive in waiting),
        newest=listing.archives[-1].stamp,
        notices=(*listing.notices, *_gaps(source, listing.archives, known, waiting)),
    )


def _gaps(
    source: DilaSource, archives: tuple[Archive, ...], memory: DilaMemory, waiting: list[Archive]
) -> list[str]:
    """Tell of archives that were to be continued, or could have come and gone, and are not listed."""
    names = {archive.name for archive in archives}
    notices = []
    if not source.since and not memory.done and not any(archive.is_full for archive in archives):
        notices.append("no full archive is listed: only what the increments bring is known")
    if memory.archive and memory.archive not in names:
        notices.append(f"{memory.archive} is no longer listed, and was not read to its end")
    notices += [
        f"{name} is no longer listed, and could never be read"
        for name, _ in memory.failed
        if name not in names
    ]
    if memory.done and names.isdisjoint(memory.done) and not any(archive.is_full for archive in waiting):
        newest = max(stamp_of(name) for name in memory.done)
        notices.append(f"no archive that was read is still listed: some may be missing since {newest}")
    return notices


def _batches(
    source: DilaSource, memory: DilaMemory, fetcher: Fetcher, waiting: list[Archive]
) -> Iterator[Batch]:
    """Yield the batches of each archive; a failure ends the poll, but for archives that always fail."""
    current = memory
    for archive in waiting:
        failed = False
        for batch in _of_archive(source, current, fetcher, archive.name):
            current, failed = batch.memory, batch.failure is not None
            yield batch
        if failed and archive.name not in current.late:
            return


def _of_archive(source: DilaSource, memory: DilaMemory, fetcher: Fetcher, name: str) -> Iterator[Batch]:
    folder = source.url[: source.url.rindex("/") + 1]
    with tempfile.TemporaryFile() as file:
        got = fetcher.fetch_file(
            folder + name, file, timeout=source.archive_timeout, max_bytes=source.max_archive
        )
        if isinstance(got, FetchFailed):
            told = replace(got, reason=f"{name}: {got.reason}")
            yield Batch(archive=name, memory=memory.after_failure(name), failure=told)
            return
        survey = _look_through(file, full=is_full(name))
        if survey.fault is not None:
            fault = NotOfficial(
                name=name,
                kind=survey.fault.kind,
                reason=f"{name}: {survey.fault.reason}; nothing of it counts",
            )
            yield Batch(archive=name, memory=memory.after_failure(name), failure=fault)
            return
        yield from _read(source, memory, file, _Archive(name, got, survey))


@dataclass(frozen=True, slots=True)
class _Survey:
    """What an archive says of itself before it is read."""

    withdrawn: tuple[str, ...] = ()
    fault: ArchiveFault | None = None


@dataclass(frozen=True, slots=True)
class _Archive:
    name: str
    got: FetchedFile
    survey: _Survey


def _look_through(file: BinaryIO, *, full: bool) -> _Survey:
    """Check *file* to its end, and find the ids that it takes back without bringing them again."""
    deleted: dict[str, None] = {}
    brought: set[str] = set()
    file.seek(0)
    for member in read_members(file):
        if isinstance(member, ArchiveFault):
            if member.is_the_end:
                return _Survey(fault=member)
        elif _is_list(member.name):
            deleted.update(dict.fromkeys(parse_deletions(member.body)))
        elif not full and member.name.endswith(".xml"):
            brought.add(member.name.rpartition("/")[2].removesuffix(".xml"))
    return _Survey(withdrawn=tuple(name for name in deleted if name not in brought))


def _is_list(name: str) -> bool:
    last = name.rpartition("/")[2]
    return last.startswith("liste_suppression") and last.endswith(".dat")


def _read(source: DilaSource, memory: DilaMemory, file: BinaryIO, archive: _Archive) -> Iterator[Batch]:
    """Yield the members of *file* from where *memory* stopped; the last batch marks it done."""
    resumed = memory.archive == archive.name and memory.size == archive.got.size
    start = memory.members if resumed else 0
    later = memory.later_than(archive.name)
    past = memory.is_past(archive.name)
    gathered = _Gathered(later, withdrawn=() if start else archive.survey.withdrawn)
    file.seek(0)
    for number, member in enumerate(read_members(file), start=1):
        if number <= start:
            continue
        gathered.take(member, source)
        if gathered.is_enough_for(source.batch):
            memory = memory.after_moves(archive.name, gathered.moves)
            at = replace(memory, archive=archive.name, size=archive.got.size, members=number)
            yield gathered.batch(archive.name, at, source.origin, past=past)
            gathered = _Gathered(later, told=gathered.told)
    memory = memory.after_moves(archive.name, gathered.moves).after_success(archive.name)
    yield gathered.batch(archive.name, memory, source.origin, past=past)


class _Gathered:
    """What has been read since the last batch; on the ids of *later* a newer archive has spoken."""

    def __init__(self, later: frozenset[str], *, withdrawn: tuple[str, ...] = (), told: int = 0) -> None:
        self.told = told
        self._later = later
        self._texts: list[OfficialText] = []
        self._unwanted = 0
        self._others = 0
        self._withdrawn = tuple(each for each in withdrawn if each not in later)
        self._older = len(withdrawn) - len(self._withdrawn)
        self._notices: list[str] = []

    @property
    def moves(self) -> list[str]:
        """Return the ids of the texts that were brought or taken back."""
        return [*(text.id for text in self._texts), *(each for each in self._withdrawn if "TEXT" in each)]

    def take(self, member: Member | ArchiveFault, source: DilaSource) -> None:
        if isinstance(member, ArchiveFault):
            self._refuse(NotOfficial(name=member.name, reason=member.reason, kind=member.kind))
        elif not member.name.endswith(".xml"):
            self._others += 1
        elif not source.wanted(member.body):
            self._unwanted += 1
        else:
            found = parse_official(member.body, name=member.name)
            if isinstance(found, OfficialText) and found.id in self._later:
                self._older += 1
            elif isinstance(found, OfficialText):
                self._texts.append(found)
            elif isinstance(found, JournalIssue):
                self._others += 1
            else:
                self._refuse(found)

    def _refuse(self, refused: NotOfficial) -> None:
        """Count a member that is refused; of those of one archive, the first twenty are named."""
        self._others += 1
        self.told += 1
        if self.told <= _TOLD:
            self._notices.append(f"{refused.name}: {refused.reason}")
        elif self.told == _TOLD + 1:
            self._notices.append("more files of this archive are refused, and only counted")

    def is_enough_for(self, batch: int) -> bool:
        """Tell whether to stop: at *batch* texts, or when many members have been passed over."""
        return len(self._texts) >= batch or self._unwanted + self._others >= batch * _PASSED_OVER

    def batch(self, archive: str, memory: DilaMemory, origin: Origin, *, past: bool) -> Batch:
        if self._older:
            why = "a newer archive, read before it, says otherwise"
            self._notices.append(f"{archive}: {self._older} texts are passed over: {why}")
        return Batch(
            archive=archive,
            memory=memory,
            texts=tuple(self._texts),
            documents=tuple(text.document(origin) for text in self._texts),
            withdrawn=self._withdrawn,
            past=past,
            unwanted=self._unwanted,
            others=self._others,
            notices=tuple(self._notices),
        )
