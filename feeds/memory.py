"""What is remembered of a source between two polls, and which entries it recognises.

Recognising is pure: a feed and a memory go in, sightings come out.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from feeds.entry import Entry
from feeds.errors import MemoryFormatError
from feeds.links import canonical
from feeds.sameness import are_unlike, sketch

PageState = Literal["none", "read", "missing"]
_FORMAT = 1
_WHOLE_EVERY = timedelta(days=1)
_REMEMBERED = 5000
_WITH_WORDS = 200
# Shorter texts ("Communiqué") may be two items' that say the same.
_TELLING = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryMemory:
    """One entry as it was last handed over.

    ``key`` names its Document and stays when the feed gives the entry another identity.  ``day``
    is the one that it was published on, as the feed said.
    ``page`` is ``missing`` while the text behind the link could not be read; ``retry_at`` says
    from when on it is worth another try, None where it is not.  ``seen`` is the last day.
    ``piece`` stands for the bytes that it was read from: while they stay, there is nothing to read.
    ``words`` are those by which another article in its place is told from this one rewritten.
    """

    key: str
    digest: str
    link: str = ""
    seen: str = ""
    day: str = ""
    page: PageState = "none"
    tries: int = 0
    retry_at: str | None = None
    piece: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """One source as it was at its last good poll; a new one is empty.

    ``made_for`` is the parser and a digest of the address (it may be secret) that the validators stand
    for: where either has changed, what the server calls unchanged is asked for again.  ``whole_at`` is
    when a whole body last came.
    """

    made_for: str = ""
    whole_at: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body: str = ""
    count: int = 0
    entries: Mapping[str, EntryMemory] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the memory as one line of JSON."""
        entries = {identity: _row(entry) for identity, entry in self.entries.items()}
        return json.dumps(
            {
                "format": _FORMAT,
                "made_for": self.made_for,
                "whole_at": self.whole_at,
                "etag": self.etag,
                "last_modified": self.last_modified,
                "body": self.body,
                "count": self.count,
                "entries": entries,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> Memory:
        """Read what `to_json` wrote; refuse anything else."""
        try:
            data = json.loads(text)
            if data.pop("format") != _FORMAT:
                raise MemoryFormatError("the memory of a source has another format; poll with an empty one")
            rows = data.pop("entries").items()
            entries = {
                identity: EntryMemory(**dict(zip(_COLUMNS, row, strict=False))) for identity, row in rows
            }
            return cls(**data, entries=entries)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MemoryFormatError(
                "the memory of a source cannot be read; poll with an empty one"
            ) from error

    def is_of_a_recent_whole(self, now: datetime) -> bool:
        """Tell whether a whole body came within a day: a server that says 304 for ever is asked anew."""
        if not self.whole_at:
            return False
        return timedelta(0) <= now - datetime.fromisoformat(self.whole_at) < _WHOLE_EVERY

    def remember(
        self, current: Mapping[str, EntryMemory], forgotten: Iterable[str]
    ) -> dict[str, EntryMemory]:
        """Return the entries with *current* in front and without *forgotten*, bounded.

        An entry that has left the feed is kept while it is among the 5000 last seen: feeds bring
        things back, and show them in another order.
        """
        gone = set(forgotten)
        absent = [
            (identity, entry)
            for identity, entry in self.entries.items()
            if identity not in current and identity not in gone
        ]
        absent.sort(key=lambda item: item[1].seen, reverse=True)
        kept = absent[:_WITH_WORDS]
        bare = [(identity, replace(entry, words="")) for identity, entry in absent[_WITH_WORDS:_REMEMBERED]]
        return {**current, **dict(kept), **dict(bare)}


_COLUMNS = tuple(column.name for column in fields(EntryMemory))


def _row(entry: EntryMemory) -> list[object]:
    """Return *entry* as a list without its last empty values: a source can remember thousands."""
    row = [getattr(entry, column) for column in _COLUMNS]
    while not row[-1]:
        row.pop()
    return row


@dataclass(frozen=True, slots=True)
class Sighting:
    """An entry of the feed and what is known of it; ``known_as`` is its identity in the memory.

    ``reuses`` says that another article had the identity that it has.
    """

    entry: Entry
    known: EntryMemory | None = None
    known_as: str | None = None
    reuses: bool = False

    @property
    def key(self) -> str:
        """Return what names its Document."""
        if self.known is not None:
            return self.known.key
        return short_hash(
            f"{self.entry.identity}\n{self.entry.digest}" if self.reuses else self.entry.identity
        )


def recognise(entries: Iterable[Entry], memory: Memory, unchanged: Collection[str] = ()) -> list[Sighting]:
    """Say of each entry whether it is known: by its identity, else by its link, else by its text.

    *unchanged* are the identities of further entries that the feed holds as they are remembered.

    A link counts only where one entry of the feed has it and its former owner has left: some
    sites give all their news one address.  A text counts where it is long enough to tell, and
    nothing else says that it is another occasion ("Le Journal officiel de ce jour").  An article
    whose identity or link another one has taken over is not that one.
    """
    every = list(entries)
    if not every:
        return []
    present = {entry.identity for entry in every}.union(unchanged)
    links = Counter(link_key(entry) for entry in every)
    links.update(memory.entries[identity].link for identity in unchanged)
    # Where several had one link, the one that was seen last had it last.
    by_link = {known.link: identity for identity, known in reversed([*memory.entries.items()]) if known.link}
    by_digest = {known.digest: identity for identity, known in memory.entries.items()}

    def known_as(entry: Entry) -> str | None:
        if entry.identity in memory.entries:
            return (
                None
                if _is_another(entry, memory.entries[entry.identity], day_counts=True)
                else entry.identity
            )
        link, twin = link_key(entry), by_digest.get(entry.digest, "")
        owner = by_link.get(link, "") if links[link] == 1 else ""
        if owner and owner not in present and not _is_another(entry, memory.entries[owner], day_counts=False):
            return owner
        return twin if _is_same_occasion(entry, memory.entries.get(twin)) else None

    sightings = []
    for entry in every:
        identity = known_as(entry)
        known = memory.entries[identity] if identity is not None else None
        reuses = known is None and entry.identity in memory.entries
        sightings.append(Sighting(entry, known, identity, reuses))
    return sightings


def _is_another(entry: Entry, known: EntryMemory, *, day_counts: bool) -> bool:
    """Tell whether *entry* is another article than the one whose place it has taken.

    Its words tell, and where *day_counts* another day of publication, too: what keeps its name and
    its day is a correction, however much of it is new.
    """
    if not known.words or known.digest == entry.digest:
        return False
    day = day_of(entry)
    if day_counts and (not day or not known.day or day == known.day):
        return False
    return are_unlike(known.words, words_of(entry))


def _is_same_occasion(entry: Entry, twin: EntryMemory | None) -> bool:
    """Tell whether *entry*, whose text *twin* has too, is the same item."""
    if twin is None or len(entry.title) + len(entry.summary) + len(entry.text) < _TELLING:
        return False
    link, day = link_key(entry), day_of(entry)
    return not link or not twin.link or link == twin.link or not day or not twin.day or day == twin.day


def instant(now: datetime) -> str:
    """Return *now* as it is remembered."""
    return now.astimezone(UTC).isoformat(timespec="seconds")


def day_of(entry: Entry) -> str:
    """Return the day that *entry* was published on, as the feed says; ``""`` where it does not."""
    return (entry.published or "")[:10]


def link_key(entry: Entry) -> str:
    """Return what stands for the link of *entry* in a memory, ``""`` where it has none."""
    return short_hash(canonical(entry.url)) if entry.url else ""


def short_hash(text: str) -> str:
    """Return 16 hexadecimal digits that stand for *text*."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def seen_again(known: EntryMemory, entry: Entry, day: str) -> EntryMemory:
    """Return *known* as of *day*, with the link that the feed gives now."""
    return replace(known, seen=day, link=link_key(entry) or known.link, words=known.words or words_of(entry))


def words_of(entry: Entry) -> str:
    """Return the words that stand for *entry*, as the feed tells it."""
    return sketch(entry.title, f"{entry.summary} {entry.text}")


def unchanged_on(known: EntryMemory, day: str) -> EntryMemory:
    """Return *known*, whose bytes the feed still holds on *day*."""
    return known if known.seen == day else replace(known, seen=day)


def with_piece(latest: EntryMemory, entry: Entry) -> EntryMemory:
    """Return *latest* with the piece of *entry*, if that piece will say all that *latest* says."""
    says_all = entry.names_itself and latest.digest == entry.digest and latest.link == link_key(entry)
    piece = entry.piece if says_all else ""
    return latest if latest.piece == piece else replace(latest, piece=piece)
