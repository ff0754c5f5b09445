"""The page behind an entry, reduced to its article: no menus, no readers, nothing hidden.

trafilatura finds the body of the page; what it lets through at the end is cut by `feeds.tails`.
The date comes from what the page says for machines, or is None: visible dates mislead.
"""

from __future__ import annotations

import json
import re

from feeds.article import Article, NoArticle
from feeds.charset import decode
from feeds.dates import parse_date
from feeds.entry import MAX_TEXT, MAX_TITLE
from feeds.errors import FailureKind
from feeds.pagetree import Tree, prepare
from feeds.pdf import looks_like_pdf, read_pdf
from feeds.pdflink import find_linked_pdf
from feeds.plaintext import fold, one_line, shorten, tidy
from feeds.suspicion import find_suspicions_shown
from feeds.tails import cut_tail, load_tail_rules

CHALLENGE_SIGNS = (
    "just a moment...",
    "_cf_chl",
    "captcha-delivery",
    "datadome",
    "enable javascript and cookies to continue",
)
_HTML_TYPES = ("text/html", "application/xhtml", "text/xml", "application/xml", "text/plain")
_PDF_TYPE = "application/pdf"
_SNIFFED = 20_000
_LITTLE = 500
_DATES = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[@name='pubdate' or @name='publishdate' or @name='DC.date.issued' or @name='dc.date']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
)
_LINKED_DATE = re.compile(r'"datePublished"\s*:\s*("(?:[^"\\]|\\.){4,40}")')


def read_article(html: bytes, *, url: str, content_type: str | None) -> Article | NoArticle:
    """Read the article of the page *html* that was fetched from *url*; it may be a PDF."""
    label = (content_type or "text/html").strip().lower()
    if looks_like_pdf(html):
        return read_pdf(html)
    if label.startswith(_PDF_TYPE):
        return NoArticle(kind=FailureKind.PERMANENT, reason="a broken PDF (it does not begin as one)")
    if not label.startswith(_HTML_TYPES) or b"\x00" in html[:_SNIFFED]:
        return NoArticle(kind=FailureKind.PERMANENT, reason="not an HTML page")
    text = decode(html, content_type)
    if "<" not in text:
        return NoArticle(kind=FailureKind.PERMANENT, reason="not an HTML page")
    start = text[:_SNIFFED].lower()
    if any(sign in start for sign in CHALLENGE_SIGNS):
        reason = "a page that asks for a browser: the site refuses automated access from this network"
        return NoArticle(kind=FailureKind.TRANSIENT, reason=reason)
    return _read(text, url)


def _read(text: str, url: str) -> Article | NoArticle:
    from trafilatura import load_html  # noqa: PLC0415  a fifth of a second that only a reader of pages needs

    tree = load_html(text)
    if tree is None:
        return NoArticle(kind=FailureKind.PERMANENT, reason="a page without any content")
    title, published, language = _title(tree), _published(tree), _language(tree)
    rules = load_tail_rules()
    prepare(tree, rules)
    raw = tree.text_content()
    linked = find_linked_pdf(tree, url)
    body = _without_title(cut_tail(_body(tree, url), rules), title)
    if not body:
        return NoArticle(kind=FailureKind.TRANSIENT, reason="a page without an article", pdf=linked)
    return Article(
        title=title,
        text=shorten(body, MAX_TEXT),
        published=published,
        language=language,
        suspicions=find_suspicions_shown(raw, body),
        pdf=linked if len(body) < _LITTLE else None,
    )


def _body(tree: Tree, url: str) -> str:
    from trafilatura import extract  # noqa: PLC0415  see above

    found = extract(tree, url=url, include_comments=False, include_tables=True, favor_precision=True)
    return tidy(found or "")


def _without_title(body: str, title: str) -> str:
    """Drop the first line where it repeats the title, which may go on with the name of the site."""
    first, _, rest = body.partition("\n")
    return rest if rest and fold(title).startswith(fold(first)) else body


def _title(tree: Tree) -> str:
    """Return what the page calls the article; a heading that its <title> repeats is better than that."""
    whole = [one_line(str(text), limit=MAX_TITLE) for text in tree.xpath("//title/text()")]
    shown = [one_line(element.text_content(), limit=MAX_TITLE) for element in tree.xpath("//h1")]
    named = [
        one_line(str(text), limit=MAX_TITLE) for text in tree.xpath("//meta[@property='og:title']/@content")
    ]
    repeated = [text for text in shown if any(text in title for title in whole)]
    return next(filter(None, [*named, *repeated, *whole, *shown]), "")


def _published(tree: Tree) -> str | None:
    """Return the date that the page gives to machines, the most explicit one first."""
    found = [str(value) for path in _DATES[:1] for value in tree.xpath(path)]
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        found += [json.loads(value) for value in _LINKED_DATE.findall(str(script))[:1]]
    found += [str(value) for path in _DATES[1:] for value in tree.xpath(path)]
    return next(filter(None, map(parse_date, found)), None)


def _language(tree: Tree) -> str | None:
    lang = str(tree.get("lang") or "").lower()[:2]
    return lang if lang in ("fr", "en") else None
