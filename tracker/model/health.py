"""Whether a source can be relied on now: what its polls came to, judged.  Pure.

A :class:`Record` is what is kept of a source; a poll's :class:`Visit` makes the next one, and
:func:`judge` says at any time what it amounts to.  The thresholds stand here and nowhere else:

- one bad poll is no news.  ``failing`` and ``suspect`` want three in a row over at least one period,
  or two that are a day apart; back-off makes that six periods of a running daemon;
- ``suspect`` rather than ``failing`` where something came that is not to be believed: a page instead of
  a feed, a feed without entries, a feed that lost three quarters of them; after a week, such a size
  is the usual one (an alert feed may rightly be empty);
- once bad, a source is believed again after two good polls in a row;
- ``late`` is a source that answers well and has had nothing new for far longer than its rhythm
  (:mod:`tracker.model.rhythm`); after twice that time, with the very same answer at every poll, ``suspect``;
- ``dead`` is a source that says so itself (410), or that was bad for thirty days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.model.rhythm import has_rhythm, patience, with_days, working_days
from tracker.model.time import paris_today


class State(StrEnum):
    """How well a source can be relied on."""

    HEALTHY = "healthy"
    LATE = "late"
    FAILING = "failing"
    SUSPECT = "suspect"
    DEAD = "dead"

    @property
    def rank(self) -> int:
        """Return how bad it is; failing and suspect are as bad as each other."""
        return {State.HEALTHY: 0, State.LATE: 1, State.DEAD: 3}.get(self, 2)


class Cause(StrEnum):
    """What is wrong with a source."""

    UNREACHABLE = "unreachable"
    OUR_NETWORK = "our-network"
    """Nothing answers anywhere: it is this machine that is blind."""
    REFUSED = "refused"
    NOT_FOUND = "not-found"
    GONE = "gone"
    SERVER_ERROR = "server-error"
    CERTIFICATE = "certificate"
    UNSAFE = "unsafe"
    SETTINGS = "settings"
    """Something on our side: an address or a secret that is not where it should be."""
    NOT_A_FEED = "not-a-feed"
    EMPTY = "empty"
    SHRUNK = "shrunk"
    SILENT = "silent"
    FROZEN = "frozen"
    OTHER = "other"


BAD_POLLS = 3
GOOD_POLLS = 2
_DOUBTFUL = frozenset({Cause.NOT_A_FEED, Cause.EMPTY, Cause.SHRUNK})
_OF_SIZE = frozenset({Cause.EMPTY, Cause.SHRUNK})
_A_DAY = timedelta(days=1)
_DEAD_AFTER = timedelta(days=30)
_NEW_SIZE_AFTER = timedelta(days=7)
_MANY = 8
"""A feed of fewer entries may well lose three quarters of them."""
_ROUNDING = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one poll came to; ``why`` and ``cause`` say why it failed.

    ``entries`` is None where their number tells nothing; ``days`` are those of what the source shows
    as new.  ``same`` says that the answer was, byte for byte, the one before.
    """

    at: datetime
    cause: Cause | None = None
    why: str = ""
    entries: int | None = None
    days: tuple[date, ...] = ()
    same: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is kept of a source's polls.

    ``bad`` counts the polls in a row that failed or brought what is not to be believed, since
    ``bad_since``; ``failures`` those that failed.  ``usual`` is the number of entries that it has had.
    """

    last_poll: datetime | None = None
    last_success: datetime | None = None
    answered_at: datetime | None = None
    failures: int = 0
    bad: int = 0
    good: int = 0
    bad_since: datetime | None = None
    cause: Cause | None = None
    why: str = ""
    entries: int = 0
    usual: int = 0
    days: tuple[date, ...] = ()
    watched_since: datetime | None = None
    same_since: datetime | None = None
    trouble: State = State.HEALTHY
    """The state that the last poll left, as far as polls alone tell; it outlasts one good poll."""

    @property
    def newest(self) -> date | None:
        """Return the day of the newest that the source had."""
        return max(self.days, default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state, since when (an instant, or the day of the newest item), and why."""

    state: State
    cause: Cause | None = None
    since: datetime | date | None = None
    why: str = ""


