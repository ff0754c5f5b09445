"""Try a source: the cheapest request that shows whether polling it would work; nothing is stored."""

from __future__ import annotations

from datetime import datetime

from feeds.answers import Fetched, FetchFailed
from feeds.dila_memory import DilaMemory
from feeds.dila_source import DilaSource as Folder
from feeds.dila_source import poll_dila
from feeds.document import Origin
from feeds.entry import NotAFeed
from feeds.legifrance import read_hits
from feeds.legifrance_search import search_body
from tracker.addresses import resolve_reference
from tracker.app import App
from tracker.config import DilaSource, FeedSource, LegifranceSource, Source
from tracker.model.time import paris_today
from tracker.polling.api import application
from tracker.polling.parts import Means


def try_source(app: App, means: Means, source: Source) -> tuple[bool, str]:
    """Return whether *source* can be polled, and what was found, in one line.

    A feed is fetched, a folder of archives is listed, the API is asked for one page of one search.
    """
    match source:
        case FeedSource():
            return _try_feed(means, resolve_reference(source.url))
        case DilaSource():
            return _try_folder(means, resolve_reference(source.url), app.clock())
        case LegifranceSource():
            return _try_api(app, means, source)


def _try_feed(means: Means, address: str) -> tuple[bool, str]:
    answer = means.fetcher.fetch(address)
    if not isinstance(answer, Fetched):
        return False, getattr(answer, "reason", "the answer was empty")
    feed = means.parser.parse(answer.body, content_type=answer.content_type, base=address)
    if isinstance(feed, NotAFeed):
        return False, feed.reason
    return True, f"a feed of {len(feed.entries)} entries"


def _try_folder(means: Means, address: str, now: datetime) -> tuple[bool, str]:
    folder = Folder(origin=Origin(id="", kind="", name=""), url=address)
    polled = poll_dila(folder, DilaMemory(), means.fetcher, now=now)  # no archive comes before it is read
    if polled.failure is not None:
        return False, polled.failure.reason
    return True, f"a folder with {len(polled.archives)} archives to read, the newest of {polled.newest}"


def _try_api(app: App, means: Means, source: LegifranceSource) -> tuple[bool, str]:
    phrase = (source.phrases or app.words.phrases)[0]
    today = paris_today(app.clock())
    body = search_body(source.fonds[0], phrase, today.replace(day=1), today, 1)
    answer = application(source, means).ask("/search", body)
    if isinstance(answer, FetchFailed):
        return False, answer.reason
    page = read_hits(answer)
    if page is None:
        return False, "the API answered something that is no result of a search"
    return True, f"the API answers: {page.total} texts of this month in {source.fonds[0]}"
