"""Poll one source: fetch, read, and take in what is new, part by part.

The requests and the reading are made outside any transaction; the documents of a part, what they
change, the alerts and what to remember of the source are then committed together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from store.api import EventStore, Transaction
from store.records import StreamId
from tracker.addresses import place_digest, shown_url
from tracker.app import App
from tracker.config import DilaSource, FeedSource, Source
from tracker.model.health import Cause, Visit
from tracker.model.time import paris_today
from tracker.model.told import Reason
from tracker.polling.ending import EndingError
from tracker.polling.firsts import is_first
from tracker.polling.health import days_of, record_health
from tracker.polling.kinds import parts_of
from tracker.polling.parts import Means, Part
from tracker.polling.unread import read_unread
from tracker.projection.views import ViewReader

if TYPE_CHECKING:
    from tracker.alerts.announce import Announced
    from tracker.ingest import Reading, Taken
    from tracker.recording import Recorder

_NOTICES = 100
_COUNTED = frozenset({"rss"})
"""How many entries a feed has tells something; what a search finds or a folder lists does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What polling one source came to; ``why`` is empty unless it failed."""

    source: str
    outcome: str
    why: str = ""
    entries: int = 0
    taken: tuple[Taken, ...] = ()
    announced: tuple[Announced, ...] = ()
    notices: tuple[str, ...] = ()
    baseline: bool = False
    backlog: int = 0
    """How many documents its first poll, of which this may be a part, has recorded."""
    silent: bool = False
    """Nobody hears of them."""
    passed_over: int = 0
    withdrawn: tuple[str, ...] = ()
    """The documents that their base has taken back."""
    unread: int = 0
    """Texts that could not be read for claims, at this try."""

    @property
    def observed(self) -> int:
        """Return how many documents are new or revised."""
        return sum(1 for each in self.taken if each.news != "known")


Told: TypeAlias = Callable[[Polled], None]
"""Hears what a poll has come to so far, after each of its parts."""


def tell_nobody(polled: Polled) -> None:
    """Hear, and do nothing."""
    del polled


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A poll that found nothing new, of which nothing is written yet: it can wait for others.

    Where the process dies first, the source is simply polled again.
    """

    source: Source
    write: Callable[[Transaction], Polled]


