"""Read the plain kind of feed, which is nearly every one, as feedparser reads it and ten times as fast.

RSS 2.0 and Atom 1.0, well-formed, and in their entries only elements whose meaning is beyond doubt.
Whatever else a feed holds makes the answer None: then feedparser reads all of it.  The entries are
what feedparser would give, key by key, for the keys that `feeds.syndication` looks at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

_ATOM, _CONTENT = "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/modules/content/"
_DC, _SLASH = "http://purl.org/dc/elements/1.1/", "http://purl.org/rss/1.0/modules/slash/"
_WFW = "http://wellformedweb.org/CommentAPI/"
_PLACES = {("rss", "channel"): "item", (f"{_ATOM} feed",): f"{_ATOM} entry"}
_READ = {
    "title": "title",
    "link": "link",
    "description": "summary",
    "pubDate": "published",
    "guid": "id",
    f"{_CONTENT} encoded": "content",
    f"{_ATOM} title": "title",
    f"{_ATOM} id": "id",
    f"{_ATOM} published": "published",
    f"{_ATOM} updated": "updated",
    f"{_ATOM} summary": "summary",
    f"{_ATOM} content": "content",
}
_UNREAD = frozenset(
    {
        "author",
        "category",
        "comments",
        "enclosure",
        f"{_DC} creator",
        f"{_SLASH} comments",
        f"{_WFW} commentRss",
    }
    | {f"{_ATOM} {name}" for name in ("author", "contributor", "category", "rights")}
)
"""Elements, with all below them, that change none of those keys."""
_ENTRIES = frozenset({"item", "entry"})
"""What feedparser takes for an entry wherever it stands, in any letter case."""
_OF_PEOPLE = frozenset({"name", "uri", "url", "email"})
"""What may stand below an unread element of an entry; other elements there count for feedparser."""
_WITH_TITLES = frozenset({"image", "textinput"})
"""Elements of a feed whose titles are not its own."""

_XML = "http://www.w3.org/XML/1998/namespace"
# A base changes relative addresses alone, and none of those is read here.
_ATTRIBUTES = frozenset({"type", "isPermaLink", f"{_XML} lang", f"{_XML} base"})
_KINDS = frozenset({"text", "html", "text/plain", "text/html"})
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d+)?(?:/[A-Za-z0-9_~%+=,:@-][\w.~%+=,:@-]*)*/?"
    r"(?:\?[\w.~%+=,:@/&-]+)?",
    re.ASCII,
)
_IDENTITY = re.compile(r"urn:uuid:[0-9A-Za-z-]+|tag:[\w.:,/-]+", re.ASCII)
_LEGACY = re.compile("[\x80-\x9f]")


class _NotPlainError(Exception):
    """The feed holds something that feedparser must read."""


@dataclass(slots=True)
class PlainFeed:
    """A feed in feedparser's terms."""

    title: str = ""
    entries: list[dict[str, Any]] = field(default_factory=list)


def read_plain(body: str) -> PlainFeed | None:
    """Return what feedparser makes of the feed *body*, or None where that is not certain."""
    scan = _Scan()
    try:
        scan.run(body.encode())
    except (expat.ExpatError, _NotPlainError, UnicodeEncodeError):
        return None
    return scan.feed


