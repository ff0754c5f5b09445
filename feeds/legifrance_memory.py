"""What is remembered of the Légifrance API between two polls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from feeds.errors import MemoryFormatError

_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A text that could not be had: how often it was asked for, and whether it is of the past."""

    times: int
    past: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegifranceMemory:
    """The texts that were handed over, with what the search said of each.

    ``windows`` has, for each search, the day from which all that it finds was handed over: what
    lies before it is the past.  ``trials`` are the texts to ask for again.
    """

    marks: Mapping[str, str] = field(default_factory=dict)
    windows: Mapping[str, str] = field(default_factory=dict)
    trials: Mapping[str, Trial] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the memory as one line of JSON."""
        trials = {name: [trial.times, trial.past] for name, trial in self.trials.items()}
        rows = {"marks": dict(self.marks), "windows": dict(self.windows), "trials": trials}
        return json.dumps({"format": _FORMAT, **rows}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> LegifranceMemory:
        """Read what `to_json` wrote; refuse anything else."""
        try:
            data = json.loads(text)
            if data["format"] != _FORMAT:
                raise MemoryFormatError("the memory of an API source has another format; start anew")
            trials = {name: Trial(times=n, past=past) for name, (n, past) in data["trials"].items()}
            return cls(marks=dict(data["marks"]), windows=dict(data["windows"]), trials=trials)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MemoryFormatError("the memory of an API source cannot be read; start anew") from error
