"""What the extraction tests share."""

from __future__ import annotations

import pytest

from tracker.catalogue import load_catalogue
from tracker.extraction import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """Return an extractor with the packaged catalogue; it holds no state of a document."""
    return Extractor(load_catalogue())
