"""Find the feed that an address means: the address itself, or what its page says stands behind it.

A page is believed in one thing alone, where its feeds are; the feed is read once before it is
proposed.  Paths that sites often use are tried only where the caller asks for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from feeds.answers import Fetched, FetchFailed, NotModified
from feeds.entry import Feed, NotAFeed
from feeds.errors import FailureKind
from feeds.feedlinks import FeedLink
from feeds.http import Fetcher
from feeds.links import absolute
from feeds.worker import Parser

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, */*;q=0.1"
_USUAL = ("feed/", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss", "feed.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed that was read; ``url`` is where to poll it, ``moved`` that this is its new place for good."""

    url: str
    feed: Feed
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """A page that names several feeds: a person must say which."""

    links: tuple[FeedLink, ...]


def discover(
    url: str, fetcher: Fetcher, parser: Parser, *, guess: bool = False
) -> Found | Several | NotAFeed | FetchFailed:
    """Find the feed of *url*, a feed or a page; with *guess* also at the paths that many sites use."""
    answer = fetcher.fetch(url, accept=_ACCEPT)
    if not isinstance(answer, Fetched):
        return _not_come(answer)
    found = _read(url, answer, parser)
    if isinstance(found, Found):
        return found
    links = parser.links(answer.body, url=answer.url, content_type=answer.content_type)
    if len(links) > 1:
        return Several(links=links)
    if links:
        return _at(links[0].url, fetcher, parser)
    if guess:
        return _guessed(answer.url, fetcher, parser) or found
    return found


def _at(url: str, fetcher: Fetcher, parser: Parser) -> Found | NotAFeed | FetchFailed:
    answer = fetcher.fetch(url)
    return _read(url, answer, parser) if isinstance(answer, Fetched) else _not_come(answer)


def _read(url: str, answer: Fetched, parser: Parser) -> Found | NotAFeed:
    feed = parser.parse(answer.body, content_type=answer.content_type, base=url)
    if isinstance(feed, NotAFeed):
        return feed
    moved = answer.moved_permanently_to
    return Found(url=moved or url, feed=feed, moved=moved is not None)


def _not_come(answer: FetchFailed | NotModified) -> FetchFailed:
    if isinstance(answer, FetchFailed):
        return answer
    # No validator was sent, so this is a server at fault.
    return FetchFailed(kind=FailureKind.TRANSIENT, reason="nothing came")  # pragma: no cover


def _guessed(page: str, fetcher: Fetcher, parser: Parser) -> Found | None:
    """Return the first feed at the usual paths."""
    for address in _usual_places(page):
        found = _at(address, fetcher, parser)
        if isinstance(found, Found):
            return found
    return None


def _usual_places(page: str) -> Iterator[str]:
    """Yield the usual addresses below *page*, then those at the root of its site.

    >>> places = list(_usual_places("https://gazette.example/sante"))
    >>> places[0], places[7]
    ('https://gazette.example/sante/feed/', 'https://gazette.example/feed/')
    """
    below, root = page.partition("?")[0].rstrip("/") + "/", absolute("/", page) or page
    places = (absolute(path, start) for start in (below, root) for path in _USUAL)
    yield from dict.fromkeys(place for place in places if place)
