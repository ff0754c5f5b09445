"""Which extractor a claim was read by: a version, and the digests of engine, lexicon and names."""

from __future__ import annotations

import hashlib
import re
from importlib import resources

from tracker.catalogue import Catalogue

_ENGINE = "0.2.0"


def _digest() -> str:
    found = hashlib.sha256()
    folder = resources.files("tracker.extraction")
    for place in (folder, folder.joinpath("lexicon")):
        for entry in sorted(place.iterdir(), key=lambda one: one.name):
            if entry.name.endswith((".py", ".toml")):
                found.update(entry.name.encode())
                found.update(entry.read_bytes())
    return found.hexdigest()[:12]


VERSION = f"{_ENGINE}+{_digest()}"
"""For example ``0.2.0+4be0643f1d98``; an extractor's own version adds the digest of its catalogue."""


def catalogue_digest(catalogue: Catalogue) -> str:
    """Return the digest of the names that *catalogue* knows: a new platform reads old texts anew."""
    entries = (*catalogue.platforms.values(), *catalogue.providers.values(), *catalogue.authorities.values())
    return hashlib.sha256("\n".join(map(repr, entries)).encode()).hexdigest()[:8]


def is_extractor(name: str) -> bool:
    """Say whether claims under *name* were read from a text: a person's word and a baseline were not.

    >>> is_extractor("0.1.0+4be0643f1d98.0a1b2c3d"), is_extractor("baseline/2026-05")
    (True, False)
    """
    return re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]+(?:\.[0-9a-f]+)?", name) is not None
