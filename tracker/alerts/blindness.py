"""What an alert about sources says: on what I am blind, since when, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.alerts.message import Message
from tracker.model.blindness import MACHINE
from tracker.model.health import Cause, State, Verdict
from tracker.report.safe import one_line, quoted
from tracker.report.source_words import ADVICE, CAUSES, LABELS, STATES, TITLES, spoken_since

ABOUT = "sources"
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Turn:
    """A source whose state is another than the one that was last recorded."""

    source: str
    name: str
    before: State
    verdict: Verdict
    baseline: bool = False
    """It was silent when it was first seen, and is so, or is so no more: nobody had relied on it."""

    @property
    def is_worse(self) -> bool:
        """Say whether people must hear of it: it is worse than what they know."""
        return not self.baseline and self.verdict.state.rank > self.before.rank

    @property
    def is_restored(self) -> bool:
        """Say whether it is well again, for people who know that it was not."""
        return not self.baseline and self.verdict.state is State.HEALTHY


def trouble_message(turns: Sequence[Turn], language: str) -> Message:
    """Say what cannot be seen; several sources are one message."""
    words = LABELS[language]
    lines = []
    for turn in turns[:_LISTED]:
        lines += [*_trouble(turn, language, alone=len(turns) == 1), ""]
    if len(turns) > _LISTED:
        lines += [", ".join(turn.source for turn in turns[_LISTED:]), ""]
    lines += [words["missed"], words["no_decision"], words["all"]]
    return Message(ABOUT, _title(turns, language), "\n".join(lines))


def restored_message(turns: Sequence[Turn], language: str) -> Message:
    """Say what can be seen again."""
    words, titles = LABELS[language], TITLES[language]
    named = [turn for turn in turns if turn.source != MACHINE]
    if len(turns) > 1:
        title = titles["restored_several"].format(count=len(named))
    elif named:
        title = titles["restored"].format(name=_named(named[0]))
    else:
        title = titles["machine_restored"]
    lines = [
        f"{_named(turn)} : {STATES[language][turn.before]} → {STATES[language][turn.verdict.state]}"
        for turn in named
    ]
    if len(named) < len(turns):
        lines.insert(0, titles["machine_restored"])
    return Message(ABOUT, one_line(title, 150), "\n".join([*lines, "", words["no_decision"], words["all"]]))


def _title(turns: Sequence[Turn], language: str) -> str:
    titles = TITLES[language]
    machine = next((turn for turn in turns if turn.source == MACHINE), None)
    if machine is not None:
        told = titles["machine"].format(since=spoken_since(machine.verdict.since, language))
    elif len(turns) > 1:
        told = titles["several"].format(count=len(turns))
    else:
        [turn] = turns
        form = {State.LATE: "late", State.DEAD: "dead"}.get(turn.verdict.state, "blind")
        form = "blind" if form == "dead" and turn.verdict.cause is not Cause.GONE else form
        since = spoken_since(turn.verdict.since, language)
        told = titles[form].format(name=_named(turn), since=since)
    return one_line(told, 150)


def _trouble(turn: Turn, language: str, *, alone: bool) -> list[str]:
    """Return why one source cannot be relied on, and what to do about it."""
    words, verdict = LABELS[language], turn.verdict
    cause = verdict.cause or Cause.OTHER
    state = STATES[language][verdict.state]
    since = words["since"].format(since=spoken_since(verdict.since, language))
    head = [] if alone or turn.source == MACHINE else [f"{_named(turn)} : {state}, {since}"]
    if alone and turn.source != MACHINE:
        head = [f"{state} {since}"]
    detail = [f"{words['detail']} : {quoted(verdict.why, 200)}"] if verdict.why else []
    return [
        *head,
        f"{words['why']} : {CAUSES[language][cause]}",
        *detail,
        f"{words['do']} : {ADVICE[language][cause]}",
    ]


def _named(turn: Turn) -> str:
    return turn.source if turn.name == turn.source else f"{quoted(turn.name, 80)} ({turn.source})"
