"""Which sources are meant."""

from __future__ import annotations

from difflib import get_close_matches

from tracker.config import Config, Source
from tracker.errors import UnknownNameError


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
