"""Match an act that a noun tells: "la suspension de l'autorisation, prononcée par le Conseil d'État"."""

from __future__ import annotations

import re

from tracker.extraction.findings import WEAKER, Span, checked, mention_of, names_of
from tracker.extraction.frame import Found, Frame
from tracker.extraction.reality import DATED, is_headline, is_real
from tracker.extraction.syntax import Syntax

_HAPPENS = re.compile(
    r"(?: [^ ;:]+){0,16}? (?:intervenir|prononcer|ordonner|decider|tomber|notifier|acter|confirmer|"
    r"officialiser|surprendre)/[pbk]\w"
)
_BROUGHT = re.compile(
    r" (?:obtenir|arracher|prononcer|ordonner|decider|annoncer|acter|notifier|decrocher|entrainer|"
    r"provoquer|valoir|apres|depuis|"
    r"suite a|a la suite d[eu']|by|after|since)(?:/[pbmk]\w)?(?: [^ ;:,]+){0,4} ?$"
)


def find_noun(frame: Frame, syntax: Syntax, match: re.Match[str]) -> Found | None:
    """Return the act that a noun tells: "la suspension de l'autorisation, prononcée par le juge"."""
    canonical = syntax.sentence.canonical
    at = syntax.sentence.item_at(match.start())
    last = syntax.sentence.item_at(match.end() - 1)
    if not is_real(syntax, at, last):
        return None
    end = syntax.place(min(len(syntax.words), last + 13))
    stop = re.compile(r" [;?!](?= )").search(canonical, match.end(), end)
    end = stop.start() if stop else end
    span: Span = match.span()
    if frame.what is not None:
        thing = frame.what.search(canonical, match.end(), end + 1)
        if thing is None:
            return None
        span = thing.span()
    agent = _agent_of_noun(frame, syntax, last)
    if agent is None:
        headline = is_headline(syntax, at, syntax.sentence.item_at(max(span[0], span[1] - 1)))
        told = (
            headline
            or DATED.match(canonical, syntax.place(last + 1)) is not None
            or _HAPPENS.match(canonical, syntax.place(last + 1)) is not None
            or _BROUGHT.search(canonical[: syntax.place(at)] + " ") is not None
        )
        if not frame.agentless or not told:
            return None
    names = names_of(syntax, agent, (match.span(), span))
    found = Found(
        match.start(),
        max(match.end(), span[1]),
        names,
        mention_of(syntax, agent),
        False,
        WEAKER["noun"],
        presupposed=agent is not None and _is_known(syntax, at, last),
    )
    return checked(frame, syntax, found)


def _is_known(syntax: Syntax, at: int, last: int) -> bool:
    """Say whether a sentence speaks of the act as known: "laisse debout l'autorisation de la Cnil".

    So it does where a verb before acts on it, or where it is over ("l'autorisation … ayant pris fin").
    """
    definite = at > 0 and syntax.words[at - 1] in ("l'", "la", "le", "the")
    if not definite or is_headline(syntax, at):
        return False
    over = any(
        syntax.sentence.tokens[group.first].plain == "ayant"
        for one, group in syntax.groups.items()
        if last < one < last + 10
    )
    acted_on = any(syntax.is_verb(one) for one in range(max(0, at - 6), at - 1))
    return over or (
        acted_on
        and _BROUGHT.search(syntax.sentence.canonical[: syntax.place(at)] + " ") is None
        and _HAPPENS.match(syntax.sentence.canonical, syntax.place(last + 1)) is None
    )


def _agent_of_noun(frame: Frame, syntax: Syntax, at: int) -> int | None:
    if not frame.letters:
        return None
    agent = syntax.agent_after(at, frame.letters)
    if agent is not None:
        return agent
    for place in range(at + 1, min(len(syntax.words), at + 4)):
        mention = syntax.mention(place)
        if mention is not None:
            return place if mention.letter in frame.letters and syntax.is_governed(place) else None
    return None