class SourcePoll:
    """One poll of one source, while its parts are taken in."""

    def __init__(self, app: App, store: EventStore, source: Source) -> None:
        self._app, self._store, self._source = app, store, source
        self._remembered = store.state("memory", source.id)
        self._polled = Polled(source=source.id, outcome="unchanged")
        self._days: set[date] = set()
        self._place = ""
        self._begins_anew = False
        self._again = bool((self._remembered or {}).get("again"))
        """It is read anew: begun by this poll, or by one that did not come to its end."""

    def run(self, means: Means, told: Told) -> Polled | Unwritten:
        """Take in part after part; stop where another process has done so meanwhile."""
        memory = str(self._remembered["text"]) if self._remembered is not None else ""
        self._place = place_digest(self._source.url)
        if means.again and self._remembered is not None:
            memory, self._again, self._begins_anew = "", True, True
        self._polled = read_unread(self._app, self._store, means, self._source, self._polled)
        for part, readings in self._read(parts_of(self._app, self._source, memory, means), means):
            if self._is_quiet(part):
                return Unwritten(self._source, partial(self._write, part, alert_backlog=means.alert_backlog))
            if not self._take(part, readings(), alert_backlog=means.alert_backlog):
                return self._late()
            told(self._polled)
            if means.ending.is_set() and not part.final:
                raise EndingError
        return self._polled

    def _read(
        self, parts: Iterator[Part], means: Means
    ) -> Iterator[tuple[Part, Callable[[], list[Reading]]]]:
        """Yield each part with what returns its readings."""
        if isinstance(self._source, FeedSource):  # it has one part
            return ((part, partial(self._read_now, part, means)) for part in parts)
        from tracker.polling.reading import read_ahead  # noqa: PLC0415 - beside the next

        return read_ahead(self._app, means, self._source, parts)

    def _read_now(self, part: Part, means: Means) -> list[Reading]:
        from tracker.polling.reading import read_part  # noqa: PLC0415 - a poll without news needs none

        return read_part(self._app, means, self._source, part)

    def _take(self, part: Part, readings: Sequence[Reading], *, alert_backlog: bool) -> bool:
        """Take in one part, and say so; what another process has just recorded may be newer than it."""
        from tracker.recording import recording  # noqa: PLC0415 - a poll without news needs none

        with recording(self._store, recorded_by=f"poll:{self._source.id}") as recorder:
            if self._is_outrun(recorder):
                return False
            polled, memory = self._record(recorder, part, readings, alert_backlog=alert_backlog)
        self._polled, self._remembered, self._begins_anew = polled, memory, False
        return True

    def _write(self, part: Part, tx: Transaction, *, alert_backlog: bool) -> Polled:
        """Write a part that is quiet, in whosever transaction: no event, and mostly no memory either."""
        if self._is_outrun(tx):
            return self._late()
        first = not part.whole and self._is_first(tx, part)
        backlog = (self._remembered or {}).get("backlog", 0) if first else 0
        memory = self._memory(part, first=first, ends=False, backlog=backlog)
        if memory != self._remembered:
            tx.put_state("memory", self._source.id, memory)
        silent = self._silence(part, first=first, alert_backlog=alert_backlog) is not None
        polled = _with(self._polled, part, backlog=backlog, silent=silent)
        self._record_health(tx, part, self._app.clock(), polled.notices)
        return polled

    def _is_outrun(self, views: ViewReader) -> bool:
        return views.state("memory", self._source.id) != self._remembered

    def _late(self) -> Polled:
        late = "another process polled it meanwhile"
        return replace(self._polled, notices=(*self._polled.notices, late))

    def _is_quiet(self, part: Part) -> bool:
        """Say whether nothing of *part* is for the log: only what is kept beside it changes."""
        news = part.documents or part.withdrawn
        return part.final and not news and not (part.whole and self._is_first(self._store, part))

    def _is_first(self, views: ViewReader, part: Part) -> bool:
        before = (self._remembered or {}).get("place")
        return is_first(views, self._source, part, before=before, place=self._place)

    def _record(
        self, recorder: Recorder, part: Part, readings: Sequence[Reading], *, alert_backlog: bool
    ) -> tuple[Polled, dict[str, Any]]:
        """Record one part; return the poll so far, and what is remembered of the source.

        The first poll of a source, in however many parts and tries it comes, is its past: nobody
        hears of it, unless *alert_backlog*.
        """
        from tracker.intake import take_in_all  # noqa: PLC0415 - a poll without news needs none
        from tracker.withdrawal import withdraw  # noqa: PLC0415 - the same

        source, now = self._source, self._app.clock()
        first = self._is_first(recorder, part)
        backlog = (self._remembered or {}).get("backlog", 0) + len(readings) if first else 0
        ends = first and part.whole
        if ends:
            _record_baseline(recorder, source, backlog, alerted=alert_backlog)
        memory = self._memory(part, first=first, ends=ends, backlog=backlog)
        if memory != self._remembered:
            recorder.tx.put_state("memory", source.id, memory)
        today = paris_today(now)
        gone = withdraw(recorder, source.id, part.withdrawn, today=today)
        silence = self._silence(part, first=first, alert_backlog=alert_backlog)
        intake = take_in_all(recorder, self._app.announcer, readings, today=today, silence=silence)
        unread = tuple(f"{each.document.id}: {each.failed}" for each in readings if each.failed)
        polled = _with(
            self._polled,
            part,
            backlog=backlog,
            silent=silence is not None,
            taken=intake.taken,
            announced=tuple(intake.announced),
            notices=(*intake.refused, *unread),
            withdrawn=gone,
        )
        polled = replace(polled, baseline=ends, unread=polled.unread + len(unread))
        if readings:
            old = first or part.past or self._again
            self._days.update(days_of(part.documents, also=None if old else today))
        if part.final:
            self._record_health(recorder.tx, part, now, polled.notices)
        return polled, memory

    def _silence(self, part: Part, *, first: bool, alert_backlog: bool) -> Reason | None:
        if self._again and not first:
            return Reason.READ_AGAIN
        return Reason.FIRST_POLL if (first or part.past) and not alert_backlog else None

    def _memory(self, part: Part, *, first: bool, ends: bool, backlog: int) -> dict[str, Any]:
        """Return what is kept of the source between two polls."""
        before = self._remembered or {}
        passed_over = part.passed_over + (0 if self._begins_anew else before.get("passed_over", 0))
        counted = {"backlog": 0 if ends else backlog, "passed_over": passed_over}
        return {
            "text": part.memory,
            **{name: count for name, count in counted.items() if count},
            "place": self._place if ends or not first else before.get("place"),
            **self._filtered(part, before),
        }

    def _filtered(self, part: Part, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return under which words texts are passed over: until all is read anew, those of the first."""
        if not isinstance(self._source, DilaSource):
            return {}
        now = self._app.subject.digest
        if self._again:
            return {"filter": now} if part.whole else {"filter": before.get("filter", now), "again": True}
        return {"filter": before.get("filter", now) if before.get("passed_over") else now}

    def _record_health(self, tx: Transaction, part: Part, now: datetime, notices: Sequence[str]) -> None:
        counts = self._source.kind in _COUNTED and not part.why
        visit = Visit(
            at=now,
            cause=part.cause or Cause.OTHER if part.why else None,
            why=part.why,
            entries=part.entries if counts else None,
            days=part.days or tuple(self._days),
            same=part.same,
        )
        record_health(
            tx,
            self._source,
            visit,
            retry_after=part.retry_after,
            notices=notices,
            moved_to=part.moved_to,
        )


def _with(  # noqa: PLR0913 - each is one thing that a part came to
    polled: Polled,
    part: Part,
    *,
    backlog: int,
    silent: bool,
    taken: tuple[Taken, ...] = (),
    announced: tuple[Announced, ...] = (),
    notices: tuple[str, ...] = (),
    withdrawn: tuple[str, ...] = (),
) -> Polled:
    """Return what a poll has come to with one part more; what was taken in before a failure stays."""
    changed = polled.outcome == "changed" or part.documents or withdrawn
    return replace(
        polled,
        outcome="failed" if part.why else "changed" if changed else "unchanged",
        why=part.why,
        entries=part.entries,
        taken=(*polled.taken, *taken),
        announced=(*polled.announced, *announced),
        notices=(*polled.notices, *part.notices, *notices)[:_NOTICES],
        backlog=backlog,
        silent=silent,
        passed_over=polled.passed_over + part.passed_over,
        withdrawn=(*polled.withdrawn, *withdrawn),
    )


def _record_baseline(recorder: Recorder, source: Source, documents: int, *, alerted: bool) -> None:
    payload: dict[str, Any] = {"source": source.id, "url": shown_url(source.url), "documents": documents}
    if alerted:
        payload["alerted"] = True
    stream = StreamId("source", source.id)
    recorder.record(stream, "SourceBaselined", payload, source.id, recorder.tx.head())
