"""What a feed says, as values: Entry, Feed, NotAFeed; and which entries are the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from feeds.errors import FailureKind
from feeds.links import canonical
from feeds.plaintext import fold
from feeds.sameness import sketch

MAX_ENTRIES = 1000
MAX_TITLE = 500
MAX_SUMMARY = 20_000
MAX_TEXT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed, as plain text.

    ``identity`` stays when the entry moves from http to https, is edited or redated.
    ``published`` is what the feed claims, however far ahead; the poll judges it.
    ``piece`` stands for the bytes that the entry was read from, where those can be told apart.
    """

    identity: str
    title: str
    url: str | None = None
    summary: str = ""
    text: str = ""
    published: str | None = None
    updated: str | None = None
    digest: str = ""
    suspicions: tuple[str, ...] = ()
    guid: str = ""
    piece: str = ""
    words: str = ""
    """Those by which another article in its place is told from this one rewritten."""

    @property
    def names_itself(self) -> bool:
        """Tell whether its identity is its own guid, or its link for want of any guid."""
        return self.identity == f"guid:{self.guid}" or (not self.guid and self.identity.startswith("link:"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that could be read; ``dropped`` entries had nothing to know them by, or were too many."""

    title: str
    entries: tuple[Entry, ...]
    dropped: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAFeed:
    """The body holds no feed; ``reason`` is one line."""

    kind: FailureKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry before its feed has been seen as a whole: ``guid`` is what the feed gave, if anything."""

    guid: str
    title: str
    url: str | None
    summary: str
    text: str
    published: str | None
    updated: str | None
    suspicions: tuple[str, ...]


def digest_of(title: str, summary: str, text: str) -> str:
    """Return what stays the same while nothing is rewritten: spaces and Unicode forms do not count."""
    whole = "\x1f".join(fold(part) for part in (title, summary, text))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def identify(drafts: Iterable[Draft]) -> tuple[tuple[Entry, ...], int]:
    """Give each draft its identity; return the entries, and how many had nothing to know them by.

    The guid counts where the feed uses it once, then the link where that is used once, then the
    content.  An entry that the feed holds twice, under whatever guid, is one entry.
    """
    every = list(drafts)
    guids = Counter(draft.guid for draft in every)
    links = Counter(_link_key(draft) for draft in every)
    entries: dict[str, Entry] = {}
    seen: set[tuple[str, str]] = set()
    nameless = 0
    for draft in every:
        if not (draft.guid or draft.url or draft.title or draft.summary or draft.text):
            nameless += 1
            continue
        digest = digest_of(draft.title, draft.summary, draft.text)
        link = _link_key(draft)
        if link and (link, digest) in seen:
            continue
        seen.add((link, digest))
        identity = _identity(draft, digest, guid_once=guids[draft.guid] == 1, link_once=links[link] == 1)
        entries.setdefault(identity, _entry(draft, identity, digest))
    return tuple(entries.values()), nameless


def _link_key(draft: Draft) -> str:
    return canonical(draft.url) if draft.url else ""


def _identity(draft: Draft, digest: str, *, guid_once: bool, link_once: bool) -> str:
    link = _link_key(draft)
    if draft.guid and guid_once:
        return f"guid:{draft.guid}"
    if link and link_once:
        return f"link:{link}"
    if draft.title and draft.published:
        dated = digest_of(draft.title, draft.published, link)
        return f"title:{dated}"
    return f"text:{digest}"


def _entry(draft: Draft, identity: str, digest: str) -> Entry:
    return Entry(
        identity=identity,
        title=draft.title,
        url=draft.url,
        summary=draft.summary,
        text=draft.text,
        published=draft.published,
        updated=draft.updated,
        digest=digest,
        suspicions=draft.suspicions,
        guid=draft.guid,
        words=sketch(draft.title, f"{draft.summary} {draft.text}"),
    )
