"""Documents as JSON Lines: one object a line, as `tracker ingest` and `tracker extract` take them."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feeds.dates import parse_date
from feeds.document import Document, Origin

_LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that holds no document, counted from 1."""

    line: int
    reason: str


def read_documents(lines: Iterable[str]) -> Iterator[Document | BadLine]:
    """Yield a document or a complaint for each line that is not blank.

    A key that nobody knows is passed over; a line that is no document costs only itself.  A line
    without an ``id`` is known by what it says: another file may have another text at its place.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read(line, number)


class _ComplaintError(Exception):
    """What is wrong with a line."""


def _read(line: str, number: int) -> Document | BadLine:
    try:
        return _document(line)
    except _ComplaintError as complaint:
        return BadLine(line=number, reason=str(complaint))


def _document(line: str) -> Document:
    """Read one line; its texts stay as they are, for evidence counts their characters."""
    data = _object(line)
    title, summary, text = (_text(data, key) or "" for key in ("title", "summary", "text"))
    if not (title.strip() or summary.strip() or text.strip()):
        raise _ComplaintError("neither a title nor a summary nor a text")
    published = _text(data, "published")
    if published and parse_date(published) is None:
        raise _ComplaintError('"published" is not a date')
    language = _text(data, "language") or "fr"
    if language not in _LANGUAGES:
        raise _ComplaintError('"language" is neither "fr" nor "en"')
    origin = _origin(data.get("source"))
    return Document(
        id=_text(data, "id") or _nameless(origin, title, summary, text),
        source=origin,
        title=title,
        summary=summary,
        text=text,
        url=_text(data, "url") or origin.url,
        published=parse_date(published) if published else None,
        language=language,
    )


def _nameless(origin: Origin, *texts: str) -> str:
    said = "\x1f".join((origin.id, *texts)).encode("utf-8", "surrogatepass")
    return f"{origin.id}:{hashlib.sha256(said).hexdigest()[:16]}"


def _object(line: str) -> dict[str, object]:
    try:
        data = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise _ComplaintError("not JSON") from error
    if not isinstance(data, dict):
        raise _ComplaintError("not an object")
    return data


def _text(data: dict[str, object], key: str) -> str | None:
    value = data.get(key)
    if value is None or isinstance(value, str):
        return value
    raise _ComplaintError(f'"{key}" is not a text')


def _origin(source: object) -> Origin:
    """Return whose document it is; one that names nobody is taken for the press."""
    if source is None:
        source = {}
    if not isinstance(source, dict):
        raise _ComplaintError('"source" is not an object')
    kind, name = _text(source, "kind"), _text(source, "name")
    shown = name or kind or "file"
    return Origin(id=slug(shown), kind=kind or "press", name=shown, url=_text(source, "url"))


def slug(name: str) -> str:
    """Return *name* as an identifier.

    >>> slug("Journal de l'Économie")
    'journal-de-l-economie'
    """
    plain = unicodedata.normalize("NFKD", name.lower())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-") or "source"
