"""Read regulatory claims, with their evidence, out of French and English texts.

>>> from tracker.catalogue import load_catalogue
>>> extractor = Extractor(load_catalogue())

Pure: no network, no clock, no store.  Any text is taken, none makes it raise.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from feeds.document import Document
from tracker.catalogue import Catalogue
from tracker.extraction.lexicon import LexiconError, load_lexicon
from tracker.extraction.output import claims_to_json
from tracker.extraction.pipeline import Reader, make_reader
from tracker.extraction.silence import Silence, Why, why_silent
from tracker.extraction.trace import silence_to_json, steps_of
from tracker.extraction.version import VERSION, catalogue_digest
from tracker.model.claim import Claim

if TYPE_CHECKING:
    from tracker.extraction.lexicon import Lexicon
    from tracker.extraction.mentions import Gazetteer

__all__ = [
    "VERSION",
    "Extractor",
    "LexiconError",
    "Silence",
    "Why",
    "claims_to_json",
    "load_lexicon",
    "silence_to_json",
]


class Extractor:
    """Reads documents with one catalogue.

    ``version`` names the engine, the lexicon and the catalogue: what two extractors of one
    version read is the same.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the catalogue's names; they and the packaged lexicon are compiled when a text is read."""
        self._catalogue = catalogue
        self.version = f"{VERSION}.{catalogue_digest(catalogue)}"

    @cached_property
    def _compiled(self) -> tuple[Lexicon, Gazetteer]:
        return make_reader(self._catalogue)

    def read(self, document: Document) -> tuple[Claim, ...]:
        """Return the claims of *document*, in reading order; none is a frequent answer."""
        return Reader(*self._compiled).read(document)

    def trace(self, document: Document) -> dict[str, Any]:
        """Return what every step made of *document*, as JSON; the keys are the steps."""
        reader = Reader(*self._compiled)
        claims = reader.read(document)
        silence = None if claims else why_silent(reader.trace, document, self._compiled[0])
        return steps_of(reader.trace, document, claims, silence)

    def why_not(self, document: Document) -> Why | None:
        """Return why nothing came of *document*, with the sentence that came nearest; None if claims did."""
        reader = Reader(*self._compiled)
        claims = reader.read(document)
        return None if claims else why_silent(reader.trace, document, self._compiled[0])
