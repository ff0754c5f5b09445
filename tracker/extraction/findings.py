"""What a frame found, put together: its span, its names, how sure its construction is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.extraction.frame import Found, Frame
from tracker.extraction.mentions import Mention
from tracker.extraction.syntax import Syntax

Span = tuple[int, int]
WEAKER = {
    "active": 0.0,
    "relative": 0.02,
    "clitic": 0.04,
    "passive": 0.02,
    "participle": 0.04,
    "gerund": 0.08,
    "noun": 0.06,
}


def make_found(  # noqa: PLR0913, PLR0917 - what was found, and how
    frame: Frame, syntax: Syntax, at: int, agent: int | None, span: Span, voice: str, left: int | None = None
) -> Found | None:
    """Return what was found, if what the frame also asks for is there."""
    start = min(syntax.place(at if left is None else left), span[0])
    end = max(syntax.place(at + 1), span[1])
    names = names_of(syntax, agent, (span,))
    anonymous = agent is not None and syntax.mention(agent) is None
    word = syntax.words[agent] if agent is not None and anonymous else ""
    by = mention_of(syntax, agent)
    return checked(frame, syntax, Found(start, end, names, by, anonymous, WEAKER[voice], agent_word=word))


def checked(frame: Frame, syntax: Syntax, found: Found) -> Found | None:
    """Return *found* if what the frame also asks for stands in the clause; its names join."""
    if frame.also is None:
        return found
    low = max(0, syntax.sentence.item_at(found.start) - 16)
    high = min(len(syntax.words), syntax.sentence.item_at(found.end) + 18)
    match = frame.also.search(syntax.sentence.canonical, syntax.place(low), syntax.place(high) + 1)
    if match is None:
        return None
    names = dict.fromkeys((*found.names, *names_of(syntax, None, (match.span(),))))
    return replace(found, names=tuple(names))


def mention_of(syntax: Syntax, agent: int | None) -> Mention | None:
    """Return the name at *agent*, if there is one."""
    return None if agent is None else syntax.mention(agent)


def names_of(syntax: Syntax, agent: int | None, spans: Sequence[Span]) -> tuple[tuple[int, Mention], ...]:
    """Return the names of the agent and of the *spans*, by their places."""
    found: dict[int, Mention] = {}
    if agent is not None and (mention := syntax.mention(agent)) is not None:
        found[syntax.place(agent)] = mention
    for start, end in spans:
        first, last = syntax.sentence.item_at(start), syntax.sentence.item_at(max(start, end - 1))
        for place in range(first, last + 1):
            if (one := syntax.mention(place)) is not None:
                found.setdefault(syntax.place(place), one)
    return tuple(found.items())
