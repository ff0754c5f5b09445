"""Say how a sentence ties each host that it names to a platform: keeps it, was chosen, is left, is gone to.

"Hébergé chez X", "le contrat conclu avec X", "quittera X", "vers les serveurs de X": the word that
governs the name says it, once the nouns that only dress the name up ("le cloud de", "le géant
américain") are stepped over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from tracker.extraction import tie_cues as cues
from tracker.extraction.canonical import Sentence
from tracker.extraction.mentions import Mention

OTHER = "other"


class Tie(IntEnum):
    """How a host is tied to a platform, the surest last."""

    NONE = 0
    NEAR = 1
    GONE_TO = 2
    LEFT = 3
    CHOSEN = 4
    KEEPS = 5


@dataclass(frozen=True, slots=True)
class HostTie:
    """A host, its place among the words of the sentence, how it is tied, and its first token."""

    host: str
    at: int
    tie: Tie
    first: int


@dataclass(frozen=True, slots=True)
class _Round:
    """The words round a host: ``head`` and ``worn`` before it, the latter what dresses its name up."""

    left: str
    head: str
    worn: str
    right: str

    @property
    def governor(self) -> str:
        """Return the last word before the dressed name."""
        return self.head.rsplit(" ", 1)[-1]

    @property
    def before(self) -> str:
        """Return what stands before the governor."""
        return self.head[: -len(self.governor) - 1]


_REACH = 18
_AHEAD = 12
_NEAR = 40


def ties_in(sentence: Sentence) -> Iterator[HostTie]:
    """Yield the hosts that *sentence* names, each with the tie that its words tell."""
    if not any(mention.letter in _HOSTS for mention in sentence.mentions) and not may_be_own(sentence):
        return
    words = sentence.canonical.split()
    for at, (first, _, what) in enumerate(sentence.items):
        if not isinstance(what, Mention):
            continue
        if what.letter == "P":
            if what.id != OTHER or not _is_another(sentence, what):
                yield HostTie(what.id, at, _tie_of(_round(words, at)), first)
        elif what.letter in "KC" and not what.body and _is_company(sentence, what):
            here = _round(words, at)
            if _tie_of(here) is Tie.KEEPS and cues.KEPT_BY.search(f"{here.left} ") is not None:
                yield HostTie(OTHER, at, Tie.KEEPS, first)
    own = cues.OWN_ROOMS.search(sentence.canonical) if may_be_own(sentence) else None
    if own is not None:
        at = sentence.item_at(own.start())
        tie = _by_verb(sentence.canonical[: own.start()], Tie.NEAR)
        yield HostTie(OTHER, at, tie, sentence.items[at][0])


_HOSTS = "PKC"


def may_be_own(sentence: Sentence) -> bool:
    """Say whether the sentence has a word without which it speaks of nobody's own rooms."""
    return not cues.ROOM_WORDS.isdisjoint(sentence.words)


def speaks_of_last(sentence: Sentence) -> bool:
    """Say whether *sentence* means the host named before: "sur le cloud de l'éditeur", "au même endroit"."""
    if cues.ANAPHOR_WORDS.isdisjoint(sentence.words):
        return False
    return cues.ANAPHOR.search(sentence.canonical) is not None


def _is_another(sentence: Sentence, mention: Mention) -> bool:
    """Say whether the name of the host is only "un autre hébergeur"."""
    return any(token.plain == "autre" for token in sentence.tokens[mention.first : mention.last + 1])


def _is_company(sentence: Sentence, mention: Mention) -> bool:
    """Say whether a name that nobody knows is a company's: "la société Nuagia", "l'hébergeur Brumeo"."""
    near = sentence.tokens[max(0, mention.first - 3) : mention.last + 1]
    return mention.id.startswith("other:") and any(token.plain in cues.COMPANIES for token in near)


def _round(words: list[str], at: int) -> _Round:
    low = at
    while low > max(0, at - _REACH) and words[low - 1] not in (";", "?", "!", "."):
        low -= 1
    left = "".join(f" {word}" for word in words[low:at])
    dress = cues.DRESS.search(left)
    start = dress.start() if dress is not None else len(left)
    right = "".join(f" {word}" for word in words[at + 1 : at + _AHEAD])
    return _Round(left, left[:start], left[start:], right)


