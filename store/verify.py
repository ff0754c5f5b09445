"""Find out whether the log is as it was written, and where it is not any more.

Every event's hash covers the event and the hash before it, so that the first place where the
log was touched is found by computing the chain again.  Whoever can write to the database can
also compute a new chain, or cut the end off: that is found against a head kept elsewhere.

What kind of harm was done is a conclusion from what fits together; its place is a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from store.api import Reader
from store.canonical import GENESIS, link
from store.errors import InvalidEventError
from store.records import NO_STREAM
from store.rows import Row, row_of

_BEFORE_ANY = -(2**62)
"""Before any position that somebody may have forged: those of a log begin at 1."""
_SEARCHED = 10_000
"""How many events behind the first fault are looked at to say what happened there."""


class Harm(StrEnum):
    """What was done to the log."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    SHORTENED = "shortened"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log, short enough to be kept elsewhere: on paper, in a mail, in a file.

    >>> Head.parse("2:" + "ab" * 32).position
    2
    """

    position: int
    hash: str

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read what ``str()`` wrote; raise ValueError."""
        position, _, digest = text.strip().partition(":")
        sound = len(digest) == len(GENESIS) and set(digest) <= set("0123456789abcdef")
        if not sound or not position.isdecimal():
            message = f"{text!r} is not a head: a position, a colon, a hash of {len(GENESIS)} digits"
            raise ValueError(message)
        return cls(int(position), digest)

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


EMPTY_LOG = Head(0, GENESIS)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the log is not as it was written."""

    harm: Harm
    position: int
    message: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a verification found; *head* is the last event that fits."""

    head: Head
    fault: Fault | None = None

    def __bool__(self) -> bool:
        return self.fault is None


def head_of(reader: Reader) -> Head:
    """Return the head of a log as it is, without verifying anything."""
    for event in reader.read_all(after=reader.head() - 1, limit=1):
        return Head(event.position, event.hash)
    return EMPTY_LOG


def verify(reader: Reader, *, head: Head | None = None) -> VerifyReport:
    """Compute the chain of the whole log again; *head* is one that was noted before.

    Events appended since then are no fault.
    """
    return verify_rows(map(row_of, reader.read_all(after=_BEFORE_ANY)), head=head)


def verify_rows(rows: Iterable[Row], *, head: Head | None = None) -> VerifyReport:
    """Do the same for rows, in the order in which they lie."""
    last = EMPTY_LOG
    versions: dict[str, int] = {}
    rest = iter(rows)
    for row in rest:
        if row[0] != last.position + 1 or not _fits(row, last):
            return VerifyReport(last, _conclude(row, last, list(islice(rest, _SEARCHED))))
        if row[2] != versions.get(row[1], NO_STREAM) + 1:
            message = f"{_name(row)} follows version {versions.get(row[1], NO_STREAM)} of its stream"
            return VerifyReport(last, Fault(Harm.INSERTED, row[0], message))
        versions[row[1]] = row[2]
        last = Head(row[0], row[9])
        if head is not None and last.position == head.position and last != head:
            message = f"event {row[0]} fits, but is not the one whose hash was noted: the log was rewritten"
            return VerifyReport(last, Fault(Harm.REWRITTEN, row[0], message))
    if head is not None and last.position < head.position:
        message = f"the log ends at {last.position}, but {head.position} was noted: its end was removed"
        return VerifyReport(last, Fault(Harm.SHORTENED, last.position + 1, message))
    return VerifyReport(last)


def _conclude(row: Row, last: Head, behind: Sequence[Row]) -> Fault:
    """Say what happened at *row*, the first that does not follow *last*, from those behind it."""
    position = last.position + 1
    if row[0] < position:
        return Fault(
            Harm.INSERTED, position, f"{_name(row)} lies before event {position}, where none belongs"
        )
    for place, other in enumerate(behind):
        if _fits(other, last, position=position):
            before = behind[place - 1] if place else other
            wanted = _fits(row, Head(position, other[9]), position=position + 1) or _fits(
                row, Head(other[0] - 1, before[9]), position=other[0]
            )
            if wanted or row[0] != position:
                message = f"event {position} lies at {other[0]}, and {_name(row)} is in its place"
                return Fault(Harm.REORDERED, position, message)
            return Fault(
                Harm.INSERTED, position, f"{_name(row)} was not there: event {position} lies behind it"
            )
    if row[0] != position:
        first = f"event {position} is" if row[0] == position + 1 else f"events {position} to {row[0] - 1} are"
        return Fault(Harm.MISSING, position, f"{first} not there: {row[0]} follows {last.position}")
    if behind and any(
        _fits(behind[0], Head(0, row[9]), position=behind[0][0] + by) for by in range(1, _SEARCHED)
    ):
        message = f"event {position} is not there: those behind it, from {_name(row)} on, were numbered anew"
        return Fault(Harm.MISSING, position, message)
    return Fault(Harm.CHANGED, position, f"{_name(row)} does not say what was written there")


def _fits(row: Row, last: Head, *, position: int | None = None) -> bool:
    """Tell whether *row*, at its position or at *position*, has the hash that follows *last*."""
    where = row[0] if position is None else position
    try:
        return link(last.hash, (where, *row[1:9])) == row[9]
    except InvalidEventError:
        return False


def _name(row: Row) -> str:
    return f"event {row[0]} ({row[4]} of {row[1]}, version {row[2]})"
