"""A text of the law's own databases, as DILA publishes it: every field kept, and what it is as a Document."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from feeds.document import Document, Origin
from feeds.errors import FailureKind

_PAGES = {
    "CNILTEXT": "https://www.legifrance.gouv.fr/cnil/id/",
    "JORFTEXT": "https://www.legifrance.gouv.fr/jorf/id/",
    "CETATEXT": "https://www.legifrance.gouv.fr/ceta/id/",
    "JURITEXT": "https://www.legifrance.gouv.fr/juri/id/",
    "CONSTEXT": "https://www.legifrance.gouv.fr/cons/id/",
}

_IDS = re.compile(r"(?:CNIL|JORF|CETA|JURI|CONS)TEXT\d{12}|ECLI:FR:\w+:\d{4}:[\w.]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialText:
    """One text; what a field does not give is None or empty, never a date of the year 2999.

    ``id`` begins with its base: ``CNILTEXT``, ``JORFTEXT``, ``CETATEXT``, ``JURITEXT``, ``CONSTEXT``.
    The same decision can be in two bases; ``nor``, ``ecli`` and ``former_id`` are what joins them.
    ``fields`` holds every value of the file outside its body, by path, in its order: ``kind`` and
    the others are copies of those that mean the same in all bases.
    """

    id: str
    title: str
    text: str
    summary: str = ""
    nature: str | None = None
    kind: str | None = None
    """What sort of deliberation or appeal: "Autre autorisation", "excès de pouvoir"."""
    number: str | None = None
    nor: str | None = None
    eli: str | None = None
    ecli: str | None = None
    former_id: str | None = None
    decided_on: str | None = None
    published_on: str | None = None
    author: str | None = None
    """The court or the ministry; for a text of the CNIL, the CNIL."""
    formation: str | None = None
    state: str | None = None
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def base(self) -> str:
        """Return the letters that the id begins with."""
        return self.id.rstrip("0123456789")

    def origin(self) -> Origin:
        """Return who speaks in this text, by the base it comes from."""
        kinds = {"CNILTEXT": "cnil", "JORFTEXT": "legifrance"}
        names = {"CNILTEXT": "CNIL", "JORFTEXT": "Journal officiel"}
        name = names.get(self.base) or self.author or "Juridiction"
        kind = kinds.get(self.base, "court")
        return Origin(id=kind, kind=kind, name=name, url=self.url)

    @property
    def url(self) -> str | None:
        """Return the address of the text for people; programs are refused there."""
        return page_of(self.id)

    def document(self, origin: Origin | None = None) -> Document:
        """Return the text as a Document of *origin*; of the base that it comes from, without one.

        Who speaks is what the base says, whatever the origin: one folder has texts of several courts.
        A court's decision is public from the day on which it is read out, which is its date.
        """
        source = own = self.origin()
        if origin is not None:
            source = replace(origin, kind=own.kind, name=origin.name or own.name)
        read_out = self.decided_on if self.base in ("CETATEXT", "JURITEXT", "CONSTEXT") else None
        return Document(
            id=f"{source.id}:{self.id}",
            source=source,
            title=self.title,
            summary=self.summary,
            text=self.text,
            url=self.url,
            published=self.published_on or read_out,
            language="fr",
            ids=tuple(filter(None, (self.id, self.nor, self.ecli, self.former_id))),
        )


def page_of(identity: str) -> str | None:
    """Return the address for people of the text called *identity*."""
    page = _PAGES.get(identity.rstrip("0123456789"))
    return f"{page}{identity}" if page is not None else None


def ids_in(url: str | None) -> tuple[str, ...]:
    """Return the official ids that an address names.

    >>> ids_in("https://www.legifrance.gouv.fr/cnil/id/CNILTEXT000049057224?x=1")
    ('CNILTEXT000049057224',)
    """
    return tuple(dict.fromkeys(_IDS.findall(url or "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueEntry:
    """A text as the contents of an issue announce it, under its headings from the outermost in."""

    id: str
    title: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalIssue:
    """The table of contents of one issue of the Journal officiel; it decides nothing itself."""

    id: str
    title: str
    number: str | None = None
    eli: str | None = None
    published_on: str | None = None
    entries: tuple[IssueEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOfficial:
    """A file that holds no such text; ``name`` is the file, or its name in the archive.

    TRANSIENT says that an archive is cut off: what was read before it is not all there is.
    """

    name: str
    reason: str
    kind: FailureKind = FailureKind.PERMANENT