def _tie_of(here: _Round) -> Tie:  # noqa: PLR0911 - one return a way of telling
    if cues.HOST_AFTER.match(here.right) or cues.HOST_BEFORE.search(here.left):
        return Tie.KEEPS
    if cues.TAKES_OVER.match(here.right):
        return Tie.GONE_TO
    for pattern, tie in _HEADS:
        if pattern.search(here.head):
            return tie
    if here.governor in _PREPOSITIONS:
        return _PREPOSITIONS[here.governor](here)
    if cues.TO_THE.match(here.worn):
        return _given(here.head)
    if cues.FROM_FIRST.match(here.worn) and cues.OUT_OF.search(here.head):
        return Tie.LEFT
    after = cues.KEEPER_AFTER.match(here.right)
    if after is not None and after["mood"] not in _UNREAL:
        return Tie.CHOSEN if after["mood"] == "f" else Tie.KEEPS
    return Tie.KEEPS if cues.HOSTING_OF.search(here.head) else Tie.NONE


_UNREAL = ("c", "n")
_HEADS: tuple[tuple[re.Pattern[str], Tie], ...] = (
    (cues.OTHER_THAN, Tie.LEFT),
    (cues.INSTEAD, Tie.NONE),
    (cues.TOWARDS, Tie.GONE_TO),
    (cues.LEAVING, Tie.LEFT),
    (cues.CHOOSING, Tie.CHOSEN),
)
"""What the last words before the dressed name say, the first that fits."""


def _chez(here: _Round) -> Tie:
    if cues.NOW_AT.search(here.head):
        return Tie.KEEPS
    return Tie.LEFT if here.before.endswith((" de", " d'", " hors")) else _by_verb(here.head, Tie.KEEPS)


def _with(here: _Round) -> Tie:
    if cues.BROKEN.search(here.before):
        return Tie.LEFT
    kept = cues.BOUND.search(here.before) or (here.governor == "with" and cues.SITS.search(here.before))
    return Tie.KEEPS if kept else Tie.NONE


def _to(here: _Round) -> Tie:
    return _given(here.before)


def _given(before: str) -> Tie:
    if cues.GIVEN.search(before):
        return Tie.KEEPS if " lier/" in before else Tie.CHOSEN
    return Tie.GONE_TO if cues.MOVE.search(f"{before} ") else Tie.NONE


def _by(here: _Round) -> Tie:
    kept = _last(cues.KEPT, here.head)
    if kept is None or len(here.head) - kept.end() >= _NEAR or kept["mood"] in _UNREAL:
        return Tie.NONE
    return Tie.CHOSEN if kept["mood"] == "f" else Tie.KEEPS


def _on(here: _Round) -> Tie:
    return _by_verb(here.head, Tie.KEEPS)


def _in(here: _Round) -> Tie:
    return _by_verb(here.head, Tie.KEEPS if cues.ROOMS.search(here.worn) else Tie.NONE)


def _for(here: _Round) -> Tie:
    return Tie.GONE_TO if cues.MOVE_OR_LEAVE.search(f"{here.head} ") else Tie.NONE


_PREPOSITIONS: Mapping[str, Callable[[_Round], Tie]] = {
    "chez": _chez,
    **dict.fromkeys(("avec", "with"), _with),
    **dict.fromkeys(("a", "to", "aupres"), _to),
    **dict.fromkeys(("par", "by"), _by),
    **dict.fromkeys(("sur", "on", "via"), _on),
    **dict.fromkeys(("dans", "in", "at", "over", "within", "under"), _in),
    **dict.fromkeys(("pour", "for"), _for),
}


def _last(pattern: re.Pattern[str], head: str) -> re.Match[str] | None:
    return max(pattern.finditer(f"{head} "), key=lambda match: match.start(), default=None)


def _by_verb(head: str, otherwise: Tie) -> Tie:
    """Return the tie that "chez X" or "sur X" has by the verb before: gone to, kept, or kept no longer."""
    kept, moved = _last(cues.KEPT, head), _last(cues.MOVE, head)
    if moved is not None and (kept is None or moved.start() > kept.start()):
        return Tie.GONE_TO
    if kept is None:
        return otherwise
    if cues.NO_LONGER.search(head):
        return Tie.LEFT
    if kept["mood"] in _UNREAL:
        return Tie.NONE
    return Tie.CHOSEN if kept["mood"] == "f" else Tie.KEEPS
