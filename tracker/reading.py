"""Read the claims of a document, with the voice that the configuration or the operator gives it."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from feeds.document import Document
from feeds.official import ids_in
from feeds.suspicion import find_suspicions
from tracker.ingest import Reading, digest
from tracker.model.claim import DOUBTFUL_BELOW, Claim
from tracker.model.decision import Voice
from tracker.screening import Screen

if TYPE_CHECKING:
    from tracker.extraction import Extractor

_WAITS = DOUBTFUL_BELOW - 0.01


def read_document(
    extractor: Extractor, document: Document, *, voice: Voice, publisher: str, screen: Screen | None = None
) -> Reading:
    """Return the document with its claims, or with the reason why it could not be read for any.

    A text that *screen* lets go by makes none; one that is suspicious is read whatever it holds.

    A text that hides characters or mixes scripts within a word reads otherwise for a person
    than for a program: its claims wait for a person, however clear they look.
    """
    official = voice is Voice.OFFICIAL
    if official and not document.ids:  # the address may tell which text of the law it is
        document = replace(document, ids=ids_in(document.url))
    read = partial(
        Reading,
        document=document,
        extractor=extractor.version,
        voice=voice,
        publisher=publisher,
        digest=digest(document),
    )
    odd = bool(document.suspicions or find_suspicions(document.title, document.summary, document.text))
    if (
        screen is not None
        and not odd
        and not screen.may_tell(document.title, document.summary, document.text)
    ):
        return read(claims=(), screened=True)
    try:
        claims = extractor.read(document)
    except Exception as error:  # noqa: BLE001 - a text that we cannot read never costs the others
        return read(claims=(), failed=f"a fault of ours: {type(error).__name__}: {error}")
    if odd:
        claims = tuple(replace(claim, confidence=min(claim.confidence, _WAITS)) for claim in claims)
    return read(claims=claims, joined=_joined(document) if official else ())


def _joined(document: Document) -> tuple[str, ...]:
    from tracker.extraction.dockets import find_joined_cases  # noqa: PLC0415 - a poll without news needs none

    return find_joined_cases(f"{document.title}\n{document.text}")


class Read(NamedTuple):
    """What a reading adds to its document: all that is to come back from another process."""

    claims: tuple[Claim, ...]
    digest: str
    extractor: str
    failed: str
    joined: tuple[str, ...]
    screened: bool
    ids: tuple[str, ...]

    def of(self, document: Document, *, voice: Voice, publisher: str) -> Reading:
        """Return the reading of *document*."""
        return Reading(
            document=document if self.ids == document.ids else replace(document, ids=self.ids),
            voice=voice,
            publisher=publisher,
            claims=self.claims,
            digest=self.digest,
            extractor=self.extractor,
            failed=self.failed,
            joined=self.joined,
            screened=self.screened,
        )


def read_documents(
    documents: Sequence[Document], *, catalogue: bytes, voice: Voice, publisher: str
) -> list[Read]:
    """Read *documents* in a process that has nothing but these arguments; press texts are screened.

    *catalogue* is pickled, by ourselves: what is compiled of it is kept for the next call.
    """
    extractor, screen = _compiled(catalogue)
    look = screen if voice is Voice.PRESS else None
    made = (
        read_document(extractor, each, voice=voice, publisher=publisher, screen=look) for each in documents
    )
    return [
        Read(
            each.claims,
            each.digest,
            each.extractor,
            each.failed,
            each.joined,
            each.screened,
            each.document.ids,
        )
        for each in made
    ]


@lru_cache(maxsize=1)
def _compiled(catalogue: bytes) -> tuple[Extractor, Screen]:
    from tracker.extraction import Extractor  # noqa: PLC0415 - a process that only parses needs none

    names = pickle.loads(catalogue)  # noqa: S301 - our own, from the process that started this one
    return Extractor(names), Screen(names)
