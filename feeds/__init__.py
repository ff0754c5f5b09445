"""From the web to a Document: HTTP and markup, no law, no database.

Names are loaded when they are first used: whoever reads the store needs no HTTP and no parser.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from feeds.document import Document, Origin
from feeds.errors import FailureKind, FeedError, FetchPolicyError, MemoryFormatError

if TYPE_CHECKING:
    from feeds.article import Article, NoArticle
    from feeds.dila import looks_official, read_official
    from feeds.dila_memory import DilaMemory
    from feeds.dila_source import Batch, DilaPoll, DilaSource, poll_dila
    from feeds.entry import Entry, Feed, NotAFeed
    from feeds.http import Fetched, Fetcher, FetchFailed, FetchPolicy, NotModified
    from feeds.legifrance_memory import LegifranceMemory
    from feeds.legifrance_source import LegifrancePoll, LegifranceSource, poll_legifrance
    from feeds.lines import BadLine, read_documents
    from feeds.memory import EntryMemory, Memory
    from feeds.official import JournalIssue, NotOfficial, OfficialText
    from feeds.page import read_article
    from feeds.piste import Credentials, Piste
    from feeds.poll import Poll, Source
    from feeds.syndication import parse_feed
    from feeds.worker import Parser

__all__ = [
    "Article",
    "BadLine",
    "Batch",
    "Credentials",
    "DilaMemory",
    "DilaPoll",
    "DilaSource",
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
    "LegifranceMemory",
    "LegifrancePoll",
    "LegifranceSource",
    "Memory",
    "MemoryFormatError",
    "NoArticle",
    "NotAFeed",
    "NotModified",
    "NotOfficial",
    "OfficialText",
    "Origin",
    "Parser",
    "Piste",
    "Poll",
    "Source",
    "looks_official",
    "parse_feed",
    "poll_dila",
    "poll_legifrance",
    "read_article",
    "read_documents",
    "read_official",
]

_HOMES = {
    "Article": "article",
    "BadLine": "lines",
    "Batch": "dila_source",
    "Credentials": "piste",
    "DilaMemory": "dila_memory",
    "DilaPoll": "dila_source",
    "DilaSource": "dila_source",
    "Entry": "entry",
    "EntryMemory": "memory",
    "Feed": "entry",
    "FetchFailed": "http",
    "FetchPolicy": "http",
    "Fetched": "http",
    "Fetcher": "http",
    "JournalIssue": "official",
    "LegifranceMemory": "legifrance_memory",
    "LegifrancePoll": "legifrance_source",
    "LegifranceSource": "legifrance_source",
    "Memory": "memory",
    "NoArticle": "article",
    "NotAFeed": "entry",
    "NotModified": "http",
    "NotOfficial": "official",
    "OfficialText": "official",
    "Parser": "worker",
    "Piste": "piste",
    "Poll": "poll",
    "Source": "poll",
    "looks_official": "dila",
    "parse_feed": "syndication",
    "poll_dila": "dila_source",
    "poll_legifrance": "legifrance_source",
    "read_article": "page",
    "read_documents": "lines",
    "read_official": "dila",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'feeds' has no attribute {name!r}")
    return getattr(import_module(f"feeds.{_HOMES[name]}"), name)
