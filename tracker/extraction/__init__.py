"""Read regulatory claims, with their evidence, out of French and English texts.

>>> from tracker.catalogue import load_catalogue
>>> extractor = Extractor(load_catalogue())

Pure: no network, no clock, no store.  Any text is taken, none makes it raise.
"""

from __future__ import annotations

from feeds.document import Document
from tracker.catalogue import Catalogue
from tracker.extraction.lexicon import LexiconError, load_lexicon
from tracker.extraction.output import claims_to_json
from tracker.extraction.pipeline import Reader, make_reader
from tracker.extraction.trace import explain_silence, print_trace
from tracker.extraction.version import VERSION
from tracker.model.claim import Claim

__all__ = ["VERSION", "Extractor", "LexiconError", "claims_to_json", "load_lexicon"]


class Extractor:
    """Reads documents with one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Compile the catalogue's names and the packaged lexicon."""
        self._lexicon, self._gazetteer = make_reader(catalogue)

    def read(self, document: Document) -> tuple[Claim, ...]:
        """Return the claims of *document*, in reading order; none is a frequent answer."""
        return Reader(self._lexicon, self._gazetteer).read(document)

    def trace(self, document: Document) -> str:
        """Return what every step made of *document*, as text for people."""
        reader = Reader(self._lexicon, self._gazetteer)
        claims = reader.read(document)
        return print_trace(reader.trace, claims)

    def why_not(self, document: Document) -> str:
        """Return in one line why nothing came of *document*, or how many claims did."""
        reader = Reader(self._lexicon, self._gazetteer)
        claims = reader.read(document)
        return explain_silence(reader.trace, claims)
