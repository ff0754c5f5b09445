"""From the web to a Document: HTTP and markup, no law, no database.

Names are loaded when they are first used: whoever reads the store needs no HTTP and no parser.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from feeds.document import Document, Origin
from feeds.errors import FailureKind, FeedError, FetchPolicyError, MemoryFormatError

if TYPE_CHECKING:
    from feeds.dila import looks_official, read_official
    from feeds.entry import Entry, Feed, NotAFeed
    from feeds.http import Fetched, Fetcher, FetchFailed, FetchPolicy, NotModified
    from feeds.lines import BadLine, read_documents
    from feeds.memory import EntryMemory, Memory
    from feeds.official import JournalIssue, NotOfficial, OfficialText
    from feeds.page import Article, NoArticle, read_article
    from feeds.poll import Poll, Source
    from feeds.syndication import parse_feed
    from feeds.worker import Parser

__all__ = [
    "Article",
    "BadLine",
    "Document",
    "Entry",
    "EntryMemory",
    "FailureKind",
    "Feed",
    "FeedError",
    "FetchFailed",
    "FetchPolicy",
    "FetchPolicyError",
    "Fetched",
    "Fetcher",
    "JournalIssue",
    "Memory",
    "MemoryFormatError",
    "NoArticle",
    "NotAFeed",
    "NotModified",
    "NotOfficial",
    "OfficialText",
    "Origin",
    "Parser",
    "Poll",
    "Source",
    "looks_official",
    "parse_feed",
    "read_article",
    "read_documents",
    "read_official",
]

_HOMES = {
    "Article": "page",
    "BadLine": "lines",
    "Entry": "entry",
    "EntryMemory": "memory",
    "Feed": "entry",
    "FetchFailed": "http",
    "FetchPolicy": "http",
    "Fetched": "http",
    "Fetcher": "http",
    "JournalIssue": "official",
    "Memory": "memory",
    "NoArticle": "page",
    "NotAFeed": "entry",
    "NotModified": "http",
    "NotOfficial": "official",
    "OfficialText": "official",
    "Parser": "worker",
    "Poll": "poll",
    "Source": "poll",
    "looks_official": "dila",
    "parse_feed": "syndication",
    "read_article": "page",
    "read_documents": "lines",
    "read_official": "dila",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'feeds' has no attribute {name!r}")
    return getattr(import_module(f"feeds.{_HOMES[name]}"), name)
