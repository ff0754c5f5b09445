"""Poll the Légifrance API: what it finds for some phrases, in a window that looks back.

Texts are published long after they were decided, and the API can neither sort nor filter those of
the CNIL by publication.  So a window of months is searched each time, and compared with what is
known.  A poll that is stopped half-way hands over what it has, and goes on at the next one.

Each phrase in each database has a past of its own: what its first search finds, and what only a
wider window finds later, was there before, and is no news.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from feeds.answers import FetchFailed
from feeds.document import Document, Origin
from feeds.errors import FailureKind
from feeds.legifrance import Hit, read_text, route
from feeds.legifrance_memory import LegifranceMemory, Trial
from feeds.legifrance_search import Search
from feeds.official import OfficialText, page_of
from feeds.piste import Piste, UnknownText, is_everywhere

_PARIS = ZoneInfo("Europe/Paris")
_DAY = timedelta(days=1)
_TRIES = 8
_FAILURES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LegifranceSource:
    """Which phrases are searched, in which databases, how far back.

    At most ``texts_a_poll`` texts are consulted at once: quotas count every request.
    """

    origin: Origin
    phrases: tuple[str, ...]
    fonds: tuple[Literal["CNIL", "JORF", "CETAT"], ...] = ("CNIL", "JORF", "CETAT")
    look_back: timedelta = timedelta(days=730)
    texts_a_poll: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LegifrancePoll:
    """What one poll brought; with a failure, what came before it still counts.

    ``past`` was there before it was first searched for, or so widely; ``documents`` are news.
    ``memory_of_past`` is what to remember once the past is stored, and the news is not yet.
    """

    outcome: Literal["changed", "unchanged", "failed"]
    memory: LegifranceMemory
    memory_of_past: LegifranceMemory
    documents: tuple[Document, ...] = ()
    past: tuple[Document, ...] = ()
    failure: FetchFailed | None = None
    entries: int = 0
    left: int = 0
    """How many texts were found, and not asked for yet."""
    notices: tuple[str, ...] = ()

    @property
    def retry_after(self) -> float | None:
        """Return the seconds that the server asked us to wait."""
        return self.failure.retry_after if self.failure is not None else None


def poll_legifrance(
    source: LegifranceSource, memory: LegifranceMemory, piste: Piste, *, now: datetime
) -> LegifrancePoll:
    """Search for the phrases of *source* and consult what *memory* does not know."""
    search = Search(piste)
    found = _search(source, memory, search, now.astimezone(_PARIS).date() + _DAY)
    waiting = found.waiting(memory)
    consulted = _Consulted(piste, memory, found)
    if not search.ended:
        consulted.take(waiting[: source.texts_a_poll])
    left = {hit.id for hit in waiting} - consulted.asked
    failure = search.failure or consulted.failure
    news, past = consulted.documents(source.origin)
    return LegifrancePoll(
        outcome="failed" if failure is not None else "changed" if news or past else "unchanged",
        memory=LegifranceMemory(
            marks=consulted.marks,
            windows=found.windows_without(left),
            trials=consulted.trials if failure is not None else found.only(consulted.trials),
        ),
        memory_of_past=LegifranceMemory(
            marks={**memory.marks, **consulted.marks_of(past)}, windows=memory.windows, trials=memory.trials
        ),
        documents=news,
        past=past,
        failure=failure,
        entries=len(found.hits),
        left=len(left),
        notices=(*search.notices, *consulted.notices, *_told_of_left(left)),
    )


def _told_of_left(left: set[str]) -> tuple[str, ...]:
    return (f"{len(left)} texts are left for the next poll",) if left else ()


@dataclass(frozen=True, slots=True)
class _Window:
    """What was searched for one phrase in one database: the ids of its past, and where it began."""

    begins: str
    before: str | None
    past: frozenset[str]
    whole: bool

    def after(self, left: set[str]) -> str | None:
        """Return the day from which nothing of it is missing any more, with *left* still to come."""
        return self.begins if self.whole and self.past.isdisjoint(left) else self.before


@dataclass(slots=True)
class _Found:
    """What all searches of a poll found."""

    hits: dict[str, Hit] = field(default_factory=dict)
    news: set[str] = field(default_factory=set)
    windows: dict[str, _Window] = field(default_factory=dict)

    def is_past(self, hit: Hit, memory: LegifranceMemory) -> bool:
        """Say whether *hit* was there before; what was handed over already, and changes, is news."""
        tried = memory.trials.get(hit.id)
        return hit.id not in memory.marks and (tried.past if tried else hit.id not in self.news)

    def waiting(self, memory: LegifranceMemory) -> list[Hit]:
        """Return what is to be consulted: news first, and what has failed before last."""
        hits = [hit for hit in self.hits.values() if memory.marks.get(hit.id) != hit.mark]
        times = {name: trial.times for name, trial in memory.trials.items()}
        return sorted(hits, key=lambda hit: (times.get(hit.id, 0), self.is_past(hit, memory)))

    def windows_without(self, left: set[str]) -> dict[str, str]:
        days = {key: window.after(left) for key, window in self.windows.items()}
        return {key: day for key, day in days.items() if day is not None}

    def only(self, trials: dict[str, Trial]) -> dict[str, Trial]:
        return {name: trial for name, trial in trials.items() if name in self.hits}


def _search(source: LegifranceSource, memory: LegifranceMemory, search: Search, end: date) -> _Found:
    """Search the window of each phrase in each database: its past and what came since apart."""
    found = _Found()
    start = end - source.look_back
    for fond in source.fonds:
        for phrase in source.phrases:
            key = f"{fond} {phrase}"
            before = memory.windows.get(key)
            edge = max(start, date.fromisoformat(before)) if before is not None else end + _DAY
            news, news_whole = search.run(fond, phrase, edge, end)
            past, past_whole = search.run(fond, phrase, start, edge - _DAY)
            found.hits |= past | news
            found.news |= news.keys()
            found.windows[key] = _Window(
                start.isoformat(), before, frozenset(past), news_whole and past_whole
            )
    return found


class _Consulted:
    """Consults hits one after the other, and remembers of each what came of it."""

    def __init__(self, piste: Piste, memory: LegifranceMemory, found: _Found) -> None:
        self._piste, self._memory, self._found = piste, memory, found
        self._texts: list[tuple[OfficialText, bool]] = []
        self._failures = 0
        self.marks = dict(memory.marks)
        self.trials = dict(memory.trials)
        self.asked: set[str] = set()
        self.notices: list[str] = []
        self.failure: FetchFailed | None = None

    def take(self, hits: list[Hit]) -> None:
        """Consult *hits*, until what fails would fail for the others as well."""
        for hit in hits:
            found = _consult(self._piste, hit)
            if isinstance(found, FetchFailed):
                self.failure = self.failure or found
                self._failures += 1
                if is_everywhere(found):
                    return
            self._keep(hit, found)
            if self._failures >= _FAILURES:
                return

    def _keep(self, hit: Hit, found: OfficialText | str | FetchFailed) -> None:
        self.asked.add(hit.id)
        past = self._found.is_past(hit, self._memory)
        if isinstance(found, OfficialText):
            self._texts.append((found, past))
            self.marks[hit.id] = hit.mark
            self.trials.pop(hit.id, None)
            return
        tried = self.trials.pop(hit.id, Trial(times=0, past=past))
        times = tried.times + 1
        why = found.reason if isinstance(found, FetchFailed) else found
        if times >= _TRIES and isinstance(found, str):
            self.notices.append(f"{hit.id}: {why}; given up after {times} tries: read {page_of(hit.id)}")
            self.marks[hit.id] = hit.mark
            return
        self.notices.append(f"{hit.id}: {why}; asked for again at the next poll ({times} of {_TRIES} tries)")
        self.trials[hit.id] = Trial(times=times, past=tried.past)

    def documents(self, origin: Origin) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
        """Return what is new, and what is of the past."""
        both = [(text.document(origin), past) for text, past in self._texts]
        return tuple(each for each, past in both if not past), tuple(each for each, past in both if past)

    def marks_of(self, documents: tuple[Document, ...]) -> dict[str, str]:
        return {name: self.marks[name] for each in documents if (name := each.ids[0])}


def _consult(piste: Piste, hit: Hit) -> OfficialText | str | FetchFailed:
    """Return the text behind *hit*, why there is none, or the failure of a whole database."""
    path, body = route(hit.id)
    answer = piste.consult(path, body, text=hit.id)
    if isinstance(answer, FetchFailed):
        lasting = answer.kind is FailureKind.PERMANENT and not is_everywhere(answer)
        return answer.reason if lasting else answer
    if isinstance(answer, UnknownText):
        return "the search names it, and the API does not know it"
    return read_text(hit.id, answer) or "the API answered without the text"
