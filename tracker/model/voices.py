"""How many independent voices of the press tell one act.

Pure.  Two papers that print the same agency text are one voice, however many words each
changed at its edges: what is compared is a sketch of the text, small enough to be kept with
every claim.  So are two texts that credit the same agency.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

from tracker.model.decision import Witness

_RUN = 4
"""Words in a row that are compared as one."""

_KEPT = 24
"""Runs that a sketch keeps: enough to tell a copy from another text about the same act."""

_DIGITS = 8
_COPY = 0.4
"""Two texts that share more of their runs than this are one text; independent ones share a few quotes."""

_AGENCIES = r"(?P<agency>AFP|Reuters|APM(?:news)?|AEF(?: info)?)"
_CREDIT = re.compile(
    rf"(?:\(\s*(?:avec |with |source ?: ?)?|©\s*|\b[Aa]vec (?:l')?|\b[Ww]ith |\b[Ss]ources? ?: ?|"
    rf"\b[Dd]épêche (?:de l')?){_AGENCIES}\b"
)


def credited_agency(text: str) -> str:
    """Return the agency that *text* credits, in small letters; empty for none.

    >>> credited_agency("Le projet est autorisé. (Avec AFP)"), credited_agency("a-t-il dit à l'AFP")
    ('afp', '')
    """
    found = _CREDIT.search(text)
    return found["agency"].lower().removesuffix(" info").removesuffix("news") if found else ""


def sketch_of(text: str) -> str:
    """Return what is kept of *text* to know a copy of it; empty for a text of a few words.

    The smallest digests of its runs of words: two texts share as many of them, in proportion,
    as they share runs.
    """
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    if len(runs) < _RUN * 2:
        return ""
    digests = sorted({blake2b(run.encode(), digest_size=_DIGITS // 2).hexdigest() for run in runs})
    return "".join(digests[:_KEPT])


@lru_cache(maxsize=8192)
def is_copy(one: str, other: str) -> bool:
    """Say whether two sketches are of one text, give or take what each paper changed."""
    if not one or not other:
        return False
    ours, theirs = _digests(one), _digests(other)
    smallest = sorted(ours | theirs)[: min(_KEPT, max(len(ours), len(theirs)))]
    shared = sum(1 for digest in smallest if digest in ours and digest in theirs)
    return shared > _COPY * len(smallest)


def _digests(sketch: str) -> frozenset[str]:
    return frozenset(sketch[at : at + _DIGITS] for at in range(0, len(sketch), _DIGITS))


def count_voices(witnesses: Iterable[Witness]) -> int:
    """Return how many independent voices *witnesses* are, whatever their order."""
    voices: list[list[Witness]] = []
    for witness in witnesses:
        same = [voice for voice in voices if _is_one_voice(voice, witness)]
        voices = [voice for voice in voices if voice not in same]
        voices.append([witness, *(each for voice in same for each in voice)])
    return len(voices)


def _is_one_voice(voice: Sequence[Witness], witness: Witness) -> bool:
    return any(
        each.publisher == witness.publisher
        or (each.agency and each.agency == witness.agency)
        or is_copy(each.sketch, witness.sketch)
        for each in voice
    )
