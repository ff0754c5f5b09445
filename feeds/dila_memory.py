"""What is remembered of a folder of archives between two polls, and between two batches of one."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace

from feeds.errors import MemoryFormatError
from feeds.listing import is_full, stamp_of

_FORMAT = 1
_FAILURES_BEFORE_LATE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DilaMemory:
    """Which archives are done, and how many members of the one at hand; a new one is empty.

    ``made_for`` is the folder and the first day: with others, everything begins anew.  ``failed``
    counts the polls in which an archive could not be read.
    """

    made_for: str = ""
    done: tuple[str, ...] = ()
    archive: str = ""
    size: int = 0
    members: int = 0
    failed: tuple[tuple[str, int], ...] = ()

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
            return cls(done=done, failed=failed, **data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MemoryFormatError("the memory of an archive source cannot be read; start anew") from error

    @property
    def late(self) -> frozenset[str]:
        """Return the archives that have failed so often that others go first."""
        return frozenset(name for name, count in self.failed if count >= _FAILURES_BEFORE_LATE)

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
        )
