"""Which extractor a claim was read by: the engine's version, and a digest of engine and lexicon."""

from __future__ import annotations

import hashlib
from importlib import resources

_ENGINE = "0.1.0"


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
"""For example ``0.1.0+4be0643f1d98``: two claims with the same version were read alike."""
