"""What is remembered of a folder of archives between two polls, and between two batches of one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from feeds.errors import MemoryFormatError
from feeds.listing import is_full, stamp_of

_FORMAT = 1
_FAILURES_BEFORE_LATE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DilaMemory:
    """Which archives are done, and how many members of the one at hand; a new one is empty.

    ``made_for`` is the folder and the first day; ``floor`` is the latest first day that there was
    before: what is older was asked for later than the rest.  ``failed`` counts the polls in which
    an archive could not be read.  ``moves`` are the ids of what each increment brought or took
    back, in one line: the archive that is made last has the last word, whenever it is read.
    """

    made_for: str = ""
    done: tuple[str, ...] = ()
    archive: str = ""
    size: int = 0
    members: int = 0
    failed: tuple[tuple[str, int], ...] = ()
    floor: str = ""
    moves: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> str:
        """Return the memory as one line of JSON."""
        rows = {column.name: getattr(self, column.name) for column in fields(self)}
        return json.dumps({"format": _FORMAT, **rows}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> DilaMemory:
        """Read what `to_json` wrote; refuse anything else."""
        try:
            data = json.loads(text)
            if data.pop("format") != _FORMAT:
                raise MemoryFormatError("the memory of an archive source has another format; start anew")
            done, failed = tuple(data.pop("done")), tuple((name, n) for name, n in data.pop("failed"))
            moves = tuple((stamp, ids) for stamp, ids in data.pop("moves", ()))
            return cls(done=done, failed=failed, moves=moves, **data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MemoryFormatError("the memory of an archive source cannot be read; start anew") from error

    @property
    def late(self) -> frozenset[str]:
        """Return the archives that have failed so often that others go first."""
        return frozenset(name for name, count in self.failed if count >= _FAILURES_BEFORE_LATE)

    def made_into(self, url: str, since: str) -> DilaMemory:
        """Return the memory for the folder *url* from the day *since* on; another folder is a new one.

        What was read stays read, whatever the day: a wider window brings what is missing, no more.
        """
        folder, _, day = self.made_for.partition(" ")
        made_for = f"{url} {since}".strip()
        if folder.partition("://")[2] != url.partition("://")[2]:
            return DilaMemory(made_for=made_for)
        return replace(self, made_for=made_for, floor=max(self.floor, day.replace("-", "")))

    def is_past(self, name: str) -> bool:
        """Tell whether the archive called *name* was there before it was asked for: a wider window.

        So is a first full archive that is read after increments.
        """
        return stamp_of(name) < self.floor or (is_full(name) and not any(map(is_full, self.done)))

    def later_than(self, name: str) -> frozenset[str]:
        """Return the ids on which an increment newer than the archive *name* has had its word."""
        stamp = stamp_of(name)
        return frozenset(each for made, ids in self.moves if made > stamp for each in ids.split())

    def after_moves(self, name: str, ids: Iterable[str]) -> DilaMemory:
        """Return the memory once the archive *name* has brought or taken back *ids*.

        A full archive needs none remembered: nothing older than it is read after it.
        """
        found, stamp = list(ids), stamp_of(name)
        if is_full(name) or not found:
            return self
        moves = dict(self.moves)
        moves[stamp] = " ".join(dict.fromkeys([*moves.get(stamp, "").split(), *found]))
        return replace(self, moves=tuple(sorted(moves.items())))

    def after_failure(self, name: str) -> DilaMemory:
        """Return the memory after a poll in which the archive called *name* could not be read."""
        counts = dict(self.failed)
        counts[name] = counts.get(name, 0) + 1
        return replace(self, failed=tuple(counts.items()))

    def after_success(self, name: str) -> DilaMemory:
        """Return the memory once all of the archive called *name* is stored.

        What is older than the last full archive is in it, and need not be remembered.
        """
        done = {*self.done, name}
        full = max((stamp_of(each) for each in done if is_full(each)), default="")
        return replace(
            self,
            done=tuple(sorted((each for each in done if stamp_of(each) >= full), key=stamp_of)),
            archive="",
            size=0,
            members=0,
            failed=tuple((other, count) for other, count in self.failed if other != name),
            moves=tuple((stamp, ids) for stamp, ids in self.moves if stamp >= full),
        )
