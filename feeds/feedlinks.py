"""Which feeds a page names in its head: links of a feed's type, but none to its readers' comments."""

from __future__ import annotations

import re
from typing import NamedTuple

from feeds.charset import decode
from feeds.entry import MAX_TITLE
from feeds.links import absolute, canonical
from feeds.plaintext import one_line

# Plain JSON and XML are left out: sites name their interfaces in the same way.
_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
_COMMENTS = re.compile(r"\bcomm?ent(?:s|aires?)?\b", re.IGNORECASE)
_MOST = 50


class FeedLink(NamedTuple):
    """A feed as a page names it."""

    url: str
    title: str


def find_links(html: bytes, *, url: str, content_type: str | None) -> tuple[FeedLink, ...]:
    """Return the feeds that the page *html*, fetched from *url*, names; each once."""
    from trafilatura import load_html  # noqa: PLC0415  a fifth of a second that only a reader of pages needs

    tree = load_html(decode(html, content_type))
    if tree is None:
        return ()
    base = next((absolute(str(href), url) for href in tree.xpath("//base/@href")), None) or url
    links: dict[str, FeedLink] = {}
    for element in tree.xpath("//link[@href]"):
        if not _names_a_feed(element.get("rel"), element.get("type")):
            continue
        address = absolute(element.get("href"), base)
        title = one_line(element.get("title") or "", limit=MAX_TITLE)
        if address and not _is_of_comments(address, title):
            links.setdefault(canonical(address), FeedLink(address, title))
    return tuple(links.values())[:_MOST]


def _names_a_feed(rel: str | None, kind: str | None) -> bool:
    label = (kind or "").partition(";")[0].strip().lower()
    return "alternate" in (rel or "").lower().split() and label in _TYPES


def _is_of_comments(address: str, title: str) -> bool:
    path = address.partition("://")[2].partition("/")[2]
    return _COMMENTS.search(path) is not None or _COMMENTS.search(title) is not None
