"""Cut from the text of a page what the site and its readers add to the article.

The patterns are data, in page_tails.toml; this module only knows how they are applied.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " "})
_PARAGRAPH = 80
_LONG_LINE = 400
_LONGEST_MARKER = 200
_SENTENCE_END = r"(?<=[.!?…»\"”)] )"


@dataclass(frozen=True, slots=True)
class TailRules:
    """The patterns of page_tails.toml, one for each of its sections."""

    readers: re.Pattern[str]
    counts: re.Pattern[str]
    site: re.Pattern[str]
    skip: re.Pattern[str]
    inside: re.Pattern[str]

    def is_marker(self, text: str) -> bool:
        """Tell whether *text* as a line would end the article or be left out."""
        plain = text.translate(_STRAIGHT)
        aside = self.site.match(plain) or self.skip.match(plain)
        return len(text) <= _LONGEST_MARKER and (aside is not None or self.ends_article(text))

    def ends_article(self, text: str) -> bool:
        """Tell whether *text* as a line says that the readers speak from here on."""
        plain = text.translate(_STRAIGHT)
        return (self.readers.match(plain) or self.counts.match(plain)) is not None


@cache
def load_tail_rules() -> TailRules:
    """Read the packaged patterns."""
    data = tomllib.loads(files("feeds").joinpath("page_tails.toml").read_text(encoding="utf-8"))
    joined = {
        section: "|".join(f"(?:{pattern})" for patterns in groups.values() for pattern in patterns)
        for section, groups in data.items()
    }
    joined["inside"] = f"{_SENTENCE_END}(?:{joined['inside']})"
    return TailRules(**{section: re.compile(whole, re.IGNORECASE) for section, whole in joined.items()})


def cut_tail(text: str, rules: TailRules) -> str:
    """Return the lines of *text* that belong to the article.

    A line that has the look of an end is only left out where no paragraph stands before it.
    """
    lines = text.split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines):
        # One character for one: a place in the plain line is the same place in the line itself.
        plain = line.translate(_STRAIGHT)
        if rules.skip.match(plain):
            continue
        if rules.readers.match(plain) or rules.counts.match(plain) or rules.site.match(plain):
            if _ends_here(kept, plain, lines[number + 1 :], rules):
                break
            continue
        inside = rules.inside.search(plain) if len(plain) > _LONG_LINE else None
        if inside is not None:
            kept.append(line[: inside.start()].rstrip())
            break
        kept.append(line)
    return "\n".join(kept)


def _ends_here(kept: list[str], plain: str, rest: list[str], rules: TailRules) -> bool:
    """Tell whether the article ends before the line *plain*, which has the look of an end."""
    if not any(len(line) >= _PARAGRAPH for line in kept):
        return False
    if rules.readers.match(plain):
        return True
    following = [line.translate(_STRAIGHT) for line in rest]
    if rules.counts.match(plain):
        return not any(rules.counts.match(line) for line in following)
    until_next = 0
    for line in following:
        if rules.readers.match(line) or rules.counts.match(line) or rules.site.match(line):
            break
        until_next += len(line)
    return sum(map(len, kept)) >= until_next
