"""Read JSON Feed 1.x, which feedparser does not: one item at a time, whatever the others hold."""

from __future__ import annotations

import json
import math

from feeds.dates import parse_date
from feeds.entry import MAX_ENTRIES, MAX_SUMMARY, MAX_TEXT, MAX_TITLE, Draft, Feed, NotAFeed, identify
from feeds.errors import FailureKind
from feeds.links import absolute, canonical
from feeds.plaintext import one_line, shorten, tidy, to_text
from feeds.suspicion import find_suspicions

_VERSION = "https://jsonfeed.org/version/1"


def parse_json_feed(text: str, *, base: str) -> Feed | NotAFeed:
    """Read *text* as a JSON Feed; an item of the wrong shape is dropped alone."""
    try:
        document = json.loads(text, parse_constant=lambda _: None)
    except RecursionError:
        return NotAFeed(kind=FailureKind.UNSAFE, reason="a JSON document that is nested too deeply")
    except ValueError:
        return NotAFeed(kind=FailureKind.TRANSIENT, reason="a JSON document that is broken or cut off")
    if not isinstance(document, dict) or not _text(document.get("version")).startswith(_VERSION):
        return NotAFeed(kind=FailureKind.PERMANENT, reason="a JSON document, but not a JSON Feed")
    items = document.get("items")
    if not isinstance(items, list):
        return NotAFeed(kind=FailureKind.PERMANENT, reason="a JSON Feed without a list of items")
    drafts = [_draft(item, base) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    entries, nameless = identify(drafts)
    dropped = nameless + len(items) - len(drafts)
    return Feed(
        title=one_line(_text(document.get("title")), limit=MAX_TITLE), entries=entries, dropped=dropped
    )


def _draft(item: dict[str, object], base: str) -> Draft:
    title, plain = _text(item.get("title")), _text(item.get("content_text"))
    markup, summary = _text(item.get("content_html")), _text(item.get("summary"))
    text = to_text(markup[: MAX_TEXT * 4], limit=MAX_TEXT) or shorten(tidy(plain), MAX_TEXT)
    published = parse_date(_text(item.get("date_published")))
    updated = parse_date(_text(item.get("date_modified")))
    return Draft(
        guid=_guid(item.get("id")),
        title=one_line(title, limit=MAX_TITLE),
        url=absolute(item.get("url"), base) or absolute(item.get("external_url"), base),
        summary=shorten(tidy(summary), MAX_SUMMARY),
        text=text,
        published=published or updated,
        updated=updated,
        suspicions=find_suspicions(title, summary, plain, markup),
    )


def _guid(value: object) -> str:
    """Return an id as text; JSON Feed allows numbers, and 17 is the same id as "17"."""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value).strip()
    return canonical(text) if text.startswith(("http://", "https://")) else text


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
