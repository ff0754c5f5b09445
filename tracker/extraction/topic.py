"""Say what a document is about, from the words of all of it and of its first lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from tracker.extraction.sections import Zone
from tracker.extraction.story import Story
from tracker.extraction.unlisted import is_unlisted

_ENOUGH = 2
"""Names of hosts and lines about hosting that make it what a document is about."""


@dataclass(frozen=True, slots=True)
class About:
    """What the document as a whole is about: a word of it need not stand in every sentence.

    ``stored``: its first lines speak of a store of health data; ``kept``: some line, of where data
    are kept; ``inquiry``: of the report of a committee of inquiry; ``abroad``: its first lines tell
    of another country, and of nobody who decides for France.
    """

    health: bool
    hosting: bool
    stored: bool = False
    kept: bool = False
    inquiry: bool = False
    abroad: bool = False


def find_topic(story: Story, cues: Mapping[str, re.Pattern[str]]) -> About:
    """Return what the document that *story* tells is about."""
    words = [one.spelled for one in story.sentences if one.section.zone.speaks]
    hosts = sum(mention.letter == "P" for one in story.sentences for mention in one.mentions)
    lines = (one for one in words if cues["strict_hosting"].search(one) is not None)
    hosted = hosts + sum(1 for _ in islice(lines, max(0, _ENOUGH - hosts))) >= _ENOUGH
    head = [one for one in story.sentences if one.section.zone in (Zone.TITLE, Zone.LEAD) or one.index == 0]
    first = " ".join(one.plain for one in head)
    named = [mention for one in head for mention in one.mentions]
    home = any(one.letter in "AJBSHN" and not one.weak for one in named)
    listed = any(one.letter == "F" and not is_unlisted(one.id) for one in named)
    return About(
        health=any(cues["health"].search(one) for one in words),
        hosting=hosted,
        stored=cues["stored"].search(first) is not None,
        kept=any(cues["kept"].search(one) for one in words),
        inquiry=any(cues["inquiry"].search(one.plain) for one in story.sentences),
        abroad=not (home or listed) and cues["abroad"].search(first) is not None,
    )
