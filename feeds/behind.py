"""The text behind an entry: its page, or the PDF that the page stands for."""

from __future__ import annotations

from dataclasses import replace

from feeds.answers import Fetched, FetchFailed, NotModified
from feeds.article import Article, NoArticle
from feeds.errors import FailureKind
from feeds.http import Fetcher
from feeds.worker import Parser


def read_behind(
    url: str, fetcher: Fetcher, parser: Parser, *, named_by: str | None = None
) -> Article | NoArticle | FetchFailed:
    """Read the page at *url*; where it has hardly a text of its own, the PDF that it links.

    *named_by* is the address of the feed that names it.  The date is the page's: a PDF knows when it
    was saved, not when it was published.
    """
    page = _read(url, fetcher, parser, named_by)
    if isinstance(page, FetchFailed) or page.pdf is None:
        return page
    linked = _read(page.pdf, fetcher, parser, named_by)
    if not isinstance(linked, Article):
        return _without(page, linked)
    if isinstance(page, NoArticle):
        return linked
    longer = len(linked.text) > len(page.text)
    return replace(page, text=linked.text, suspicions=linked.suspicions) if longer else page


def _read(
    url: str, fetcher: Fetcher, parser: Parser, named_by: str | None
) -> Article | NoArticle | FetchFailed:
    answer = fetcher.fetch_page(url, named_by=named_by)
    if isinstance(answer, Fetched):
        return parser.read(answer.body, url=answer.url, content_type=answer.content_type)
    if isinstance(answer, NotModified):
        return NoArticle(kind=FailureKind.TRANSIENT, reason="the page did not come")
    return answer


def _without(page: Article | NoArticle, failed: NoArticle | FetchFailed) -> Article | NoArticle:
    """Return the page's few lines, or nothing yet where another try may bring the file."""
    reason = f"the PDF that holds its text could not be read: {failed.reason}"
    if isinstance(page, Article) and failed.kind is not FailureKind.TRANSIENT:
        return replace(page, notice=reason)
    return NoArticle(kind=failed.kind, reason=reason)
