"""From the web to a Document: HTTP and markup, no law, no database.

Names are loaded when they are first used: whoever reads the store needs no HTTP and no parser.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from feeds.document import Document, Origin
from feeds.errors import FailureKind, FeedError, FetchPolicyError, MemoryFormatError

if TYPE_CHECKING:
    from feeds.entry import Entry, Feed, NotAFeed
    from feeds.http import Fetched, Fetcher, FetchFailed, FetchPolicy, NotModified
    from feeds.lines import BadLine, read_documents
    from feeds.memory import EntryMemory, Memory
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
    "Memory",
    "MemoryFormatError",
    "NoArticle",
    "NotAFeed",
    "NotModified",
    "Origin",
    "Parser",
    "Poll",
    "Source",
    "parse_feed",
    "read_article",
    "read_documents",
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
    "Memory": "memory",
    "NoArticle": "page",
    "NotAFeed": "entry",
    "NotModified": "http",
    "Parser": "worker",
    "Poll": "poll",
    "Source": "poll",
    "parse_feed": "syndication",
    "read_article": "page",
    "read_documents": "lines",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'feeds' has no attribute {name!r}")
    return getattr(import_module(f"feeds.{_HOMES[name]}"), name)
