"""What the lines of a page look like: cues that the lexicon lists, compiled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """Patterns for a line: those that its beginning meets are tried there only."""

    starts: re.Pattern[str] | None
    inside: re.Pattern[str] | None

    @classmethod
    def of(cls, patterns: Sequence[str]) -> Cue:
        """Compile *patterns*."""
        starts = [pattern[1:] for pattern in patterns if pattern.startswith("^")]
        inside = [pattern for pattern in patterns if not pattern.startswith("^")]
        return cls(
            re.compile("|".join(f"(?:{one})" for one in starts)) if starts else None,
            re.compile("|".join(f"(?:{one})" for one in inside)) if inside else None,
        )

    def search(self, line: str) -> bool:
        """Say whether *line* meets one of the patterns."""
        if self.starts is not None and self.starts.match(line) is not None:
            return True
        return self.inside is not None and self.inside.search(line) is not None


@dataclass(frozen=True, slots=True)
class SectionCues:
    """What the lines of a page look like that the document does not speak in."""

    comments: Cue
    related: Cue
    furniture: Cue
    satire: Cue
    recalling: Cue
