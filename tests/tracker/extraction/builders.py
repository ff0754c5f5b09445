"""Documents for the tests of extraction."""

from __future__ import annotations

from feeds.document import Document, Origin
from tracker.extraction import Extractor
from tracker.model.claim import Claim, ClaimKind
from tracker.model.dates import PartialDate


def a_document(
    text: str = "",
    *,
    title: str = "",
    summary: str = "",
    kind: str = "press",
    published: str | None = "2025-06-13",
    language: str = "fr",
    identity: str = "a-document",
) -> Document:
    """Return a document of the press, published on Friday 13 June 2025 unless told otherwise."""
    return Document(
        id=identity,
        source=Origin(id="source", kind=kind, name="Source"),
        title=title,
        summary=summary,
        text=text,
        published=published,
        language=language,
    )


def told(claim: Claim) -> tuple[str, str, str | None, str | None]:
    """Return what a claim says in one line: platform, kind, authority, provider."""
    return claim.platform, claim.kind.value, claim.authority, claim.provider


def the_act(extractor: Extractor, kind: ClaimKind, page: Document) -> Claim:
    """Return the one claim of *kind* that *page* makes."""
    [found] = [one for one in extractor.read(page) if one.kind is kind]
    return found


def spelt(day: PartialDate | None) -> str | None:
    """Return how a day is written, if there is one."""
    return None if day is None else str(day)


def kinds(
    extractor: Extractor, text: str, *, language: str = "fr", published: str = "2025-06-13"
) -> set[str]:
    """Return the kinds of the claims that *text* alone makes."""
    return {
        claim.kind.value for claim in extractor.read(a_document(text, language=language, published=published))
    }
