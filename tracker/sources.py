"""Which sources are meant, who speaks in them, and whether the names of a configuration are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from feeds.document import Document
from tracker.catalogue import Catalogue
from tracker.config import Config, Source
from tracker.errors import UnknownNameError
from tracker.model.decision import Voice

JOURNAL = "legifrance"
"""Speaks for every authority whose acts it publishes, and is none itself."""

KINDS = {
    "cnil": Voice.OFFICIAL,
    "legifrance": Voice.OFFICIAL,
    "court": Voice.OFFICIAL,
    "government": Voice.OFFICIAL,
    "press": Voice.PRESS,
    "blog": Voice.PRESS,
}
"""How a source of each kind speaks in an ingested file, for which the operator vouches."""


def named_sources(config: Config, names: tuple[str, ...]) -> list[Source]:
    """Return the sources called *names*, all of them where none is named.

    Raise UnknownNameError, with the nearest name, for one that the configuration lacks.
    """
    known = {source.id: source for source in config.sources}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known) or 'none'}"
            raise UnknownNameError(f"no source is called {name!r}; {hint}")
    return [known[name] for name in names] if names else list(config.sources)


def unknown_names(config: Config, catalogue: Catalogue) -> Iterator[str]:
    """Yield a line for each platform and authority of *config* that *catalogue* lacks."""
    for place, source in enumerate(config.sources):
        if source.authority not in (None, JOURNAL, *catalogue.authorities):
            known = (*catalogue.authorities, JOURNAL)
            yield f"sources[{place}].authority: {_nearest(str(source.authority), known, 'authorities')}"
    for place, route in enumerate(config.alerts.routes):
        for number, platform in enumerate(route.platforms or ()):
            if platform not in catalogue.platforms:
                told = _nearest(platform, catalogue.platforms, "platforms")
                yield f"alerts.routes[{place}].platforms[{number}]: {told}"


def _nearest(name: str, known: Iterable[str], table: str) -> str:
    ids = list(known)
    near = get_close_matches(name.lower(), ids, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(ids)}"
    return f"{name!r} is not in the catalogue; {hint} (a [[{table}]] table adds one)"


def with_known_kind(document: Document) -> tuple[Document, str]:
    """Return *document* with the kind of its source as we write it, and what was wrong with that kind.

    Letter case does not count; a kind that nobody knows is taken for the press.
    """
    kind = document.source.kind
    known = kind.lower() if kind.lower() in KINDS else "press"
    wrong = (
        ""
        if kind.lower() in KINDS
        else f"source.kind {kind!r} is not one of {', '.join(KINDS)}: taken for press"
    )
    return replace(document, source=replace(document.source, kind=known)), wrong


def half_character(document: Document) -> str:
    """Return what is wrong with a document that holds half a surrogate pair, which no output can carry."""
    try:
        f"{document.id}{document.title}{document.summary}{document.text}".encode()
    except UnicodeEncodeError:
        return f"document {document.id!a}: holds half of a character (a lone \\ud800 to \\udfff)"
    return ""
