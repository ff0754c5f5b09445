"""Bytes to a Feed: RSS and Atom through feedparser, the plain ones and JSON Feed by ourselves.

feedparser sees neither the network nor a file name nor the declared encoding: it gets a stream of
UTF-8 without document type, and a made-up base address.  That base keeps identities the same when
the feed moves: feedparser resolves a guid like ``a-1`` against it as if it were a link.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from xml.sax import SAXParseException

from feeds.charset import decode
from feeds.dates import parse_date
from feeds.entry import MAX_ENTRIES, MAX_SUMMARY, MAX_TEXT, MAX_TITLE, Draft, Feed, NotAFeed, identify
from feeds.errors import FailureKind
from feeds.jsonfeed import parse_json_feed
from feeds.links import absolute, canonical
from feeds.pieces import cut_feed
from feeds.plainfeed import read_plain
from feeds.plaintext import one_line, to_text
from feeds.prolog import (
    Prolog,
    UnsafeXmlError,
    first_elements,
    mend_ampersands,
    read_prolog,
    refuse_declarations,
)
from feeds.suspicion import find_suspicions

_PLACE = "https://base.invalid"
_ROOTS = frozenset({"rss", "feed", "rdf"})
_PAGES = frozenset({"html", "head", "body", "div", "p", "script", "title", "meta"})
_CHALLENGES = ("just a moment", "_cf_chl", "captcha-delivery", "datadome", "enable javascript and cookies")
_SNIFFED = 20_000
_ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>|<item\s*/>")


def parse_feed(body: bytes, *, content_type: str | None, base: str) -> Feed | NotAFeed:
    """Read *body*, whatever type it is labelled with, as the feed of the configured address *base*.

    An empty body, a page, and a document that ends in the middle are no feeds: an error page is
    not an empty feed, and what is missing from half a document is not gone.
    """
    text = _text_of(body, content_type)
    if not text:
        return NotAFeed(kind=FailureKind.TRANSIENT, reason="an empty body")
    if text[0] in "{[":
        return parse_json_feed(text, base=base)
    try:
        prolog = read_prolog(text)
        if prolog.root in _ROOTS:
            refuse_declarations(prolog.body)
    except UnsafeXmlError as error:
        return NotAFeed(kind=FailureKind.UNSAFE, reason=f"an XML document that was refused: {error}")
    if prolog.root not in _ROOTS:
        return _no_feed(text, prolog.root)
    if not _is_closed(prolog):
        return NotAFeed(kind=FailureKind.TRANSIENT, reason="a feed that is cut off in the middle")
    feed = _parse_plain(prolog.body, base) or _parse_any_xml(prolog.body, base)
    return feed if isinstance(feed, NotAFeed) else _with_pieces(feed, body, content_type, base)


def parse_plain_feed(body: bytes, *, content_type: str | None, base: str) -> Feed | None:
    """Read *body* as `parse_feed` does, if it is a feed of the plain kind; None for anything else."""
    try:
        prolog = read_prolog(_text_of(body, content_type))
        refuse_declarations(prolog.body)
    except UnsafeXmlError:
        return None
    feed = _parse_plain(prolog.body, base) if prolog.root in _ROOTS and _is_closed(prolog) else None
    return None if feed is None else _with_pieces(feed, body, content_type, base)


def _text_of(body: bytes, content_type: str | None) -> str:
    return decode(body, content_type).lstrip("\ufeff \t\r\n")


def _with_pieces(feed: Feed, body: bytes, content_type: str | None, base: str) -> Feed:
    """Let each entry know its piece of *body*, where entries and pieces are certain to match."""
    if feed.dropped or feed.warnings:
        return feed
    cut = cut_feed(body, content_type=content_type, base=base)
    if cut is None or len(cut.pieces) != len(feed.entries):
        return feed
    pairs = zip(feed.entries, cut.pieces, strict=True)
    return replace(feed, entries=tuple(replace(entry, piece=piece) for entry, piece in pairs))


def _no_feed(text: str, root: str) -> NotAFeed:
    """Say what came in the place of a feed."""
    start = text[:_SNIFFED].lower()
    if any(sign in start for sign in _CHALLENGES):
        reason = "a page that asks for a browser: the site refuses automated access from this network"
        return NotAFeed(kind=FailureKind.TRANSIENT, reason=reason)
    if root in _PAGES or start.startswith("<!doctype html"):
        return NotAFeed(kind=FailureKind.TRANSIENT, reason="an HTML page, not a feed")
    if root:
        return NotAFeed(kind=FailureKind.PERMANENT, reason=f"an XML document <{root[:40]}>, not a feed")
    return NotAFeed(kind=FailureKind.PERMANENT, reason="neither XML nor JSON")


def _is_closed(prolog: Prolog) -> bool:
    """Tell whether the root element ends, and no item begins after its end."""
    body = prolog.body
    last = max(body.rfind("<item"), body.rfind("<entry"))
    return body.rfind(f"</{prolog.tag}") > last or body[: body.find(">")].endswith("/")


def _parse_plain(body: str, base: str) -> Feed | None:
    plain = read_plain(body)
    if plain is None or len(plain.entries) > MAX_ENTRIES:
        return None
    place = _place(base)
    entries, nameless = identify(_draft(entry, base, place) for entry in plain.entries)
    return Feed(title=one_line(plain.title, limit=MAX_TITLE), entries=entries, dropped=nameless)


def _place(base: str) -> str:
    return _PLACE + (urlsplit(base).path or "/")


def _parse_any_xml(body: str, base: str) -> Feed | NotAFeed:
    import feedparser  # noqa: PLC0415  half of the start of a process that may never poll

    place = _place(base)
    shorter, left_out = first_elements(body, _ENTRY_END, MAX_ENTRIES)
    mended = mend_ampersands(shorter)
    parsed = feedparser.parse(
        io.BytesIO(f'<?xml version="1.0" encoding="utf-8"?>\n{mended}'.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": place},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version"):
        return NotAFeed(kind=FailureKind.PERMANENT, reason="XML that looks like a feed and is none")
    entries, nameless = identify(_draft(entry, base, place) for entry in parsed.entries)
    repaired = mended != shorter or isinstance(parsed.get("bozo_exception"), SAXParseException)
    return Feed(
        title=one_line(_text(parsed.feed, "title"), limit=MAX_TITLE),
        entries=entries,
        dropped=nameless + left_out,
        warnings=("its markup is broken and was repaired",) if repaired else (),
    )


def _draft(entry: Any, base: str, place: str) -> Draft:  # noqa: ANN401  feedparser has no types
    title = _text(entry, "title")
    # Without a summary of its own, feedparser shows the content twice.
    summary = _text(entry, "summary") if dict.get(entry, "summary_detail") else ""
    contents = [_text(content, "value") for content in dict.get(entry, "content") or []]
    content = max(contents, key=len, default="")
    published, updated = parse_date(_text(entry, "published")), parse_date(_text(entry, "updated"))
    return Draft(
        guid=_guid(_text(entry, "id").strip(), place),
        title=one_line(title[: MAX_TITLE * 20], limit=MAX_TITLE),
        url=_link(entry, base),
        summary=to_text(summary[: MAX_SUMMARY * 10], limit=MAX_SUMMARY),
        text=to_text(content[: MAX_TEXT * 4], limit=MAX_TEXT),
        published=published or updated,
        updated=updated,
        suspicions=find_suspicions(title, summary, content),
    )


def _text(entry: Any, key: str) -> str:  # noqa: ANN401  feedparser has no types
    """Return the value of *key* itself: feedparser's own look-up answers with another key's."""
    value = dict.get(entry, key)
    return value if isinstance(value, str) else ""


def _guid(guid: str, place: str) -> str:
    """Return *guid* as the feed wrote it, or without its scheme where it is an address."""
    folder = place[: place.rindex("/") + 1]
    written = guid.removeprefix(folder).removeprefix(_PLACE)
    if not written.startswith(("http://", "https://")):
        return written
    try:
        return canonical(written)
    except ValueError:
        return written


def _link(entry: Any, base: str) -> str | None:  # noqa: ANN401  feedparser has no types
    """Return the address of the article: relative ones count from where the feed was asked for."""
    link = _text(entry, "link")
    if link.startswith(_PLACE + "/"):
        link = link.removeprefix(_PLACE)
    return absolute(link, base)
