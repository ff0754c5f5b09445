"""What a person adds to the catalogue for a platform that only a text has named: ``other:<name>``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from tracker.extraction.clean import clean

PREFIX = "other:"
_BETWEEN = r"[\W_]+(?:(?:de|du|des|d|la|le|les|l|et|of|the|pour)[\W_]+){0,3}"


def is_unlisted(platform: str) -> bool:
    """Say whether a platform is one that only a text has named."""
    return platform.startswith(PREFIX)


def same_platform(one: str | None, other: str | None) -> bool:
    """Say whether two platforms are one: "le CHU de Montclar" and "l'hôpital de Montclar" are."""
    if one == other:
        return True
    if one is None or other is None or not (one.startswith("other:") and other.startswith("other:")):
        return False
    words, others = set(one[6:].split("-")), set(other[6:].split("-"))
    return words <= others or others <= words


def written_name(platform: str, texts: Iterable[str]) -> str:
    """Return the name of an unlisted platform as the first of *texts* that has it writes it.

    >>> written_name("other:chu-montbrac", ["L’entrepôt du CHU de Montbrac est autorisé."])
    'CHU de Montbrac'
    """
    words = platform.removeprefix(PREFIX).split("-")
    pattern = re.compile(rf"(?<![^\W_]){_BETWEEN.join(map(re.escape, words))}(?![^\W_])")
    for text in texts:
        cleaned = clean(text)
        found = pattern.search(cleaned.plain)
        if found is not None:
            start, end = cleaned.original(*found.span())
            return " ".join(text[start:end].split())
    return " ".join(words).title()


def catalogue_entry(platform: str, texts: Iterable[str]) -> str:
    """Return the table to add to a configuration, so that *platform* is listed; *texts* show its name.

    >>> print(catalogue_entry("other:orpheon", ["Le registre Orphéon est autorisé."]))
    [[platforms]]
    id = "orpheon"
    name = "Orphéon"
    aliases = ["Orphéon"]
    """
    name = json.dumps(written_name(platform, texts), ensure_ascii=False)
    identity = json.dumps(platform.removeprefix(PREFIX))
    return f"[[platforms]]\nid = {identity}\nname = {name}\naliases = [{name}]"