class _Scan:
    """Follows the elements of one document."""

    def __init__(self) -> None:
        self.feed = PlainFeed()
        self._titled = False
        self._path: tuple[str, ...] = ()
        self._depth = 0
        self._entry_name = ""
        self._entry: dict[str, Any] | None = None
        self._leaf = ""
        self._pieces: list[str] = []
        self._permalink = True
        self._unread_from = 0
        self._may_have_title = False
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = _refuse

    def run(self, body: bytes) -> None:
        """Read the whole document."""
        self._parser.Parse(body, True)
        if not self.feed.entries:
            raise _NotPlainError

    def _text(self, data: str) -> None:
        if self._leaf:
            self._pieces.append(data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._leaf:
            raise _NotPlainError
        if self._unread_from:
            self._start_unread(name.rpartition(" ")[2].lower())
        elif self._entry is not None:
            self._start_in_entry(self._entry, name, attributes)
        elif name == self._entry_name and self._depth == len(self._path) + 1:
            self._entry = {}
        elif self._depth <= len(self._path) + 1 and not self._entry_name:
            self._path = (*self._path[: self._depth - 1], name)
            self._entry_name = _PLACES.get(self._path, "")
        else:
            self._start_in_feed(name, attributes)

    def _start_unread(self, bare: str) -> None:
        """Refuse what feedparser reads below elements that are not read here."""
        in_entry = self._entry is not None
        if bare in _ENTRIES or (in_entry and bare not in _OF_PEOPLE):
            raise _NotPlainError
        if bare == "title" and not self._may_have_title:
            raise _NotPlainError

    def _start_in_feed(self, name: str, attributes: dict[str, str]) -> None:
        """Take the title of the feed; its other elements say nothing of its entries."""
        bare = name.rpartition(" ")[2].lower()
        if self._depth != len(self._path) + 1 or bare in _ENTRIES:
            raise _NotPlainError
        if bare == "title":
            if self._titled or name not in _READ:
                raise _NotPlainError
            self._titled = True
            self._begin(name, attributes)
        else:
            self._unread_from, self._may_have_title = self._depth, bare in _WITH_TITLES

    def _start_in_entry(self, entry: dict[str, Any], name: str, attributes: dict[str, str]) -> None:
        key = _READ.get(name)
        if name in _UNREAD:
            self._unread_from = self._depth
        elif name == f"{_ATOM} link":
            self._link(entry, attributes)
        elif key is None or key in entry or (key == "summary" and "content" in entry):
            # A summary after the content is the content's alternative.
            raise _NotPlainError
        else:
            self._begin(name, attributes)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element of plain text."""
        if not attributes.keys() <= _ATTRIBUTES or attributes.get("type", "text") not in _KINDS:
            raise _NotPlainError
        self._permalink = attributes.get("isPermaLink", "true") == "true"
        self._leaf = name

    def _link(self, entry: dict[str, Any], attributes: dict[str, str]) -> None:
        """Take the page of an entry; the last one counts, and other kinds of links do not."""
        self._unread_from = self._depth
        href = attributes.get("href", "")
        if not _ADDRESS.fullmatch(href):
            raise _NotPlainError
        if attributes.get("rel", "alternate") == "alternate":
            if attributes.get("type", "text/html") != "text/html":
                raise _NotPlainError
            entry["link"] = href

    def _end(self, name: str) -> None:
        if self._unread_from:
            if self._depth == self._unread_from:
                self._unread_from = 0
        elif self._leaf:
            self._end_leaf()
        elif self._entry is not None and name == self._entry_name:
            self.feed.entries.append(_finished(self._entry))
            self._entry = None
        self._depth -= 1

    def _end_leaf(self) -> None:
        name, value = self._leaf, _mended("".join(self._pieces).strip())
        self._leaf = ""
        self._pieces.clear()
        if self._entry is None:
            self.feed.title = value
        else:
            _put(self._entry, _READ[name], value, permalink=self._permalink)


def _put(entry: dict[str, Any], key: str, value: str, *, permalink: bool) -> None:
    if key == "link" and not _ADDRESS.fullmatch(value):
        raise _NotPlainError
    if key == "id" and permalink and not (_ADDRESS.fullmatch(value) or _IDENTITY.fullmatch(value)):
        raise _NotPlainError
    if key == "content":
        entry["content"] = [{"value": value}]
        entry.setdefault("summary", value)
        return
    entry[key] = value
    if key == "summary":
        entry["summary_detail"] = {"value": value}


def _finished(entry: dict[str, Any]) -> dict[str, Any]:
    if "link" not in entry:  # its guid may stand for it
        raise _NotPlainError
    return entry


def _mended(value: str) -> str:
    """Undo an encoding made twice, as feedparser does."""
    if value.isascii():
        return value
    if _LEGACY.search(value):
        raise _NotPlainError
    try:
        return value.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return value


def _refuse(*_: object) -> None:
    raise _NotPlainError
