"""Cut a feed into its entries without reading them: an entry whose bytes are known is not read again.

expat says where each entry begins and ends, so that comments, CDATA and quoted markup deceive
nobody.  A feed that is not well-formed, or in which one entry could change how another is read,
is not cut: then the whole of it is read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from xml.parsers import expat

from feeds.charset import decode
from feeds.entry import MAX_ENTRIES

# Changes when the parser reads the same bytes otherwise: what an older one read is read again.
READER = "2"
_MOST_BYTES = 4_000_000
_DEEPEST = 100
_ATOM, _ATOM_03 = "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"
_RDF, _RSS_1 = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/rss/1.0/"
_PLACES = {
    ("rss", "channel"): "item",
    (f"{_ATOM} feed",): f"{_ATOM} entry",
    (f"{_ATOM_03} feed",): f"{_ATOM_03} entry",
    (f"{_RDF} RDF",): f"{_RSS_1} item",
}
_TAG = re.compile(rb"<([^\s/>]+)")
_ENTRY_NAMES = frozenset({"item", "entry"})


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed as UTF-8, where its entries lie in it, and what stands for each of them.

    A piece stands for the bytes of an entry together with all that decides how they are read.
    """

    body: bytes
    spans: tuple[tuple[int, int], ...]
    pieces: tuple[str, ...]

    def without(self, known: Collection[str]) -> bytes:
        """Return the feed as it is but for the entries whose pieces are *known*."""
        kept, at = [], 0
        for (start, end), piece in zip(self.spans, self.pieces, strict=True):
            if piece in known:
                kept.append(self.body[at:start])
                at = end
        return b"".join((*kept, self.body[at:]))


def cut_feed(body: bytes, *, content_type: str | None, base: str) -> Cut | None:
    """Cut *body*, the feed of the address *base*; None where it cannot be cut with certainty."""
    if len(body) > _MOST_BYTES:
        return None
    text = _utf8(body, content_type)
    scan = _Scan(text)
    try:
        scan.run()
    except (expat.ExpatError, _UncertainError):
        return None
    frame = hashlib.sha256("\x1f".join((READER, base, *scan.frame)).encode())
    pieces = []
    for start, end in scan.spans:
        digest = frame.copy()
        digest.update(text[start:end])
        pieces.append(digest.hexdigest()[:16])
    if not 0 < len(set(pieces)) == len(pieces) <= MAX_ENTRIES:
        return None
    return Cut(text, tuple(scan.spans), tuple(pieces))


def _utf8(body: bytes, content_type: str | None) -> bytes:
    """Return *body* as UTF-8, from its first character on."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return decode(body, content_type).lstrip().encode()
    return body.lstrip()


class _UncertainError(Exception):
    """The feed holds something that makes its entries depend on one another."""


class _Scan:
    """Follows the elements of one document and notes the entries where entries belong."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self.spans: list[tuple[int, int]] = []
        self.frame: list[str] = []
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartNamespaceDeclHandler = self._declare
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._path: tuple[str, ...] = ()
        self._entry = ""
        self._depth = 0
        self._began = -1
        self._declared: list[tuple[str, str]] = []
        self._looks_like_one: dict[str, bool] = {}

    def run(self) -> None:
        """Read the whole document; anything but a well-formed feed is an error."""
        self._parser.Parse(self._text, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._declared:
            self._note_declarations(name)
        if not self._entry and self._depth <= 2:
            self._go_in(name, attributes)
        elif name == self._entry and self._depth == len(self._path) + 1:
            self._began = self._parser.CurrentByteIndex
        elif not len(self._path) < self._depth < _DEEPEST or self._is_like_an_entry(name):
            raise _UncertainError

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name == self._entry:
            self.spans.append((self._began, self._end_of_tag()))
            self._began = -1

    def _end_of_tag(self) -> int:
        """Return where the end tag ends; an empty element has none, and expat tells of its neighbour."""
        at = self._parser.CurrentByteIndex
        tag = _TAG.match(self._text, self._began)
        if tag is None or not self._text.startswith(b"</" + tag[1], at):
            raise _UncertainError
        return self._text.index(b">", at) + 1

    def _go_in(self, name: str, attributes: dict[str, str]) -> None:
        """Enter the root, and the channel where entries stand in one."""
        self._path = (*self._path[: self._depth - 1], name)
        self.frame += [name, *(f"{key}={attributes[key]}" for key in sorted(attributes))]
        self._entry = _PLACES.get(self._path, "")

    def _declare(self, prefix: str | None, uri: str) -> None:
        self._declared.append((prefix or "", uri or ""))

    def _note_declarations(self, name: str) -> None:
        """Let prefixes count for the whole feed, as the parser lets them: none may come with an entry."""
        inside = self._began >= 0 or name == self._entry
        if inside and any(prefix for prefix, _ in self._declared):
            raise _UncertainError
        if not inside:
            self.frame += [f"xmlns:{prefix}={uri}" for prefix, uri in self._declared]
        self._declared.clear()

    def _is_like_an_entry(self, name: str) -> bool:
        known = self._looks_like_one.get(name)
        if known is None:
            known = name.rpartition(" ")[2].lower() in _ENTRY_NAMES
            self._looks_like_one[name] = known
        return known

    def _refuse(self, *_: object) -> None:
        raise _UncertainError
