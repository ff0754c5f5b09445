"""Poll one source once: what is new, what was rewritten, and what to remember.

The web is asked, nothing is written: the caller stores the documents and the memory together.
A poll that fails leaves the memory as it was; nothing is ever "gone" because a poll failed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Literal

from feeds.article import Article, NoArticle
from feeds.behind import read_behind
from feeds.dates import horizon
from feeds.document import Document, Origin
from feeds.entry import Entry, Feed, NotAFeed
from feeds.errors import FailureKind
from feeds.http import Fetcher, FetchFailed, NotModified
from feeds.links import canonical
from feeds.memory import EntryMemory, Memory, instant
from feeds.pieces import READER
from feeds.plaintext import shorten
from feeds.reading import FeedRead, read_feed
from feeds.sightings import (
    Sighting,
    day_of,
    link_key,
    piece_of,
    recognise,
    seen_again,
    short_hash,
    unchanged_on,
    with_piece,
    words_of,
)
from feeds.worker import Parser

__all__ = ["Memory", "Outcome", "Poll", "Source", "poll"]

Outcome = Literal["changed", "unchanged", "failed"]

_MAX_PAGES = 100
_PAGE_WAITS = (timedelta(0), timedelta(0), timedelta(hours=1), timedelta(hours=6))
_PAGE_WAIT = timedelta(days=1)
_PAGE_TRIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed as it is configured; with ``full_text`` the pages behind its entries are read too.

    Pages are read for ``pages_within`` seconds a poll at most; the rest is read at the next one.
    """

    origin: Origin
    url: str
    full_text: bool = False
    pages_within: float = 120.0
    language: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll brought: documents that are new or rewritten, oldest first."""

    outcome: Outcome
    memory: Memory
    documents: tuple[Document, ...] = ()
    failure: FetchFailed | NotAFeed | None = None
    entries: int = 0
    notices: tuple[str, ...] = ()
    moved_to: str | None = None
    """Where the source says that it now lives for good, with whatever secret that holds; its address
    stays as it is configured."""
    same: bool = False
    """The answer was, byte for byte, the one that the memory is of."""

    @property
    def retry_after(self) -> float | None:
        """Return the seconds that the server asked us to wait."""
        return self.failure.retry_after if isinstance(self.failure, FetchFailed) else None


def poll(source: Source, memory: Memory, fetcher: Fetcher, parser: Parser, *, now: datetime) -> Poll:
    """Ask *source* for what it has that *memory* does not know.

    An entry whose page cannot be read yet is handed over with the text that the feed has, and
    again when the page could be read.  Once a day the whole feed is asked for, whatever validators say.
    """
    made_for = f"{READER} {short_hash(canonical(source.url))}"
    fresh = memory.made_for == made_for and not _is_over(memory.retry_at, now)
    asks_for_news = fresh and memory.is_of_a_recent_whole(now)
    answer = fetcher.fetch(
        source.url,
        etag=memory.etag if asks_for_news else None,
        last_modified=memory.last_modified if asks_for_news else None,
    )
    if isinstance(answer, FetchFailed):
        return Poll(outcome="failed", memory=memory, failure=answer)
    if isinstance(answer, NotModified):
        renewed = replace(
            memory,
            etag=answer.etag or memory.etag,
            last_modified=answer.last_modified or memory.last_modified,
        )
        return _same(renewed, answer.moved_permanently_to)
    moved_to = answer.moved_permanently_to
    body = hashlib.sha256(answer.body).hexdigest()
    if fresh and body == memory.body:
        # Without validators nothing is to be remembered anew: the next poll gets the whole feed anyway.
        whole_at = instant(now) if answer.etag or answer.last_modified else memory.whole_at
        renewed = replace(memory, etag=answer.etag, last_modified=answer.last_modified, whole_at=whole_at)
        return _same(renewed, moved_to)
    feed = read_feed(answer, parser, base=source.url, memory=memory if fresh else None)
    if isinstance(feed, NotAFeed):
        return Poll(outcome="failed", memory=memory, failure=feed, moved_to=moved_to)
    reading = _Reading(source, fetcher, parser, now, monotonic() + source.pages_within)
    remembered = reading.take(feed, memory)
    return Poll(
        outcome="changed" if reading.documents else "unchanged",
        memory=Memory(
            made_for=made_for,
            whole_at=instant(now),
            etag=answer.etag,
            last_modified=answer.last_modified,
            body=body,
            count=len(feed.order),
            entries=remembered,
        ),
        documents=_oldest_first(reading.documents),
        entries=len(feed.order),
        notices=(*_notices(feed.read, reading.known, memory), *reading.notices),
        moved_to=moved_to,
    )


def _same(memory: Memory, moved_to: str | None) -> Poll:
    """Return a poll that was answered as the last one was."""
    return Poll(
        outcome="unchanged",
        memory=memory,
        entries=memory.count,
        moved_to=moved_to,
        same=True,
    )


class _Reading:
    """Goes through the sightings of one poll and collects what comes of them."""

    def __init__(
        self, source: Source, fetcher: Fetcher, parser: Parser, now: datetime, deadline: float
    ) -> None:
        self._source = source
        self._fetcher = fetcher
        self._parser = parser
        self._now = now
        self._horizon = horizon(now)
        self._deadline = deadline
        self._pages = 0
        self.documents: list[Document] = []
        self.notices: list[str] = []
        self.known = 0

    def take(self, feed: FeedRead, memory: Memory) -> dict[str, EntryMemory]:
        """Return the entries to remember; an entry under a new identity is remembered under that."""
        day = self._now.date().isoformat()
        current = {identity: unchanged_on(memory.entries[identity], day) for identity in feed.unchanged}
        self.known = len(current)
        renamed = []
        for sighting in recognise(feed.read.entries, memory, feed.unchanged):
            self.known += sighting.known is not None
            current[sighting.entry.identity] = with_piece(self._one(sighting), sighting.entry)
            if sighting.known_as not in (None, sighting.entry.identity):
                renamed.append(str(sighting.known_as))
        return memory.remember({identity: current[identity] for identity in feed.order}, renamed)

    def _one(self, sighting: Sighting) -> EntryMemory:
        entry, known, day = sighting.entry, sighting.known, self._now.date().isoformat()
        if known is not None and known.digest == entry.digest:
            known = seen_again(known, entry, day)
            if not _is_over(known.retry_at, self._now):
                return known
        key = sighting.key
        latest = EntryMemory(
            key=key,
            digest=entry.digest,
            link=link_key(entry),
            day=day_of(entry),
            seen=day,
            words=words_of(entry),
            piece=piece_of(entry),
        )
        if not (self._source.full_text and entry.url):
            self._hand_over(entry, key, None)
            return latest
        if known is not None and known.digest != entry.digest and known.page == "missing":
            known = replace(known, tries=0, retry_at=None)
        return self._with_page(entry, known, latest)

    def _with_page(self, entry: Entry, known: EntryMemory | None, latest: EntryMemory) -> EntryMemory:
        """Read the page of *entry* and hand it over, or what the feed has of it until it can be read.

        A text that was once read in full is not replaced by the feed's few lines: a rewritten
        entry whose page fails waits, and is told.
        """
        if known is not None and known.retry_at is not None and not _is_over(known.retry_at, self._now):
            return known
        page = self._page(str(entry.url))
        if isinstance(page, Article):
            if page.notice:
                self._tell(entry, page.notice)
            self._hand_over(entry, latest.key, page)
            return replace(latest, page="read")
        tries = known.tries + 1 if known is not None else 1
        retry_at = self._retry_at(page.kind, tries)
        waiting = known is not None and known.page == "read"
        told = "it has changed, and waits for its page" if waiting else "its page could not be read"
        self._tell(entry, f"{told}: {page.reason}")
        if known is not None and waiting:
            later = retry_at or (self._now + _PAGE_WAIT).astimezone(UTC).isoformat()
            return replace(known, tries=tries, retry_at=later, seen=latest.seen)
        if known is None or known.digest != entry.digest:
            self._hand_over(entry, latest.key, None)
        return replace(latest, page="missing", tries=tries, retry_at=retry_at)

    def _page(self, url: str) -> Article | NoArticle | FetchFailed:
        if self._pages >= _MAX_PAGES or monotonic() > self._deadline:
            return NoArticle(kind=FailureKind.TRANSIENT, reason="this poll has read enough pages")
        self._pages += 1
        return read_behind(url, self._fetcher, self._parser, named_by=self._source.url)

    def _retry_at(self, kind: FailureKind, tries: int) -> str | None:
        """Return from when on a page is worth another try, None where it is not."""
        if kind is not FailureKind.TRANSIENT or tries >= _PAGE_TRIES:
            return None
        wait = _PAGE_WAITS[tries] if tries < len(_PAGE_WAITS) else _PAGE_WAIT
        return (self._now + wait).astimezone(UTC).isoformat()

    def _hand_over(self, entry: Entry, key: str, page: Article | None) -> None:
        odd = {*entry.suspicions, *(page.suspicions if page is not None else ())}
        if odd:
            self._tell(entry, f"its text needs a look: {', '.join(sorted(odd))}")
        read = page.text if page is not None else ""
        self.documents.append(
            Document(
                id=f"{self._source.origin.id}:{key}",
                source=self._source.origin,
                title=entry.title,
                summary=entry.summary,
                # A page behind a paywall can hold less than the feed.
                text=max(entry.text, read, key=len),
                url=entry.url,
                published=self._published(entry) or (page.published if page is not None else None),
                language=self._source.language,
                suspicions=tuple(sorted(odd)),
            )
        )

    def _published(self, entry: Entry) -> str | None:
        """Return the date of *entry*; one that lies well ahead is told and not believed."""
        if entry.published is None or entry.published <= self._horizon:
            return entry.published
        self._tell(entry, f"its date lies ahead, and is left out: {entry.published}")
        return None

    def _tell(self, entry: Entry, what: str) -> None:
        self.notices.append(f"« {shorten(entry.title or entry.text or entry.identity, 80)} »: {what}")


def _is_over(until: str | None, now: datetime) -> bool:
    return until is not None and datetime.fromisoformat(until) <= now


def _notices(feed: Feed, known: int, memory: Memory) -> list[str]:
    notices = list(feed.warnings)
    if feed.dropped:
        notices.append(f"{feed.dropped} entries had nothing to know them by, or were too many")
    if memory.entries and feed.entries and not known:
        notices.append("none of the entries was known: some may have come and gone since the last poll")
    return notices


def _oldest_first(documents: list[Document]) -> tuple[Document, ...]:
    """Turn the order of feeds round, which show the newest first; dates decide where all have one."""
    ordered = documents[::-1]
    if all(document.published for document in ordered):
        ordered.sort(key=lambda document: document.published or "")
    return tuple(ordered)
