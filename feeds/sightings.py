"""Which entries of a feed are known.  Pure: entries and a memory go in, sightings come out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from feeds.entry import Entry
from feeds.links import canonical
from feeds.memory import EntryMemory, Memory
from feeds.sameness import are_unlike, sketch

# Shorter texts ("Communiqué") may be two items' that say the same.
_TELLING = 40


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


def day_of(entry: Entry) -> str:
    """Return the day that *entry* was published on, as the feed says; ``""`` where it does not."""
    return (entry.published or "")[:10]


def link_key(entry: Entry) -> str:
    """Return what stands for the link of *entry* in a memory, ``""`` where it has none."""
    return _key_of_link(entry.url) if entry.url else ""


@lru_cache(maxsize=4096)
def _key_of_link(url: str) -> str:
    return short_hash(canonical(url))


def short_hash(text: str) -> str:
    """Return 16 hexadecimal digits that stand for *text*."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def seen_again(known: EntryMemory, entry: Entry, day: str) -> EntryMemory:
    """Return *known* as of *day*, with the link that the feed gives now."""
    return replace(known, seen=day, link=link_key(entry) or known.link, words=known.words or words_of(entry))


def words_of(entry: Entry) -> str:
    """Return the words that stand for *entry*, as the feed tells it."""
    return entry.words or sketch(entry.title, f"{entry.summary} {entry.text}")


def unchanged_on(known: EntryMemory, day: str) -> EntryMemory:
    """Return *known*, whose bytes the feed still holds on *day*."""
    return known if known.seen == day else replace(known, seen=day)


def piece_of(entry: Entry) -> str:
    """Return the piece of *entry*, if its bytes say by what it is known."""
    return entry.piece if entry.names_itself else ""


def with_piece(latest: EntryMemory, entry: Entry) -> EntryMemory:
    """Return *latest* with the piece of *entry*, if that piece will say all that *latest* says."""
    says_all = latest.digest == entry.digest and latest.link == link_key(entry)
    piece = piece_of(entry) if says_all else ""
    return latest if latest.piece == piece else replace(latest, piece=piece)