def after_visit(record: Record, visit: Visit, *, every: timedelta) -> Record:
    """Return *record* after one more poll of a source that is polled *every* so often."""
    failed, today = visit.cause is not None, paris_today(visit.at)
    cause, why = (visit.cause, visit.why) if failed else _doubt(record, visit)
    # A source without any date is known to be alive on the day on which it is first seen.
    days = visit.days or (() if failed or record.days else (today,))
    after = replace(
        record,
        last_poll=visit.at,
        last_success=record.last_success if failed else visit.at,
        watched_since=record.watched_since or (None if failed else visit.at),
        answered_at=record.answered_at if cause is Cause.UNREACHABLE else visit.at,
        failures=record.failures + 1 if failed else 0,
        entries=record.entries if visit.entries is None else visit.entries,
        days=with_days(record.days, days, today=today),
        same_since=record.same_since if failed else _same_since(record, visit),
    )
    if cause is not None:
        since = record.bad_since or visit.at
        after = replace(after, bad=record.bad + 1, good=0, bad_since=since, cause=cause, why=why)
    else:
        after = replace(after, bad=0, good=record.good + 1, usual=after.entries)
    trouble = _judge_trouble(after, every, visit.at)
    if cause is None and trouble is None:
        after = replace(after, bad_since=None, cause=None, why="")
    return replace(after, trouble=trouble.state if trouble else State.HEALTHY)


def judge(record: Record, *, every: timedelta, now: datetime) -> Verdict:
    """Say how well a source can be relied on at *now*, and why not."""
    trouble = _judge_trouble(record, every, now)
    return trouble or _judge_silence(record, every, paris_today(now))


def was_always_silent(record: Record, *, every: timedelta) -> bool:
    """Say whether a source was late already when it was first seen, and has had nothing new since.

    That is how it is, and not how it has become.
    """
    seen = record.watched_since
    return seen is not None and _judge_silence(record, every, paris_today(seen)).state is not State.HEALTHY


def _judge_trouble(record: Record, every: timedelta, now: datetime) -> Verdict | None:
    """Judge polls that went wrong; None while they are too few to mean anything."""
    since = record.bad_since
    if since is None or record.last_poll is None or record.good >= GOOD_POLLS:
        return None
    lasted, row = now - since, record.last_poll - since + _ROUNDING
    was_bad = record.trouble is not State.HEALTHY
    lasting = (record.bad >= BAD_POLLS and row >= every) or (record.bad > 1 and lasted >= _A_DAY)
    if record.cause is Cause.GONE or (was_bad and lasted >= _DEAD_AFTER):
        state = State.DEAD
    elif was_bad or lasting:
        state = State.SUSPECT if record.cause in _DOUBTFUL else State.FAILING
    else:
        return None
    return Verdict(state, record.cause, since, record.why)


def _judge_silence(record: Record, every: timedelta, today: date) -> Verdict:
    """Judge a source that answers by how long it has had nothing new."""
    newest = record.newest
    if newest is None:
        return Verdict(State.HEALTHY)
    usual, begun = patience(record.days, every=every), newest
    if not has_rhythm(record.days) and record.watched_since is not None:
        begun = max(newest, paris_today(record.watched_since))
    silent = working_days(begun, today)
    if silent <= usual:
        return Verdict(State.HEALTHY)
    why = f"nothing new for {silent} working days; up to {usual} are usual"
    same = record.same_since
    if same is not None and working_days(paris_today(same), today) > 2 * usual:
        return Verdict(State.SUSPECT, Cause.FROZEN, newest, f"{why}, and the answer is always the same")
    return Verdict(State.LATE, Cause.SILENT, newest, why)


def _doubt(record: Record, visit: Visit) -> tuple[Cause | None, str]:
    """Say what is not to be believed about a poll that worked."""
    now, before = visit.entries, record.usual
    if now is None or not before:
        return None, ""
    settling = record.cause in _OF_SIZE and record.bad_since is not None
    if settling and record.bad_since is not None and visit.at - record.bad_since >= _NEW_SIZE_AFTER:
        return None, ""
    if now == 0:
        return Cause.EMPTY, f"a feed without entries, where there were {before}"
    if before >= _MANY and now * 4 < before:
        return Cause.SHRUNK, f"a feed of {now} entries, where there were {before}"
    return None, ""


def _same_since(record: Record, visit: Visit) -> datetime | None:
    return (record.same_since or visit.at) if visit.same else None
