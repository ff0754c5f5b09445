"""What a source hands over: a Document, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whose document it is.

    ``id`` is the source's id in the configuration (for an ingested file: the name that
    the file gives).  ``kind`` is what the source is: ``cnil``, ``legifrance``, ``court``,
    ``government``, ``press`` or ``blog``.  This package carries it and never judges it.
    """

    id: str
    kind: str
    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text as it was received, as plain text.

    ``id`` stays the same when the source shows the document again, edited or not.
    ``published`` is an ISO 8601 date at the precision that the source gives (``2020``,
    ``2020-10``, ``2020-10-08``) or an instant in UTC (``2024-02-01T07:45:00Z``); None
    where the source gives none that can be read.  ``text`` is empty where only a title
    and a summary are known.  ``language`` is ``fr`` or ``en``.  ``suspicions`` name what was odd
    in it before it became plain text (`feeds.suspicion`): the text alone may no longer show it.
    ``ids`` are the names that the text has wherever it is kept (``CNILTEXT…``, NOR, ECLI): documents
    that share one are one text.
    """

    id: str
    source: Origin
    title: str
    summary: str = ""
    text: str = ""
    url: str | None = None
    published: str | None = None
    language: str = "fr"
    suspicions: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
