"""Lists of feeds as OPML, in and out.

expat reads them with every document type refused, so that no entity is ever expanded; nothing is
built in memory but the outlines that name a feed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from feeds.errors import FeedError

MOST_BYTES = 5_000_000
MOST_OUTLINES = 5_000


class Outline(NamedTuple):
    """One feed of a list."""

    url: str
    title: str = ""


class OpmlError(FeedError):
    """The file holds no list that can be read; the message says why."""


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """Return the feeds that *body* lists, in its order, an address once; folders are flattened.

    Raise OpmlError for what is no OPML, is larger than any list, or declares entities.
    """
    if len(body) > MOST_BYTES:
        raise OpmlError(f"it has more than {MOST_BYTES // 1_000_000} MB: no list of feeds is that long")
    scan = _Scan()
    try:
        scan.run(body)
    except expat.ExpatError as error:
        told = expat.errors.messages.get(error.code, "not XML")
        raise OpmlError(f"it is not well-formed (line {error.lineno}: {told})") from error
    except (LookupError, ValueError) as error:  # an encoding that expat does not know
        raise OpmlError("its encoding is unknown; save it as UTF-8") from error
    return tuple(scan.outlines.values())


def write_opml(outlines: Iterable[Outline], *, title: str) -> str:
    """Return the list as OPML 2.0.

    >>> print(write_opml([Outline("https://a.example/?a=1&b=2", 'Le "A"')], title="Veille"))
    <?xml version="1.0" encoding="UTF-8"?>
    <opml version="2.0">
      <head><title>Veille</title></head>
      <body>
        <outline type="rss" text='Le "A"' xmlUrl="https://a.example/?a=1&amp;b=2"/>
      </body>
    </opml>
    """
    rows = [
        f'    <outline type="rss" text={quoteattr(each.title or each.url)} xmlUrl={quoteattr(each.url)}/>'
        for each in outlines
    ]
    head = title.replace("&", "&amp;").replace("<", "&lt;")
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<opml version="2.0">',
            f"  <head><title>{head}</title></head>",
            "  <body>",
            *rows,
            "  </body>",
            "</opml>",
        )
    )


class _Scan:
    """Notes the outlines that name a feed."""

    def __init__(self) -> None:
        self.outlines: dict[str, Outline] = {}
        self._root = ""
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse

    def run(self, body: bytes) -> None:
        """Read the whole of *body*."""
        self._parser.Parse(body, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._root = self._root or name.lower()
        if self._root != "opml":
            raise OpmlError(f"it is <{self._root[:40]}>, not OPML")
        if name.lower() != "outline":
            return
        named = {key.lower(): value.strip() for key, value in attributes.items()}
        url = named.get("xmlurl", "")
        if url and url not in self.outlines:
            if len(self.outlines) == MOST_OUTLINES:
                raise OpmlError(f"it lists more than {MOST_OUTLINES} feeds; split it")
            self.outlines[url] = Outline(url, named.get("title") or named.get("text", ""))

    def _refuse(self, *_: object) -> None:
        raise OpmlError("it declares a document type, which is refused: take the <!DOCTYPE …> out")
