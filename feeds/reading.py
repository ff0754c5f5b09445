"""Read the body of a feed: all of it, or only the entries whose bytes are not known yet.

Reading a part is exact, never a guess: wherever an entry could be known by something else once
it stands beside the entries that were left out, the whole feed is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from feeds.answers import Fetched
from feeds.entry import Entry, Feed, NotAFeed
from feeds.memory import Memory
from feeds.pieces import Cut, cut_feed
from feeds.sightings import link_key
from feeds.worker import Parser

_UTF8_XML = "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRead:
    """A feed of which ``read`` was read; ``unchanged`` stands in it as the memory has it.

    ``order`` are the identities of all entries as the feed shows them.
    """

    read: Feed
    order: tuple[str, ...]
    unchanged: tuple[str, ...] = ()


def read_feed(answer: Fetched, parser: Parser, *, base: str, memory: Memory | None) -> FeedRead | NotAFeed:
    """Read what *answer* brought, the feed of the address *base*.

    What *memory* knows is not read again; without a memory everything is.
    """
    part = _read_part(answer, parser, base, memory) if memory is not None else None
    if part is not None:
        return part
    feed = parser.parse(answer.body, content_type=answer.content_type, base=base)
    if isinstance(feed, NotAFeed):
        return feed
    return FeedRead(read=feed, order=tuple(entry.identity for entry in feed.entries))


def _read_part(answer: Fetched, parser: Parser, base: str, memory: Memory) -> FeedRead | None:
    """Read the entries that *memory* does not know; None where that could come to something else."""
    known = {entry.piece: identity for identity, entry in memory.entries.items() if entry.piece}
    cut = cut_feed(answer.body, content_type=answer.content_type, base=base) if known else None
    if cut is None or known.keys().isdisjoint(cut.pieces):
        return None
    feed: Feed | NotAFeed = Feed(title="", entries=())
    if not known.keys() >= set(cut.pieces):
        feed = parser.parse(cut.without(known.keys()), content_type=_UTF8_XML, base=base)
    if isinstance(feed, NotAFeed) or feed.dropped or feed.warnings:
        return None
    return _joined(feed, cut, known, memory)


def _joined(feed: Feed, cut: Cut, known: Mapping[str, str], memory: Memory) -> FeedRead | None:
    """Put the entries that were read between those that were not, if they agree."""
    read = {entry.piece: entry for entry in feed.entries}
    order, unchanged = [], []
    for piece in cut.pieces:
        if piece in known:
            unchanged.append(known[piece])
            order.append(known[piece])
        elif piece in read:
            order.append(read[piece].identity)
        else:
            return None
    if len(feed.entries) + len(unchanged) != len(order) or not _agree(feed.entries, unchanged, memory):
        return None
    return FeedRead(read=feed, order=tuple(order), unchanged=tuple(unchanged))


def _agree(entries: tuple[Entry, ...], unchanged: list[str], memory: Memory) -> bool:
    """Tell whether each entry is known by the same in the whole feed: `entry.identify` says by what.

    Each must have a guid of its own, or no guid and a link of its own; and no two may be one.
    """
    if not all(entry.names_itself for entry in entries):
        return False
    rows = [(entry.identity, link_key(entry), entry.digest) for entry in entries]
    for identity in unchanged:
        known = memory.entries[identity]
        rows.append((identity, known.link, known.digest))
    links = Counter(link for _, link, _ in rows)
    contents = {(link, digest) if link else (identity, digest) for identity, link, digest in rows}
    return len({identity for identity, _, _ in rows}) == len(rows) == len(contents) and all(
        links[link] == 1 for identity, link, _ in rows if identity.startswith("link:")
    )
