"""Find the parts that a frame asks for: who acts, what is acted on, and by whom."""

from __future__ import annotations

from tracker.extraction.findings import Span
from tracker.extraction.frame import Frame
from tracker.extraction.grammar import words as listed
from tracker.extraction.patterns import Written
from tracker.extraction.syntax import Syntax


def subject_of(frame: Frame, syntax: Syntax, at: int) -> int | None:
    """Return who does what the verb at *at* tells, if it is one that can."""
    antecedents = syntax.who_of(at)
    if antecedents is not None:
        return next((one for one in antecedents if can_act(frame, syntax, one)), None)
    for place in syntax.before(at):
        if can_act(frame, syntax, place) and not syntax.is_governed(place):
            return place
        if _blocks(syntax, place):
            return None
    return _inverted(frame, syntax, at)


_OTHERS = listed("parties")


def _blocks(syntax: Syntax, place: int) -> bool:
    """Say whether somebody else stands nearer to the verb."""
    mention = syntax.mention(place)
    other = syntax.words[place] in _OTHERS if mention is None else mention.letter in "AJEGNBSHO"
    return other and not syntax.is_governed(place)


def _inverted(frame: Frame, syntax: Syntax, at: int) -> int | None:
    """Return the subject that follows its verb: "« … », tranche la Cnil", "que vient de rendre la Cour"."""
    if at and syntax.words[at - 1] not in (",", "»", "que", "qu'", '"'):
        return None
    for place in range(at + 1, min(len(syntax.words), at + 4)):
        if can_act(frame, syntax, place) and not syntax.is_governed(place):
            return place
    return None


def can_act(frame: Frame, syntax: Syntax, place: int) -> bool:
    """Say whether the word at *place* is one that can do what the frame tells."""
    mention = syntax.mention(place)
    if mention is not None:
        return mention.letter in frame.letters
    return (
        frame.who is not None and frame.who.match(syntax.sentence.canonical, syntax.place(place)) is not None
    )


def object_of(frame: Frame, syntax: Syntax, at: int) -> tuple[Span | None, str]:
    """Return what the verb at *at* acts on, and how the sentence puts it."""
    start, end = syntax.place(at + 1), syntax.place(syntax.after(at, wide=frame.wide, free=frame.free))
    if frame.what is None:
        return (start, start), "active"
    span = first_of(frame, syntax, start, end)
    if span is not None:
        return span, "active"
    that = syntax.relative_object_end(at)
    if that is not None:
        span = last_of(frame.what, syntax, syntax.place(max(0, that - 14)), syntax.place(that))
        return span, "relative"
    if syntax.clitic(at):
        span = last_of(frame.what, syntax, 0, syntax.place(at))
        return span, "clitic"
    return None, ""


def first_of(frame: Frame, syntax: Syntax, start: int, end: int) -> Span | None:
    """Return the first thing between *start* and *end* that the frame acts on, no other noun governing it."""
    if frame.what is None:
        return None
    for match in frame.what.finditer(syntax.sentence.canonical, start, end + 1):
        head = syntax.sentence.item_at(match.start())
        if frame.free or head in syntax.groups or not syntax.is_governed(head):
            return match.span()
    return None


def last_of(what: Written, syntax: Syntax, start: int, end: int) -> Span | None:
    """Return the last match of *what* between *start* and *end*."""
    found = [match.span() for match in what.finditer(syntax.sentence.canonical, start, end + 1)]
    return found[-1] if found else None


def patient_of(frame: Frame, syntax: Syntax, at: int) -> Span | None:
    """Return what the passive verb at *at* is done to: before it, or after "est annulée la décision"."""
    if frame.what is None:
        return None
    allowed = set(syntax.before(at))
    if allowed:
        low = syntax.place(min(allowed))
        found: Span | None = None
        for match in frame.what.finditer(syntax.sentence.canonical, low, syntax.place(at) + 1):
            head = syntax.sentence.item_at(match.start())
            if head in allowed and not syntax.is_governed(head):
                found = match.span()
        if found is not None:
            return found
    if not frame.free and at and syntax.words[at - 1] not in _BEFORE_INVERSION:
        return None
    start = syntax.place(at + 1)
    return first_of(frame, syntax, start, syntax.place(min(len(syntax.words), at + (9 if frame.free else 5))))


_BEFORE_INVERSION = frozenset((",", ":", "»", "«", "il", "ainsi", "donc", "D", ".", ";", "–", "-"))


def agent_of(frame: Frame, syntax: Syntax, at: int) -> int | None:
    """Return who is named after "par"."""
    return syntax.agent_after(at, frame.letters) if frame.letters else None


_ELSE = listed("other_agents")


def is_by_another(frame: Frame, syntax: Syntax, at: int) -> bool:
    """Say whether the sentence names somebody after "par" who can't take the act: "par sa direction"."""
    if not frame.letters:
        return False
    for place in range(at + 1, min(len(syntax.words) - 1, at + 9)):
        if syntax.words[place] in (",", ";", ":"):
            return False
        if syntax.words[place] in ("par", "by"):
            near = range(place + 1, min(len(syntax.words), place + 4))
            named = [mention.letter for one in near if (mention := syntax.mention(one)) is not None]
            if named:
                return named[0] not in frame.letters and named[0] in "AJEGNBSHOFCKP"
            return any(syntax.words[one] in _ELSE for one in near)
    return False
